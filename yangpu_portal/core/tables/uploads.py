"""Refuses workbooks that do more than hold a table, before anything of them is opened: macros, links to other
files, formulas, sheets made to exhaust.

Stricter than `read_table` alone, for files that somebody sends to the portal. Counts bytes in the unpacked
sheets and parses nothing, so that a refusal takes milliseconds.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.archive import broken_workbook, check_workbook
from yangpu_portal.core.tables.grid import MAX_COLUMNS, too_wide
from yangpu_portal.core.tables.kinds import file_kind
from yangpu_portal.core.tables.reading import check_file, read_table
from yangpu_portal.core.tables.types import Table, TableError

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # 20,000 rows of thirty columns take about half
_CHUNK = 1 << 18
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[>\s/]")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[>\s/]")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[>\s/]")
_CELL_NAME = re.compile(rb'<(?:\w{1,20}:)?c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"')
_LONGEST_TAG = 256


def read_upload(path: Path, name: str) -> Table:
    """Opens a file somebody sent, as `read_table` does.

    Args:
        name: what its owner calls it; the messages do too.

    Raises:
        TableError: it holds no table, or something besides a table.
    """
    check_upload(path, name)
    try:
        return read_table(path)
    except TableError as error:
        raise _renamed(error, path, name) from error


def check_upload(path: Path, name: str) -> None:
    """Raises TableError for what `read_upload` refuses, without reading a row."""
    try:
        _check(path, name)
    except TableError as error:
        raise _renamed(error, path, name) from error


def unpacked_size(path: Path) -> int:
    """How many bytes of rows a checked file holds: a small workbook may hold many."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    return sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))


def _renamed(error: TableError, path: Path, name: str) -> TableError:
    """Files are stored under names drawn at random, which tell nobody anything."""
    return TableError(str(error).replace(path.name, name))


def _check(path: Path, name: str) -> None:
    check_file(path, MOST_BYTES, name)
    if file_kind(path) != "zip":
        return
    check_workbook(path)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_contents(archive, name)
            _check_sheets(archive, name)
    # `zipfile` raises NotImplementedError for a way of compressing that it does not know.
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise broken_workbook(Path(name)) from error


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
        raise TableError(
            _("%(file)s unpacks to far more than a table needs and was not opened. Divide it.")
            % {"file": name}
        )


def _check_sheets(archive: zipfile.ZipFile, name: str) -> None:
    for entry in archive.infolist():
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            with archive.open(entry) as sheet:
                _check_sheet(sheet, name)


def _check_sheet(sheet: IO[bytes], name: str) -> None:
    """Looks for formulas and counts the cells of each row, block by block, each ending where a tag does."""
    rest, before, cells = b"", b"", 0
    while True:
        chunk = sheet.read(_CHUNK)
        window = rest + chunk
        cut = window.rfind(b"<") if chunk else len(window)
        if cut < 0 or len(window) - cut > _LONGEST_TAG:
            cut = len(window)
        block, rest = window[:cut], window[cut:]
        if found := _FORMULA.search(block):
            raise _formula(before + block[: found.start()], name)
        for number, row in enumerate(_ROW.split(block)):
            cells = len(_CELL.findall(row)) + (0 if number else cells)
            if cells > MAX_COLUMNS:
                raise too_wide(name, cells)
        if not chunk:
            return
        before = block[-_LONGEST_TAG:]


def _formula(before: bytes, name: str) -> TableError:
    names = _CELL_NAME.findall(before[-2 * _LONGEST_TAG :])
    where = names[-1].decode() if names else "?"
    return TableError(
        _(
            "%(file)s has formulas, the first in cell %(cell)s. What they show may be out of date: "
            "copy the cells, paste them as values, and use that."
        )
        % {"file": name, "cell": where}
    )
