"""Looks through the unpacked parts of a workbook byte by byte, before anything parses them.

Bytes alone do not bound what a parser makes of a part: four of them become an element of eighty, a style an
object of a thousand. So tags are counted too: many may stand where rows and their texts do, few elsewhere.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yangpu_portal.core.tables.archive import bomb
from yangpu_portal.core.tables.grid import MAX_COLUMNS, too_wide
from yangpu_portal.core.tables.spreadsheet import MAX_ROWS

SHEETS = "xl/worksheets/"
TEXTS = "xl/sharedStrings.xml"
MOST_TAGS = 4_000_000  # 20,000 rows of thirty columns of texts
MOST_TEXTS = 700_000  # that cells share
MOST_OTHER = 200_000  # tags of styles, names and whatever else there is
_CHUNK = 1 << 18
_LONGEST_TAG = 256
_ROW = re.compile(rb"<(?:\w{1,20}:)?row[>\s/]")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[>\s/]")
_CELL_NAME = re.compile(rb'<(?:\w{1,20}:)?c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[>\s/]")


@dataclass(slots=True)
class SheetScan:
    """What a sheet holds. `formula` names the first cell with one: "?" where it has no name."""

    rows: int = 0
    formula: str = ""


def scan_sheet(archive: zipfile.ZipFile, part: str, path: Path) -> SheetScan:
    """Raises:
    TableError: it would take a parser more than a table may.
    """
    found, tags, cells, before = SheetScan(), 0, 0, b""
    for block in _blocks(archive, part):
        if not found.formula and (formula := _FORMULA.search(block)):
            names = _CELL_NAME.findall((before + block[: formula.start()])[-2 * _LONGEST_TAG :])
            found.formula = names[-1].decode() if names else "?"
        for number, row in enumerate(_ROW.split(block)):
            cells = len(_CELL.findall(row)) + (0 if number else cells)
            if cells > MAX_COLUMNS:
                raise too_wide(path.name, cells)
            found.rows += number > 0
        tags += block.count(b"<")
        if tags > MOST_TAGS or found.rows > MAX_ROWS:
            raise bomb(path)
        before = block[-_LONGEST_TAG:]
    return found


def scan_part(archive: zipfile.ZipFile, part: str, path: Path) -> None:
    """As `scan_sheet`, for all other parts: openpyxl reads some of them whole."""
    tags, texts = 0, 0
    for block in _blocks(archive, part):
        tags += block.count(b"<")
        texts += block.count(b"<si")
        if texts > MOST_TEXTS or tags > (MOST_TAGS if part == TEXTS else MOST_OTHER):
            raise bomb(path)


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """What a part unpacks to, in blocks that end where a tag begins."""
    rest = b""
    with archive.open(part) as stream:
        while True:
            chunk = stream.read(_CHUNK)
            window = rest + chunk
            cut = window.rfind(b"<") if chunk else len(window)
            if cut < 0 or len(window) - cut > _LONGEST_TAG:
                cut = len(window)
            rest = window[cut:]
            yield window[:cut]
            if not chunk:
                return
