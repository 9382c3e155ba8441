"""Reads cells of our own sheets strictly: what cannot be read refuses its row and is told how to be written.

Each reader is (cell, header) -> value. Unlike `values`, which takes what it can of foreign files, nothing is
left out in silence: an official who imports payments wants to know.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from yangpu_portal.core.identifiers import normalise_uscc, validate_uscc
from yangpu_portal.core.imports.columns import key
from yangpu_portal.core.imports.dates import names_one_day, read_date
from yangpu_portal.core.imports.money import read_amounts
from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.imports.values import as_text, refuse_lost_digits
from yangpu_portal.core.tables import Cell
from yangpu_portal.core.text import normalise, printable

CellReader: TypeAlias = Callable[[Cell, str], Any]

_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
# A comma that divides no thousands; brackets, and a minus behind, for less than nothing; "about".
_ODD_AMOUNT = re.compile(r",(?!\d{3}(?!\d))|\(\s*\d[\d,.]*\s*\)|\d\s*-\Z|[约余]|左右")


def plain(cell: Cell) -> str:
    """The text of a cell on one line, full-width letters and digits as ordinary ones, nothing invisible."""
    return " ".join(normalise(as_text(cell)).split())


def read_words(limit: int) -> CellReader:
    """Text on one line, as written."""

    def read(cell: Cell, _header: str) -> str:
        return _within(" ".join(printable(as_text(cell)).split()), limit)

    return read


def read_code(limit: int) -> CellReader:
    """A number or name in which full-width characters mean the ordinary ones."""

    def read(cell: Cell, _header: str) -> str:
        refuse_lost_digits(cell)
        return _within(plain(cell), limit)

    return read


def read_paragraphs(limit: int) -> CellReader:
    def read(cell: Cell, _header: str) -> str:
        return _within(printable(as_text(cell)).strip(), limit)

    return read


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise CellError(
            _("The text is longer than %(limit)d characters (%(length)d).")
            % {"limit": limit, "length": len(text)}
        )
    return text


def read_uscc(cell: Cell, _header: str = "") -> str:
    """A credit code; where only the last character is wrong, the message says which one fits."""
    refuse_lost_digits(cell)
    code = normalise_uscc(plain(cell).lstrip("'’"))  # which people put in front to make it text
    try:
        validate_uscc(code)
    except ValidationError as error:
        if error.code == "check":
            raise CellError(
                _("The check character is wrong: %(expected)s would fit. Compare the code with the licence.")
                % {"expected": uscc.calc_check_digit(code[:17])}
            ) from error
        raise CellError(error.messages[0]) from error
    return code


def read_day(cell: Cell, _header: str = "") -> date | None:
    """A day, and not what could be another one: "2026年3月" and 03/04/2026 are told."""
    day = read_date(cell)
    if day is not None and not names_one_day(cell):
        raise CellError(
            _("“%(value)s” may be several days; write it as 2026-11-23.") % {"value": plain(cell)[:40]}
        )
    return day


def read_money(cell: Cell, header: str) -> Decimal:
    """One amount: 48000, ¥48,000.00, 4.8万; under a header with 万元 4.8."""
    notes: list[str] = []
    text = plain(cell)
    lowest, highest, currency = read_amounts(cell, header, notes.append)
    if lowest is None or lowest != highest or _ODD_AMOUNT.search(text):
        raise CellError(
            _("“%(value)s” is not one amount of money; write it as 48000 or 4.8万.") % {"value": text[:40]}
        )
    if currency not in (None, "CNY"):
        raise CellError(
            _("“%(value)s” names a currency. Write the number alone, in the currency of the tier.")
            % {"value": text[:40]}
        )
    return lowest


def read_whole(least: int, most: int) -> CellReader:
    def read(cell: Cell, _header: str) -> int:
        text = plain(cell).removesuffix(".0")
        if not _WHOLE.fullmatch(text) or not least <= int(text.replace(",", "")) <= most:
            raise CellError(
                _("“%(value)s” is not a whole number from %(least)d to %(most)d.")
                % {"value": text[:40], "least": least, "most": most}
            )
        return int(text.replace(",", ""))

    return read


def read_decimal(least: int, most: int, places: int) -> CellReader:
    def read(cell: Cell, _header: str) -> Decimal:
        text = plain(cell)
        if not re.fullmatch(r"-?\d{1,6}(\.\d+)?", text) or not least <= Decimal(text) <= most:
            raise CellError(
                _("“%(value)s” is not a number from %(least)d to %(most)d.")
                % {"value": text[:40], "least": least, "most": most}
            )
        return Decimal(text).quantize(Decimal(1).scaleb(-places))

    return read


class OneOf:
    """Reads the value a word stands for.

    Args:
        names: by word as people see it; asked for with each cell where it is a function, or once for a file.
    """

    def __init__(self, names: Mapping[str, Any] | Callable[[], Mapping[str, Any]]) -> None:
        self._names = names

    def for_file(self) -> CellReader:
        names = self._names() if callable(self._names) else self._names
        known = {key(str(name)): value for name, value in reversed(list(names.items()))}

        def read(cell: Cell, _header: str) -> Any:
            text = plain(cell)
            if (found := known.get(key(text), self)) is not self:
                return found
            shown = dict.fromkeys(_shown(*item) for item in names.items())
            raise CellError(
                _("“%(value)s” is not known. Choose one of: %(known)s.")
                % {"value": text[:40], "known": _listed(shown)}
            )

        return read

    def __call__(self, cell: Cell, header: str) -> Any:
        return self.for_file()(cell, header)


def _shown(name: Any, value: Any) -> str:
    """A row by its name in the reader's language, once, however many names it is known by."""
    return str(value) if isinstance(value, Model) else str(name)


def read_yes_no(cell: Cell, _header: str = "") -> bool:
    text = plain(cell).casefold()
    if text in ("是", "有", "y", "yes", "true", "1", "√"):
        return True
    if text in ("否", "无", "n", "no", "false", "0"):
        return False
    raise CellError(_("“%(value)s”: write 是 or 否.") % {"value": text[:40]})


def read_address(cell: Cell, _header: str = "") -> str:
    """A web address; without https:// it is added."""
    text = _within(plain(cell), 200)
    return text if re.match(r"https?://", text) else f"https://{text}"


def _listed(names: Iterable[Any], most: int = 8) -> str:
    shown = [str(name) for name in names]
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")
