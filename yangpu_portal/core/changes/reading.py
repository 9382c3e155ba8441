"""A page of changes in a fixed number of statements.

One statement finds the newest events of all sources; then two for each source that is on the page (the
events, and each one's predecessor), one for the people, one for each model that changed columns point at.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Value
from django.utils.translation import gettext as _

from yangpu_portal.core.changes.sources import Source
from yangpu_portal.core.changes.values import FieldChange, Labels, changed_columns, link_change, shown_change
from yangpu_portal.core.models import User

INSERT, UPDATE, DELETE = "insert", "update", "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One event: what happened to which row, and each column before and after."""

    at: datetime
    kind: str
    source: Source
    row_pk: Any
    row_name: str
    who: str
    why: str
    together: UUID | None
    fields: list[FieldChange] = field(default_factory=list)

    @property
    def model_label(self) -> str:
        return str(self.source.tracked._meta.label)

    @property
    def model_name(self) -> str:
        return str(self.source.tracked._meta.verbose_name)


@dataclass(frozen=True, slots=True)
class Page:
    changes: list[Change]
    earlier: datetime | None  # where the next page starts; None at the end


def read_changes(
    sources: Sequence[Source], *, count: int, before: datetime | None = None, narrowed: Q | None = None
) -> Page:
    """The newest changes of these sources.

    Args:
        before: only changes before this moment.
        narrowed: a condition on events, such as on the context they happened in.
    """
    keys = _newest(sources, count + 1, before, narrowed or Q())
    shown = keys[:count]
    events = {source.label: _events(source, shown) for source in sources}
    rows = [
        (by[pk], source)
        for _at, pk, label in shown
        for source in _named(sources, label)
        if (by := events[label])
    ]
    return Page(_changes(rows), shown[-1][0] if len(keys) > count else None)


def _named(sources: Sequence[Source], label: str) -> list[Source]:
    return [source for source in sources if source.label == label][:1]


def _newest(
    sources: Sequence[Source], count: int, before: datetime | None, narrowed: Q
) -> list[tuple[datetime, int, str]]:
    asked = [
        source.events.objects.filter(
            narrowed, **source.where, **({"pgh_created_at__lt": before} if before else {})
        )
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("pgh_created_at", "pgh_id", Value(source.label))[:count]
        for source in sources
    ]
    if not asked:
        return []
    first, *others = asked
    rows = first.union(*others, all=True).order_by("-pgh_created_at", "-pgh_id") if others else first
    return list(rows[:count])


def _events(source: Source, shown: Sequence[tuple[datetime, int, str]]) -> dict[int, Any]:
    """The events of a source on this page, each with `former`, the one of the same row before it."""
    keys = [pk for _at, pk, label in shown if label == source.label]
    if not keys:
        return {}
    events = source.events.objects.filter(pgh_id__in=keys).select_related("pgh_context")
    if source.link is not None:
        return {event.pgh_id: event for event in events}
    earlier = source.events.objects.filter(id=OuterRef("id"), pgh_id__lt=OuterRef("pgh_id")).order_by(
        "-pgh_id"
    )
    found = list(events.annotate(former_id=Subquery(earlier.values("pgh_id")[:1])))
    former = source.events.objects.in_bulk([event.former_id for event in found if event.former_id])
    for event in found:
        event.former = former.get(event.former_id)
    return {event.pgh_id: event for event in found}


def _changes(rows: Sequence[tuple[Any, Source]]) -> list[Change]:
    people = _people(event for event, _source in rows)
    columns = [changed_columns(event, source) for event, source in rows]
    labels = Labels.of([column for found in columns for column in found], [(e, s) for e, s in rows])
    made = []
    for (event, source), found in zip(rows, columns, strict=True):
        fields = (
            [link_change(event, source, labels)]
            if source.link is not None
            else [shown_change(column, labels) for column in found]
        )
        if not fields:  # a column that is not kept here, such as the time of the change itself
            continue
        pk, name = labels.row(event, source)
        context = event.pgh_context
        made.append(
            Change(
                at=event.pgh_created_at,
                kind=UPDATE if source.link is not None else event.pgh_label,
                source=source,
                row_pk=pk,
                row_name=name,
                who=_who(context, people),
                why=str(context.metadata.get("reason", "")) if context else "",
                together=context.pk if context else None,
                fields=fields,
            )
        )
    return made


def _people(events: Iterable[Any]) -> dict[int, User]:
    keys: set[int] = set()
    for event in events:
        noted = event.pgh_context.metadata if event.pgh_context else {}
        keys |= {noted[name] for name in ("user", "impersonator") if noted.get(name)}
    return User.objects.in_bulk(keys) if keys else {}


def _who(context: Any, people: dict[int, User]) -> str:
    if context is None:
        return _("the portal itself")
    noted = context.metadata
    if noted.get("user") is None:
        return _("the portal itself (%(task)s)") % noted if noted.get("task") else _("the portal itself")
    names = defaultdict(lambda: _("a deleted account"), {pk: str(user) for pk, user in people.items()})
    if noted.get("impersonator"):
        return _("%(official)s as %(person)s") % {
            "official": names[noted["impersonator"]],
            "person": names[noted["user"]],
        }
    return names[noted["user"]]
