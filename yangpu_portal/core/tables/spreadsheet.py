"""Excel workbooks, read row by row.

Widths and row numbers are bounded here and not taken from the file: one cell at XFD1048576 would otherwise
make openpyxl fill in billions of empty ones.
"""

import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.reader.workbook import WorkbookParser
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

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
_LAST_ROW = re.compile(rb'<(?:\w{1,20}:)?dimension\s[^>]*?ref="[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7})"')
_FIRST_ROWS = 50  # tell how wide the table is
_START = 8192  # bytes within which a sheet says how long it is


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it, and the part of the archive that holds its rows."""

    name: str
    visible: bool
    part: str


def open_sheet(path: Path, sheet: str | None) -> tuple[Iterator[RawRow], int | None, str]:
    """Returns the rows of a sheet, the number of its last row if the file says so, and its name.

    Args:
        sheet: a name, or None for the first visible sheet.

    Raises:
        TableError: the file is no safe, whole workbook, or has no such sheet.
    """
    check_workbook(path)
    sheets = list_sheets(path)
    chosen = _choose(path, sheets, sheet) if sheet else first_sheet(path, sheets)
    try:
        rows = _sheet_rows(path, chosen.name, _has_formulas(path, chosen.part))
        return rows, _last_row(path, chosen.part), chosen.name
    except _BROKEN as error:
        raise broken_workbook(path) from error


def list_sheets(path: Path) -> list[SheetPart]:
    """The sheets of a checked workbook that hold cells, in their order, without reading any of them."""
    try:
        with zipfile.ZipFile(path) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sheets that openpyxl leaves out
            parser = WorkbookParser(archive, "xl/workbook.xml", keep_links=False)
            parser.parse()
            parts = set(archive.namelist())
            return [
                SheetPart(sheet.name, sheet.state == "visible", relation.target)
                for sheet, relation in parser.find_sheets()
                if relation.target in parts and "chartsheet" not in relation.Type
            ]
    except _BROKEN as error:
        raise broken_workbook(path) from error


def first_sheet(path: Path, sheets: list[SheetPart]) -> SheetPart:
    """The first that people see."""
    if not sheets:
        raise broken_workbook(path)
    return next((each for each in sheets if each.visible), sheets[0])


def _load(path: Path, *, formulas: bool = False) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not keep
            return load_workbook(path, read_only=True, data_only=not formulas, keep_links=False)
    except _BROKEN as error:
        raise broken_workbook(path) from error


def _choose(path: Path, sheets: list[SheetPart], sheet: str) -> SheetPart:
    for each in sheets:
        if each.name == sheet:
            return each
    raise TableError(
        _("%(file)s has no sheet “%(sheet)s”. Its sheets: %(names)s.")
        % {"file": path.name, "sheet": sheet, "names": ", ".join(each.name for each in sheets)}
    )


def _last_row(path: Path, part: str) -> int | None:
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        found = _LAST_ROW.search(sheet.read(_START))
    return min(int(found[1]), MAX_ROWS) if found else None


def _has_formulas(path: Path, part: str) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        tail = b""
        while chunk := sheet.read(1 << 20):
            window = tail + chunk
            if any(mark in window for mark in _FORMULA_MARK):
                return True
            tail = chunk[-2:]
    return False


class _RowParser(WorkSheetParser):
    """Reads rows alone and keeps none: openpyxl makes objects of merged ranges, links and whatever else a
    sheet holds, and of a gap between two rows a million empty ones."""

    def parse(self) -> Generator[Any, None, None]:
        rows = None
        for event, element in iterparse(self.source, events=("start", "end")):
            if element.tag == DATA_TAG:
                if event == "end":
                    return
                rows = element
            elif event == "end" and element.tag == ROW_TAG and rows is not None:
                yield self.parse_row(element)
                rows.clear()
                self.row_dimensions.clear()


def _sheet_rows(path: Path, sheet: str, formulas: bool) -> Iterator[RawRow]:
    with ExitStack() as stack:
        book = stack.enter_context(closing(_load(path)))
        second = stack.enter_context(closing(_load(path, formulas=True))) if formulas else None
        try:
            width = _widest_of_first_rows(book, sheet)
            sources = _values(second, sheet, width) if second else None
            for number, row in _values(book, sheet, width):
                source = next(sources)[1] if sources else []
                if row.count(None) < len(row) or source.count(None) < len(source):
                    yield number, _cells(number, row, source), ""
        except _BROKEN as error:
            raise broken_workbook(path) from error


def _values(book: Workbook, sheet: str, width: int) -> Iterator[tuple[int, list[Any]]]:
    worksheet: Any = book[sheet]
    with worksheet._get_source() as source:
        parser = _RowParser(
            source,
            worksheet._shared_strings,
            data_only=book.data_only,
            epoch=book.epoch,
            date_formats=worksheet.parent._date_formats,
            timedelta_formats=worksheet.parent._timedelta_formats,
        )
        last = 0
        for number, cells in parser.parse():
            if number > MAX_ROWS:
                return
            if number <= last:  # no two rows go by one number
                continue
            last = number
            row = [None] * width
            for cell in cells:
                if cell["column"] <= width:
                    row[cell["column"] - 1] = cell["value"]
            yield number, row


def _widest_of_first_rows(book: Workbook, sheet: str) -> int:
    """One column beyond the table is read, so that cells which stand outside it are noticed."""
    rows = islice(_values(book, sheet, MAX_COLUMNS + 1), _FIRST_ROWS)
    filled = (place for _number, row in rows for place, cell in enumerate(row, start=1) if cell is not None)
    return min(max(filled, default=1) + 1, MAX_COLUMNS + 1)


def _cells(number: int, row: list[Any], source: list[Any]) -> list[Cell]:
    cells = [_cell(value, number, column) for column, value in enumerate(row, start=1)]
    for place, formula in enumerate(source[: len(cells)]):
        if cells[place] is None and isinstance(formula, str) and formula.startswith("="):
            cells[place] = CellFault(
                _("Cell %(cell)s is a formula without a stored value; open and save the file in Excel.")
                % {"cell": _at(place + 1, number)}
            )
    return cells


def _at(column: int, number: int) -> str:
    return f"{get_column_letter(column)}{number}"


def _cell(value: Any, number: int, column: int) -> Cell:
    if isinstance(value, str):
        if value in ERROR_CODES:
            place = _at(column, number)
            return CellFault(_("Cell %(cell)s shows the error %(error)s.") % {"cell": place, "error": value})
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return CellFault(_("Cell %(cell)s holds no number that can be kept.") % {"cell": _at(column, number)})
    if value is None or isinstance(value, (int, float, bool, datetime, date)):
        return value
    return str(value) if isinstance(value, (time, timedelta)) else None
