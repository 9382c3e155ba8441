"""Columns of events as people read them: by their names, with choices, dates and rows written out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from yangpu_portal.core.changes.sources import Source
from yangpu_portal.core.text.days import in_table

NOTHING = "–"
_LONGEST = 600
# Numbers nobody reads, and names of files in the storage; they never change.
_UNSHOWN = ("id", "public_id", "created_at", "file")


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an event that differs from the event before."""

    field: Any
    before: Any
    after: Any


class Labels:
    """How rows that columns point at are called; looked up for a whole page at once."""

    def __init__(self) -> None:
        self._names: dict[Any, dict[Any, str]] = {}

    @classmethod
    def of(cls, columns: Iterable[Column], events: Sequence[tuple[Any, Source]]) -> "Labels":
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for column in columns:
            if column.field.remote_field is not None:
                wanted[column.field.remote_field.model] |= {column.before, column.after} - {None}
        for event, source in events:
            if source.link is None:
                wanted[source.tracked].add(event.id)
            else:
                for model, name in _ends(source):
                    wanted[model].add(getattr(event, f"{name}_id"))
        made = cls()
        for model, keys in wanted.items():
            made._names[model] = {row.pk: str(row) for row in _rows(model, keys)}
        return made

    def name(self, model: Any, key: Any) -> str:
        """The name of a row; of one that is gone its number."""
        return self._names.get(model, {}).get(key) or _("no. %(key)s, deleted") % {"key": key}

    def row(self, event: Any, source: Source) -> tuple[Any, str]:
        """Key and name of the row an event is of."""
        if source.link is None:
            return event.id, self.name(source.tracked, event.id)
        model, name = _ends(source)[0]
        key = getattr(event, f"{name}_id")
        return key, self.name(model, key)


def _rows(model: Any, keys: set[Any]) -> Iterable[models.Model]:
    """With what the names of such rows are made of, as the list of the admin has it."""
    rows = model._base_manager.filter(pk__in=keys)
    page = admin.site._registry.get(model)
    related = page.list_select_related if page is not None else False
    return rows.select_related(*related) if isinstance(related, list | tuple) else rows.select_related()


def _ends(source: Source) -> tuple[tuple[Any, str], tuple[Any, str]]:
    """Model and column of either end of a link."""
    link = source.link
    other = link.remote_field.model
    return (link.model, link.m2m_field_name()), (other, link.m2m_reverse_field_name())


def changed_columns(event: Any, source: Source) -> list[Column]:
    """What an event changed; all that was filled in where it made or removed the row."""
    if source.link is not None:
        return []
    former, removed = event.former, event.pgh_label == "delete"
    found = []
    for column in event._meta.concrete_fields:
        if column.name.startswith("pgh_") or column.name in _UNSHOWN:
            continue
        after = None if removed else getattr(event, column.attname)
        before = getattr(event if removed else former, column.attname) if removed or former else None
        if before != after and (before, after) not in (("", None), (None, ""), (None, []), ([], None)):
            found.append(Column(source.tracked._meta.get_field(column.name), before, after))
    return found


def shown_change(column: Column, labels: Labels) -> FieldChange:
    return FieldChange(
        name=capfirst(str(column.field.verbose_name)),
        before=_shown(column.field, column.before, labels),
        after=_shown(column.field, column.after, labels),
    )


def link_change(event: Any, source: Source, labels: Labels) -> FieldChange:
    model, name = _ends(source)[1]
    other = labels.name(model, getattr(event, f"{name}_id"))
    added = event.pgh_label == "insert"
    return FieldChange(
        name=capfirst(str(source.link.verbose_name)),
        before=NOTHING if added else other,
        after=other if added else NOTHING,
    )


def _shown(field: Any, value: Any, labels: Labels) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if field.remote_field is not None:
        return labels.name(field.remote_field.model, value)
    if isinstance(field, ArrayField):
        return ", ".join(_shown(field.base_field, one, labels) for one in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return Truncator(_written(value)).chars(_LONGEST)


def _written(value: Any) -> str:
    if isinstance(value, date):
        return in_table(value)
    if isinstance(value, Decimal):
        return f"{value:,}"
    return str(display_for_value(value, NOTHING))
