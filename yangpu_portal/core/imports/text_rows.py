"""Rows that are mostly text (offers, needs) in the import of the admin: read as the commands read them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yangpu_portal.core.domain.row_import import BatchOutcome
from yangpu_portal.core.domain.sheet_rows import said
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.columns import Columns, Field, key, match_columns
from yangpu_portal.core.imports.records import Change, Record, Refusal, Written
from yangpu_portal.core.imports.sheet import SheetColumn, titles_of
from yangpu_portal.core.tables import Row

Builder = Callable[[Columns, Language | None], Callable[[Row], Record | Refusal]]


class TextRowReader:
    """Knows the columns that the commands know, and those of the template.

    Args:
        sheet: the columns of the template; each is named as what `match_columns` takes for a target.
    """

    def __init__(
        self,
        columns: Sequence[str],
        fields: Sequence[Field],
        builder: Builder,
        sheet: Sequence[SheetColumn],
    ) -> None:
        named = {key(title): column.name for column in sheet for title in titles_of(column)}
        mapping = {name: named[key(name)] for name in columns if key(name) in named}
        found = match_columns(columns, fields, mapping)
        self.used = tuple(use.column for use in found.uses)
        self.unused = found.unused
        self._build = builder(found, None)

    def read(self, row: Row) -> Record | Refusal:
        return self._build(row)


def written_record(
    record: Record, *, rows: "models.QuerySet[Any]", bring: Callable[..., BatchOutcome]
) -> Written:
    """Writes one record by the function that writes many.

    Args:
        rows: those of the owner, by whose `external_id` the record is known.

    Raises:
        ValidationError: what is wrong, by column where it is one.
    """
    before = rows.filter(external_id=record.external_id).first()
    outcome = bring(records=[record])
    if outcome.refused:
        raise ValidationError(
            {issue.column or "__all__": [issue.reason] for issue in outcome.refused[0].issues}
        )
    row = rows.get(external_id=record.external_id)
    if outcome.same:
        return Written("same", row, str(row))
    names: Iterable[str] = outcome.changed[0][1] if outcome.changed else record.values
    changes = [
        Change(
            str(row._meta.get_field(name).verbose_name),
            _short(said(row, name, getattr(before, name))) if before else "",
            _short(said(row, name, getattr(row, name))),
        )
        for name in names
    ]
    return Written("changed" if outcome.changed else "new", row, str(row), changes)


def _short(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
