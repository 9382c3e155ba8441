"""Dates as people write them: ISO, Chinese, in words, with slashes, or as the number Excel keeps for a day.

Of 03/04/2024 the day comes first; 06/16/2024 can only be the 16th of June. A month without a day is its last
day, as such dates are mostly deadlines.
"""

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.imports.values import as_text
from yangpu_portal.core.tables import Cell

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})?\s*[日号]?)?(?:[T\s].*)?\Z")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0)?\Z")  # 1954 to 2118
_FIRST_SERIAL = date(1899, 12, 30)  # of Excel, which takes 1900 for a leap year
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s.*)?\Z")
_DAY_MONTH_WORD = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+)?([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})\Z")
_MONTH_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\Z")


def read_date(cell: Cell) -> date | None:
    """The date in a cell, None if there is none.

    Raises:
        CellError: no date can be read from the text, or there is no such day.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _plain(cell)
    if not text:
        return None
    if _SERIAL.match(text):
        return _FIRST_SERIAL + timedelta(days=int(float(text)))
    parts = _parts(text)
    if parts is None:
        raise CellError(_("“%(value)s” is no date; write it as 2026-11-23.") % {"value": text[:40]})
    year, month, day = parts
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise CellError(_("There is no such day: “%(value)s”.") % {"value": text[:40]}) from error


def names_one_day(cell: Cell) -> bool:
    """Whether what `read_date` reads is no guess: a month is no day, and 03/04/2026 may be in April."""
    if isinstance(cell, date):
        return True
    text = _plain(cell)
    if found := _YEAR_LAST.match(text):
        return found[1] == found[2] or max(int(found[1]), int(found[2])) > 12
    parts = _parts(text)
    return parts is None or parts[2] is not None


def _plain(cell: Cell) -> str:
    return " ".join(unicodedata.normalize("NFKC", as_text(cell)).split())


def _parts(text: str) -> tuple[int, int, int | None] | None:
    """Year, month and day (None: not given)."""
    if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _YEAR_LAST.match(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if second > 12 else (first, second)
        return int(found[3]), month, day
    if (found := _DAY_MONTH_WORD.match(text)) and (month := _MONTHS.get(found[2].lower(), 0)):
        return int(found[3]), month, int(found[1]) if found[1] else None
    if (found := _MONTH_WORD_DAY.match(text)) and (month := _MONTHS.get(found[1].lower(), 0)):
        return int(found[3]), month, int(found[2])
    return None
