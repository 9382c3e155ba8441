"""Excel workbooks, read row by row.

Widths and row numbers are bounded here and not taken from the file: one cell at XFD1048576 would otherwise
make openpyxl fill in billions of empty ones.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from yangpu_portal.core.tables.archive import broken_workbook, check_workbook
from yangpu_portal.core.tables.grid import MAX_COLUMNS, RawRow
from yangpu_portal.core.tables.types import Cell, CellFault, TableError

MAX_ROWS = 1_048_576  # Excel's own
_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OverflowError,
)
_FORMULA_MARK = (b"<f>", b"<f ", b"<f/")


def open_sheet(path: Path, sheet: str | None) -> tuple[Iterator[RawRow], int | None, str]:
    """Returns the rows of a sheet, the number of its last row if the file says so, and its name.

    Args:
        sheet: a name, or None for the first visible sheet.

    Raises:
        TableError: the file is no safe, whole workbook, or has no such sheet.
    """
    check_workbook(path)
    with closing(_load(path)) as book:
        chosen = _choose(path, book, sheet)
        worksheet = book[chosen]
        last = min(worksheet.max_row, MAX_ROWS) if worksheet.max_row else None
        part = str(worksheet._worksheet_path)  # type: ignore[attr-defined]
    return _sheet_rows(path, chosen, _has_formulas(path, part)), last, chosen


def _load(path: Path, *, formulas: bool = False) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not keep
            return load_workbook(path, read_only=True, data_only=not formulas, keep_links=False)
    except _BROKEN as error:
        raise broken_workbook(path) from error


def _choose(path: Path, book: Workbook, sheet: str | None) -> str:
    names = [each.title for each in book.worksheets]
    visible = [each.title for each in book.worksheets if each.sheet_state == "visible"]
    if sheet is None and names:
        return (visible or names)[0]
    if sheet in names:
        return str(sheet)
    raise TableError(
        _("%(file)s has no sheet “%(sheet)s”. Its sheets: %(names)s.")
        % {"file": path.name, "sheet": sheet or "", "names": ", ".join(names)}
    )


def _has_formulas(path: Path, part: str) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as sheet:
        tail = b""
        while chunk := sheet.read(1 << 20):
            window = tail + chunk
            if any(mark in window for mark in _FORMULA_MARK):
                return True
            tail = chunk[-2:]
    return False


def _sheet_rows(path: Path, sheet: str, formulas: bool) -> Iterator[RawRow]:
    with ExitStack() as stack:
        book = stack.enter_context(closing(_load(path)))
        second = stack.enter_context(closing(_load(path, formulas=True))) if formulas else None
        try:
            values = _bounded(book, sheet)
            sources = _bounded(second, sheet) if second else iter(())
            for number, row in enumerate(values, start=1):
                source = next(sources, ())
                if row.count(None) < len(row) or source.count(None) < len(source):
                    yield number, _cells(number, row, source), ""
        except _BROKEN as error:
            raise broken_workbook(path) from error


def _bounded(book: Workbook, sheet: str) -> Iterator[tuple[Any, ...]]:
    """One column more than may be read, so that a sheet too wide shows."""
    worksheet = book[sheet]
    worksheet.reset_dimensions()
    width = _widest_of_first_rows(worksheet)
    return worksheet.iter_rows(max_row=MAX_ROWS, max_col=width, values_only=True)


def _widest_of_first_rows(worksheet: Any) -> int:
    rows = worksheet.iter_rows(max_row=50, max_col=MAX_COLUMNS + 1, values_only=True)
    filled = (position for row in rows for position, cell in enumerate(row, start=1) if cell is not None)
    # One column beyond the table is read, so that cells which stand outside it are noticed.
    return min(max(filled, default=1) + 1, MAX_COLUMNS + 1)


def _cells(number: int, row: tuple[Any, ...], source: tuple[Any, ...]) -> list[Cell]:
    cells = [_cell(value, number, column) for column, value in enumerate(row, start=1)]
    for place, formula in enumerate(source[: len(cells)]):
        if cells[place] is None and isinstance(formula, str) and formula.startswith("="):
            name = f"{get_column_letter(place + 1)}{number}"
            cells[place] = CellFault(
                _("Cell %(cell)s is a formula without a stored value; open and save the file in Excel.")
                % {"cell": name}
            )
    return cells


def _cell(value: Any, number: int, column: int) -> Cell:
    if isinstance(value, str):
        if value in ERROR_CODES:
            name = f"{get_column_letter(column)}{number}"
            return CellFault(_("Cell %(cell)s shows the error %(error)s.") % {"cell": name, "error": value})
        return value
    if value is None or isinstance(value, (int, float, bool, datetime, date)):
        return value
    return str(value) if isinstance(value, (time, timedelta)) else None
