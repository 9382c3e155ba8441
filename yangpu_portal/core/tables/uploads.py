"""Refuses workbooks that do more than hold a table, before anything of them is opened: macros, links to other
files, formulas, sheets made to exhaust.

Stricter than `read_table` alone, for files that somebody sends to the portal. What is refused is refused in
milliseconds.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.archive import BROKEN_ARCHIVE, broken_workbook, check_workbook
from yangpu_portal.core.tables.grid import Knows, knows_none
from yangpu_portal.core.tables.kinds import file_kind
from yangpu_portal.core.tables.reading import check_file, read_table
from yangpu_portal.core.tables.scan import SHEETS, SheetScan, scan_part, scan_sheet
from yangpu_portal.core.tables.spreadsheet import first_sheet, list_sheets
from yangpu_portal.core.tables.types import Row, Table, TableError

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # 20,000 rows of thirty columns take about half


def read_upload(path: Path, name: str, knows: Knows = knows_none) -> Table:
    """Opens a file somebody sent, as `read_table` does.

    Args:
        name: what its owner calls it; the messages do too.

    Raises:
        TableError: it holds no table, or something besides a table. Reading the rows can raise it too.
    """
    check_upload(path, name)
    try:
        table = read_table(path, knows=knows)
    except TableError as error:
        raise _renamed(error, path, name) from error
    return replace(table, rows=_bounded(table.rows, name))


def check_upload(path: Path, name: str) -> int:
    """Raises TableError for what `read_upload` refuses, without reading a row.

    Returns:
        about how many rows there are.
    """
    try:
        return _check(path, name)
    except TableError as error:
        raise _renamed(error, path, name) from error


def _renamed(error: TableError, path: Path, name: str) -> TableError:
    """Files are stored under names drawn at random, which tell nobody anything."""
    return TableError(str(error).replace(path.name, name))


def _bounded(rows: Iterator[Row], name: str) -> Iterator[Row]:
    """A long text that all cells share takes little room in the file, and all of it in each row."""
    left = MOST_UNPACKED
    for row in rows:
        left -= sum(len(cell) for cell in row.cells.values() if isinstance(cell, str))
        if left < 0:
            raise _too_much(name)
        yield row


def _check(path: Path, name: str) -> int:
    check_file(path, MOST_BYTES, name)
    if file_kind(path) != "zip":
        content = path.read_bytes()
        return max(content.count(sign) for sign in (b"\n", b"\r", b"{"))  # the last for JSON on one line
    check_workbook(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_contents(archive, name)
            sheets = _scan(archive, path)
    except BROKEN_ARCHIVE as error:
        raise broken_workbook(path) from error
    chosen = first_sheet(path, list_sheets(path))
    found = sheets.get(chosen.part)
    if found is None:
        raise broken_workbook(path)  # rows where no program puts them, and where nobody looked
    if found.formula:
        raise _formula(chosen.name, found.formula, name)
    return found.rows


def _scan(archive: zipfile.ZipFile, path: Path) -> dict[str, SheetScan]:
    sheets = {}
    for part in archive.namelist():
        if part.startswith(SHEETS):
            sheets[part] = scan_sheet(archive, part, path)
        else:
            scan_part(archive, part, path)
    return sheets


def _check_contents(archive: zipfile.ZipFile, name: str) -> None:
    parts = {entry.filename for entry in archive.infolist()}
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise TableError(
            _("%(file)s holds macros and was not opened. Save it as .xlsx, which has none.") % {"file": name}
        )
    if any(part.startswith("xl/externalLinks/") for part in parts):
        raise TableError(
            _(
                "%(file)s takes values from other workbooks and was not opened. "
                "Copy the cells, paste them as values into a new workbook, and use that."
            )
            % {"file": name}
        )
    if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
        raise _too_much(name)


def _too_much(name: str) -> TableError:
    return TableError(
        _(
            "%(file)s unpacks to far more than a table needs and was not opened. "
            "Often rows beneath the table are empty but formatted: copy the filled rows into a new workbook. "
            "A table that is really that long: divide it."
        )
        % {"file": name}
    )


def _formula(sheet: str, cell: str, name: str) -> TableError:
    return TableError(
        _(
            "%(file)s has formulas, the first in cell %(cell)s of “%(sheet)s”. What they show may be out of"
            " date: copy the cells, paste them as values, and use that."
        )
        % {"file": name, "cell": cell, "sheet": sheet}
    )
