"""Amounts of money as people write them: 50万, 50-100万元, ¥1,200.50, up to 5,000 USD, 面议.

A single amount is a range of its own; "以内" and "up to" leave the lower end open, "起" and "from" the upper.
A column whose name says 万元 counts in ten thousands where a cell names no unit itself.
"""

import re
import unicodedata
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from yangpu_portal.core.imports.columns import PlainField, Warn
from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.imports.values import as_text
from yangpu_portal.core.tables import Cell

_LARGEST = Decimal(10) ** 12
_AMOUNT = re.compile(
    r"(-?)\s*(\d[\d,]*(?:\.\d+)?)\s*(亿|千万|百万|万|千|million|thousand|mio|k\b|m\b)?", re.IGNORECASE
)
_UNITS = {
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
    "million": 10**6,
    "mio": 10**6,
    "m": 10**6,
    "thousand": 10**3,
    "k": 10**3,
}
_RANGE = re.compile(r"(?<=[\d亿万千元kKmM])\s*(?:[-–—~～至到]|to\b)\s*(?=[\d¥$€£])")
_AT_MOST = re.compile(r"以内|以下|不超过|不高于|最高|up to|at most|below|under|max|[≤<]", re.IGNORECASE)
_AT_LEAST = re.compile(r"以上|不低于|起\b|起$|最低|\bfrom\b|at least|above|over|min|[≥>]", re.IGNORECASE)
_CURRENCIES = (
    ("USD", re.compile(r"USD|US\$|美元|美金|\$", re.IGNORECASE)),
    ("EUR", re.compile(r"EUR|欧元|€", re.IGNORECASE)),
    ("GBP", re.compile(r"GBP|英镑|£", re.IGNORECASE)),
    ("JPY", re.compile(r"JPY|日元", re.IGNORECASE)),
    ("CNY", re.compile(r"CNY|RMB|人民币|[¥￥元]", re.IGNORECASE)),
)


class Amounts(NamedTuple):
    """Each part is None where the cell does not say it."""

    lowest: Decimal | None
    highest: Decimal | None
    currency: str | None


def read_amounts(cell: Cell, header: str, warn: Warn) -> Amounts:
    """The range in a cell.

    Raises:
        CellError: an amount is negative, too large, or the range is the wrong way round.
    """
    text = " ".join(unicodedata.normalize("NFKC", as_text(cell)).split())
    amounts = _amounts(text, 10_000 if "万" in header else 1)
    if not amounts or len(amounts) > 2:
        if text:
            warn(_("“%(value)s” is no amount of money and is left out.") % {"value": text[:40]})
        return Amounts(None, None, None)
    for amount in amounts:
        if not 0 <= amount < _LARGEST:
            raise CellError(
                _("“%(value)s”: an amount lies between 0 and 1,000,000,000,000.") % {"value": text[:40]}
            )
    lowest: Decimal | None = amounts[0]
    highest: Decimal | None = amounts[-1]
    if amounts[0] > amounts[-1]:
        raise CellError(_("“%(value)s”: the lower amount is above the upper one.") % {"value": text[:40]})
    if len(amounts) == 1 and _AT_MOST.search(text):
        lowest = None
    elif len(amounts) == 1 and _AT_LEAST.search(text):
        highest = None
    return Amounts(lowest, highest, read_currency(text) or read_currency(header))


def read_currency(text: str) -> str | None:
    """The ISO 4217 code that a text names, if it names one we know."""
    return next((code for code, pattern in _CURRENCIES if pattern.search(text)), None)


def _amounts(text: str, usual_unit: int) -> list[Decimal]:
    found = [_AMOUNT.findall(part) for part in _RANGE.split(text)]
    parts = [amounts[0] for amounts in found if amounts]
    if any(len(amounts) > 1 for amounts in found):
        return []
    units = [_UNITS.get(unit.lower(), 0) for _sign, _digits, unit in parts]
    last = units[-1] if units else 0
    return [
        (Decimal(f"{sign}{digits.replace(',', '')}") * (unit or last or usual_unit)).quantize(Decimal("0.01"))
        for (sign, digits, _unit), unit in zip(parts, units, strict=True)
    ]


def amount_fields(
    name: str, aliases: tuple[str, ...], lower: tuple[str, ...], upper: tuple[str, ...]
) -> list[PlainField]:
    """The fields of a range of money kept in `<name>_min`, `<name>_max` and `currency`.

    Args:
        aliases: of columns that hold the range; `lower` and `upper` of those that hold one end of it.
    """
    lowest, highest = f"{name}_min", f"{name}_max"
    return [
        PlainField(name, aliases, partial(_read_range, (lowest, highest))),
        PlainField(lowest, lower, partial(_read_end, lowest)),
        PlainField(highest, upper, partial(_read_end, highest)),
        PlainField("currency", ("币种", "货币"), _read_currency_cell),
    ]


def _read_range(columns: tuple[str, str], cell: Cell, header: str, warn: Warn) -> dict[str, Any]:
    lowest, highest, currency = read_amounts(cell, header, warn)
    if lowest is None and highest is None:
        return {}
    found = {columns[0]: lowest, columns[1]: highest}
    return {**found, "currency": currency} if currency else found


def _read_end(column: str, cell: Cell, header: str, warn: Warn) -> dict[str, Any]:
    lowest, highest, currency = read_amounts(cell, header, warn)
    amount = highest if lowest is None else lowest
    if amount is None:
        return {}
    return {column: amount, "currency": currency} if currency else {column: amount}


def _read_currency_cell(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    text = as_text(cell)
    code = read_currency(text)
    if code is None:
        warn(_("The currency “%(value)s” is not known and is left out.") % {"value": text[:40]})
        return {}
    return {"currency": code}
