"""Sheets officials fill: what each column is, how its cells are read, and the one function that writes a row.

A kind of import is one `SheetKind` in the `imports/` of an app (docs/recipes/add-an-import-format.md). Its
template, its preview, its run and its error file follow from it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal, Protocol, TypeAlias

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from yangpu_portal.core.imports.cells import CellReader, OneOf
from yangpu_portal.core.imports.columns import Field, Names, PlainField, match_columns
from yangpu_portal.core.imports.records import CellError, Record, Refusal, RowIssue, Written
from yangpu_portal.core.models import User
from yangpu_portal.core.tables import Row, TableError

TEXT: Final = "text"
DAY: Final = "day"
MONEY: Final = "money"
NUMBER: Final = "number"
Words: TypeAlias = Any  # text, translated when it is shown
_EXAMPLE = re.compile(r"\s*(?:示例|例|example)\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """Args:
    name: of the value it gives.
    read: None for columns that the kind reads by other means.
    aliases: other names people give it; the title counts in every language by itself.
    note: what to write into it, for the template.
    choices: what its drop-down offers.
    """

    name: str
    title: Words
    read: CellReader | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    note: Words = ""
    example: str = ""
    form: Literal["text", "day", "money", "number"] = "text"
    choices: Callable[[], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class ImportContext:
    """For whom rows are written, why, and the university or company they belong to, if the kind asks."""

    actor: User
    reason: str
    owner: Any = None


class RowReader(Protocol):
    """Reads the rows of one file. `used` and `unused` are its columns."""

    used: tuple[str, ...]
    unused: tuple[str, ...]

    def read(self, row: Row) -> Record | Refusal: ...


@dataclass(frozen=True, slots=True)
class SheetKind:
    """Args:
    permissions: what somebody needs, all of them, to import this.
    key: what makes two rows of a file the same thing; "" for a row without.
    write: brings one row in, or says that it is there already: run twice, it changes nothing.
    owners: those a person may choose as owner of the rows; None where rows say it themselves.
    undo: takes back what a row has made; raises ValidationError where that cannot be done any more.
    undo_words: what undoing means, or why there is none.
    reader: makes the reader of a file with these columns, where cells are read by other means.
    fields: the columns that such a reader knows besides those of the template.
    doubts: what is odd about a row but no fault, by the name of its column.
    """

    slug: str
    title: Words
    intro: Words
    symbol: str
    permissions: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    key: Callable[[Mapping[str, Any]], str]
    write: Callable[[Record, ImportContext], Written]
    undo_words: Words
    undo: Callable[[int, ImportContext], None] | None = None
    owners: Callable[[User], "models.QuerySet[Any]"] | None = None
    owner_title: Words = ""
    reader: Callable[[Sequence[str]], RowReader] | None = None
    fields: tuple[Field, ...] = ()
    doubts: Callable[[Mapping[str, Any]], Mapping[str, str]] = lambda values: {}

    def names(self) -> Names:
        """What its columns may be called."""
        return Names([*self.plain_fields(), *self.fields])

    def plain_fields(self) -> list[PlainField]:
        return [
            PlainField(each.name, (*titles_of(each), *each.aliases), lambda cell, header, warn: {})
            for each in self.columns
        ]

    def open_reader(self, columns: Sequence[str]) -> RowReader:
        """Raises:
        TableError: a column that is needed is not there, or none is known.
        """
        return self.reader(columns) if self.reader else SheetReader(self, columns)

    def may_be_imported_by(self, user: User) -> bool:
        return user.is_active and user.is_staff and user.has_perms(self.permissions)


class SheetReader:
    """Reads rows by the columns of a kind."""

    def __init__(self, kind: SheetKind, columns: Sequence[str]) -> None:
        self._kind = kind
        by_name = {column.name: column for column in kind.columns}
        if not any(map(kind.names().know, columns)):
            raise TableError(
                _("None of the columns is known: %(columns)s. Use the names of the template.")
                % {"columns": ", ".join(columns[:30])}
            )
        found = match_columns(columns, kind.plain_fields(), {})
        self._uses = {use.column: by_name[use.field.name] for use in found.uses}
        self._reads = {header: _for_file(column.read) for header, column in self._uses.items()}
        self.used, self.unused = tuple(self._uses), found.unused
        there = {column.name for column in self._uses.values()}
        missing = [str(each.title) for each in kind.columns if each.required and each.name not in there]
        if missing:
            raise TableError(
                _("The column “%(missing)s” is not there. Columns of the file: %(columns)s.")
                % {"missing": "”, “".join(missing), "columns": ", ".join(columns[:30])}
            )

    def read(self, row: Row) -> Record | Refusal:
        if row.fault:
            return Refusal(row.number, [RowIssue(row.number, "", row.fault)])
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        issues: list[RowIssue] = []
        for header, column in self._uses.items():
            sources[column.name] = header
            cell = row.cells.get(header)
            try:
                read = self._reads[header]
                value = read(cell, header) if cell is not None and read else None
            except CellError as error:
                issues.append(RowIssue(row.number, header, str(error)))
                continue
            if value is not None and value != "":
                values[column.name] = value
            elif column.required:
                issues.append(RowIssue(row.number, header, _("This cell is empty; it is needed.")))
        if issues:
            return Refusal(row.number, issues)
        doubts = [
            RowIssue(row.number, sources[name], reason) for name, reason in self._kind.doubts(values).items()
        ]
        return Record(row.number, self._kind.key(values), "", values, sources, doubts)


def _for_file(read: CellReader | None) -> CellReader | None:
    return read.for_file() if isinstance(read, OneOf) else read


def is_example(row: Row) -> bool:
    """Whether this is the line of the template that shows how to fill it; people put a number in front."""
    return any(isinstance(cell, str) and _EXAMPLE.match(cell) for cell in islice(row.cells.values(), 2))


def titles_of(column: SheetColumn) -> tuple[str, ...]:
    """The header in each language: a template taken in one is read in the other."""
    titles = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            titles.append(str(column.title))
    return tuple(titles)
