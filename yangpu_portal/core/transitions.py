"""State machines as one table each: which state may follow which, and who may bring it about.

    TRANSITIONS = Transitions({("draft", "open"): "startups.review_need", ...})

Rows are locked before the table is asked, so that two people cannot both win: by `bring`, or by the domain
function itself where a transition does more.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.models import User

SYSTEM = None  # the actor of timers, imports and cascades


def require(actor: User | None, permission: str, row: models.Model | None = None) -> None:
    """Raises:
    PermissionDenied: the actor may not do this with the row (`SYSTEM` may).
    """
    if actor is not SYSTEM and not actor.has_perm(permission, row):
        raise PermissionDenied(_("You may not make this change."))


class Transitions:
    """A table {(from, to): permission}; the permission is asked of `rules` with the object."""

    def __init__(self, table: Mapping[tuple[str, str], str]) -> None:
        self._table = dict(table)

    def targets(self, state: str) -> list[str]:
        """The states that may follow `state`, in the order of the table."""
        return [to for (origin, to) in self._table if origin == state]

    def all_targets(self) -> list[str]:
        """Every state something can be brought into, each once, in the order of the table."""
        return list(dict.fromkeys(to for (_origin, to) in self._table))

    def check(self, row: models.Model, to: str, actor: User | None) -> None:
        """Raises:
        ValidationError: this state cannot follow the present one.
        PermissionDenied: the actor may not do this (`SYSTEM` may do everything in the table).
        """
        state = row.state  # type: ignore[attr-defined]
        permission = self._table.get((state, to))
        if permission is None:
            labels = dict(row._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
            raise ValidationError(
                _("“%(row)s” is %(state)s and cannot become %(to)s."),
                "transition",
                {"row": str(row), "state": labels.get(state, state), "to": labels.get(to, to)},
            )
        require(actor, permission, row)

    def bring(self, rows: models.QuerySet[Any], to: str, actor: User | None, **changes: Any) -> list[int]:
        """Brings all of these rows into a state, or none; runs inside the caller's transaction.

        Args:
            changes: further columns to write with the state.

        Returns:
            the keys of the rows.

        Raises:
            ValidationError, PermissionDenied: as `check`, for the first row that may not.
        """
        found = list(rows.select_for_update().order_by("pk"))  # one order, so that no two wait for each other
        for row in found:
            self.check(row, to, actor)
        keys = [row.pk for row in found]
        rows.model._default_manager.filter(pk__in=keys).update(state=to, updated_at=timezone.now(), **changes)
        return keys
