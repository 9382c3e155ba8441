"""The rows of a file given back with a column that says what is wrong, to be corrected and sent again."""

from collections.abc import Iterator
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from liaison.enums import RowVerdict
from liaison.models import ImportJob, ImportRow
from yangpu_portal.core.imports.stored_cells import row_from_json, shown
from yangpu_portal.core.sheets.cells import Cell
from yangpu_portal.core.sheets.workbook import Book


def write_error_file(file: IO[bytes], job: ImportJob, *, only_wrong: bool) -> None:
    """Writes the columns of the file as they stood there, and what is wrong in front of them."""
    headers = [_("What is wrong"), *(str(name) for name in job.columns)]
    rows = job.rows.order_by("number")
    if only_wrong:
        rows = rows.filter(verdict=RowVerdict.REFUSED)
    with Book(file, title=job.file_name) as book:
        book.add_sheet(_("To correct"), headers, _lines(rows.iterator(chunk_size=500), job.columns))


def _lines(rows: Iterator[ImportRow], columns: list[str]) -> Iterator[list[Cell]]:
    for row in rows:
        cells = row_from_json(row.number, row.cells).cells
        yield [said_wrong(row), *(_cell(cells.get(name), row.cells.get(name)) for name in columns)]


def said_wrong(row: ImportRow) -> str:
    """All that is wrong with a row, in one cell."""
    if row.verdict != RowVerdict.REFUSED:
        return ""
    return "\n".join(
        _("“%(column)s”: %(reason)s") % {"column": column, "reason": reason} if column else reason
        for column, reason in row.issues
    )


def _cell(value: object, stored: object) -> Cell:
    """Numbers and days as such, all else as the text it was, codes with all their digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float, date)):
        return value
    return shown(stored)
