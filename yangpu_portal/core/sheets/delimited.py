"""CSV for Excel: UTF-8 with the mark by which Excel knows it, and text that cannot become a formula.

Text that a spreadsheet would compute gets an apostrophe in front. Numbers come from numbers, so they keep
their minus sign. Codes made of digits only are safe in the Excel file; in CSV there is no way to say "text".
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO

from yangpu_portal.core.sheets.cells import Cell, Money, Share

MEDIA_TYPE = "text/csv; charset=utf-8"
# Full-width signs count too, which Chinese Excel reads like plain ones; tab and return may hide what follows.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|")


def write_csv(file: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Writes a table; money without its currency, which has a column of its own.

    Returns:
        how many rows were written.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([_guarded(header) for header in headers])
    count = 0
    for row in rows:
        writer.writerow([_shown(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            shown = ""
        case str():
            shown = _guarded(cell)
        case Money():
            shown = f"{cell.amount:.2f}"
        case Share():
            shown = f"{cell.value:.4f}"
        case datetime():
            shown = f"{cell:%Y-%m-%d %H:%M}"
        case date():
            shown = cell.isoformat()
        case int():
            shown = str(cell)
        case _:
            shown = format(cell, "f")
    return shown


def _guarded(text: str) -> str:
    shown = text.lstrip(" ")
    return f"'{text}" if len(shown) > 1 and shown.startswith(_COMPUTED) else text
