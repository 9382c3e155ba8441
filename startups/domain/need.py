"""Writes of needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startups.domain.need_revision import adopt_revisions
from startups.emails import need_reviewed
from startups.enums import NeedState
from startups.models import Company, Need, NeedEvent, NeedParameter
from startups.signals import need_opened
from yangpu_portal.core.models import Field, User
from yangpu_portal.core.transitions import SYSTEM, Transitions

EDIT, REVIEW = "startups.edit_need", "startups.review_need"
TRANSITIONS = Transitions(
    {
        (NeedState.DRAFT, NeedState.IN_REVIEW): EDIT,
        (NeedState.DRAFT, NeedState.WITHDRAWN): EDIT,
        (NeedState.IN_REVIEW, NeedState.OPEN): REVIEW,
        (NeedState.IN_REVIEW, NeedState.DRAFT): EDIT,  # sent back, or taken back by the company
        (NeedState.IN_REVIEW, NeedState.WITHDRAWN): EDIT,
        (NeedState.OPEN, NeedState.MATCHED): EDIT,
        (NeedState.OPEN, NeedState.CLOSED): EDIT,
        (NeedState.OPEN, NeedState.EXPIRED): REVIEW,
        (NeedState.OPEN, NeedState.WITHDRAWN): EDIT,
        (NeedState.MATCHED, NeedState.OPEN): EDIT,
        (NeedState.MATCHED, NeedState.CLOSED): EDIT,
        (NeedState.CLOSED, NeedState.OPEN): EDIT,  # its text was reviewed and cannot have changed since
        (NeedState.EXPIRED, NeedState.IN_REVIEW): EDIT,
        (NeedState.EXPIRED, NeedState.DRAFT): EDIT,
        (NeedState.WITHDRAWN, NeedState.DRAFT): EDIT,
    }
)


@transaction.atomic
def create_need(
    *,
    company: Company,
    author: User | None,
    source_language: str,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
    parameters: Sequence[Mapping[str, Any]] = (),
) -> Need:
    """Makes a draft.

    Args:
        author: None for imports.
        values: columns of Need by name.
        parameters: columns of NeedParameter by name, in the order to show them.

    Raises:
        ValidationError: a value does not fit its column or a constraint.
        PermissionDenied: the author has no seat in the company.
    """
    if author is not SYSTEM and not author.has_perm("startups.post_need", company):
        raise PermissionDenied(_("Only people of the company can post needs for it."))
    need = Need(company=company, author=author, source_language=source_language, **values)
    need.full_clean()
    need.save()
    need.fields.set(fields)
    set_parameters(need=need, parameters=parameters)
    return need


@transaction.atomic
def update_need(
    *,
    need: Need,
    values: Mapping[str, Any],
    fields: Iterable[Field] | None = None,
    parameters: Sequence[Mapping[str, Any]] | None = None,
) -> Need:
    """Changes a need; `fields` and `parameters` are left alone when None."""
    # Somebody may have brought it into another state since it was read; saving must not undo that.
    fresh = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    need.state, need.opened_at = fresh.state, fresh.opened_at
    for name, value in values.items():
        setattr(need, name, value)
    need.full_clean()
    need.save()
    if fields is not None:
        need.fields.set(fields)
    if parameters is not None:
        set_parameters(need=need, parameters=parameters)
    announce_needs(need_ids=[need.pk])
    return need


def set_parameters(*, need: Need, parameters: Sequence[Mapping[str, Any]]) -> None:
    """Replaces the wanted parameters of a need."""
    need.parameters.all().delete()
    for position, parameter in enumerate(parameters):
        row = NeedParameter(need=need, position=position, **parameter)
        row.full_clean()
        row.save()


def announce_needs(*, need_ids: Sequence[int]) -> None:
    """Tells whoever listens, after commit, which of these needs are open: they opened or changed."""
    opened = Need.objects.filter(pk__in=need_ids, state=NeedState.OPEN).order_by("pk")
    keys = list(opened.values_list("pk", flat=True))
    if keys:
        transaction.on_commit(partial(need_opened.send_robust, sender=Need, need_ids=keys))


@transaction.atomic
def transition_needs(
    *,
    need_ids: Sequence[int],
    to: NeedState,
    actor: User | None = None,
    at: datetime | None = None,
    remark: str = "",
) -> int:
    """Brings these needs into another state; all or none. Their people hear of what an officer decided.

    Raises:
        ValidationError: one of them cannot take this state now.
        PermissionDenied: the actor may not do this to one of them.
    """
    keys = bring_needs_into_state(need_ids=need_ids, to=to, actor=actor, at=at, remark=remark)
    if to == NeedState.OPEN:
        announce_needs(need_ids=keys)
    return len(keys)


@transaction.atomic
def bring_needs_into_state(
    *,
    need_ids: Sequence[int],
    to: NeedState,
    actor: User | None = None,
    at: datetime | None = None,
    remark: str = "",
) -> list[int]:
    """`transition_needs` without the news, which an import sends once for all its batches.

    Returns:
        the keys of these needs; for the revision of an open need, that of the need it has changed.
    """
    rows = Need.objects.filter(pk__in=need_ids)
    before = dict(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", "state"))
    keys = TRANSITIONS.bring(rows, to, actor, **_stamps(to, at or timezone.now()))
    new = [
        NeedEvent(need_id=key, actor=actor, from_state=before[key], to_state=to, remark=remark)
        for key in keys
    ]
    events = NeedEvent.objects.bulk_create(new)
    if to == NeedState.OPEN:
        adopted = adopt_revisions(need_ids=keys)
        keys = [adopted.get(key, key) for key in keys]
    if actor is not SYSTEM:
        _tell_reviewed(events)
    return keys


def _stamps(to: NeedState, at: datetime) -> dict[str, Any]:
    """When it was handed in and opened; one that opens again after having been closed keeps its date."""
    if to == NeedState.OPEN:
        return {"opened_at": Coalesce("opened_at", Value(at))}
    if to == NeedState.IN_REVIEW:
        return {"submitted_at": at, "opened_at": None, "reviewer": None}
    return {"opened_at": None, "reviewer": None} if to == NeedState.DRAFT else {}


def _tell_reviewed(events: Sequence[NeedEvent]) -> None:
    for event in NeedEvent.objects.filter(pk__in=[one.pk for one in events]).select_related("need"):
        sent_back = event.to_state == NeedState.DRAFT and event.remark
        if event.from_state == NeedState.IN_REVIEW and (event.to_state == NeedState.OPEN or sent_back):
            need_reviewed(event=event)


def submit_need(*, need: Need, actor: User | None = None) -> None:
    """Hands a draft to the officers for review."""
    transition_needs(need_ids=[need.pk], to=NeedState.IN_REVIEW, actor=actor)
    need.refresh_from_db()


def open_needs(*, need_ids: Sequence[int], actor: User | None = None, at: datetime | None = None) -> int:
    """Opens reviewed needs: from now on they are matched and laboratories may see them."""
    return transition_needs(need_ids=need_ids, to=NeedState.OPEN, actor=actor, at=at)


def close_need(*, need: Need, actor: User | None = None) -> None:
    transition_needs(need_ids=[need.pk], to=NeedState.CLOSED, actor=actor)
    need.refresh_from_db()
