"""What reading a table gives: rows of cells, and errors that say what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias


class TableError(Exception):
    """The file as a whole cannot be read. The message is one translated line that says what to do."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """Stands in the place of a cell that cannot be read; counts only when somebody needs that cell."""

    reason: str


Cell: TypeAlias = "str | int | float | bool | date | datetime | list[str] | CellFault | None"


@dataclass(frozen=True, slots=True)
class Row:
    """One record.

    Args:
        number: where a person finds it: the line it starts on (CSV, JSON Lines), the row of the sheet, or the
            position in a JSON list, each counted from 1.
        cells: by column; empty ones are left out.
        fault: why the row as a whole is not to be trusted, or "".
        note: what was odd but harmless, or "".
    """

    number: int
    cells: dict[str, Cell]
    fault: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns in the order of the file, and rows to be read once.

    Args:
        kind: "csv", "xlsx", "json" or "jsonl".
        last_number: about the highest row number to expect (for progress bars), None when unknown.
        details: how the file was understood, such as its encoding, for the reader of a report.
    """

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    last_number: int | None = None
    details: dict[str, str] = field(default_factory=dict)
