"""CSV and its relatives: rows of cells divided by a comma, semicolon, tab or bar.

The delimiter is the one under which a sample of the file falls into rows of one width; a file none divides is
a single column.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.encodings import BROKEN_BYTES, TextFile
from yangpu_portal.core.tables.types import Cell, CellFault

_DELIMITERS = ",;\t|"
_NEVER = "\x1f"  # the unit separator of ASCII stands for "no delimiter"
_SAMPLE_CHARACTERS = 64 * 1024
_SAMPLE_ROWS = 200
_LONGEST_CELL = 2_000_000
_LONGEST_LINE = 2 * _LONGEST_CELL

# The reader's own limit is 131,072 characters for the whole process; a longer cell is reported as a row.
csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))


def find_delimiter(file: TextFile) -> str:
    with file.path.open(encoding=file.encoding, errors=file.errors, newline="") as stream:
        sample = stream.read(_SAMPLE_CHARACTERS)
    first_line = sample.split("\n", 1)[0].strip().lower()
    if first_line.startswith("sep=") and len(first_line) == 5:  # Excel's own way to say it
        return first_line[4]
    best = max((_fitness(sample, delimiter), -order) for order, delimiter in enumerate(_DELIMITERS))
    return _DELIMITERS[-best[1]] if best[0] > (False, 0.0, 0) else _NEVER


def _fitness(sample: str, delimiter: str) -> tuple[bool, float, int]:
    """How well it divides: does the first row agree, the share of rows of one width, that width."""
    nothing = (False, 0.0, 0)
    if delimiter not in sample:
        return nothing
    lines = io.StringIO(sample, newline="")
    try:
        rows = [
            row
            for _count, row in zip(range(_SAMPLE_ROWS), csv.reader(lines, delimiter=delimiter), strict=False)
        ]
    except csv.Error:
        return nothing
    if len(rows) > 2 and len(sample) == _SAMPLE_CHARACTERS and lines.tell() == len(sample):
        rows.pop()  # cut in the middle
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths:
        return nothing
    width, count = Counter(widths).most_common(1)[0]
    share = count / len(widths)
    if max(width, widths[0]) < 2 or (share < 0.5 and widths[0] < 2):
        return nothing
    return widths[0] == width, share, width


def delimited_rows(file: TextFile, delimiter: str) -> Iterator[tuple[int, list[Cell], str]]:
    """Yields (line the record starts on, cells, what is wrong with the row or "")."""
    with file.path.open(encoding=file.encoding, errors=file.errors, newline="") as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            start = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield start, [], _too_long(start)
                continue
            if start == 1 and len(cells) <= 2 and "".join(cells).lower().startswith("sep="):
                continue
            fault = _unclosed(start) if lines.ended else ""
            yield start, [_cell(cell, file) for cell in cells], fault


def _unclosed(start: int) -> str:
    return _("A quotation mark opened in line %(line)d is never closed.") % {"line": start}


def _too_long(start: int) -> str:
    return _("A cell in line %(line)d is longer than %(limit)d characters.") % {
        "line": start,
        "limit": _LONGEST_CELL,
    }


def _cell(text: str, file: TextFile) -> Cell:
    if file.errors == "surrogateescape" and BROKEN_BYTES.search(text):
        return CellFault(
            _("The text has bytes that are not %(encoding)s.") % {"encoding": file.encoding.upper()}
        )
    return text


class _Lines(Iterator[str]):
    """Lines of a stream that remembers whether it was asked for more than there is.

    csv.reader returns a finished record before it asks for the next line. One that comes with the end of the
    file was still inside quotation marks.
    """

    def __init__(self, stream: io.TextIOBase) -> None:
        self._stream = stream
        self.ended = False

    def __next__(self) -> str:
        line = self._stream.readline(_LONGEST_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        return line
