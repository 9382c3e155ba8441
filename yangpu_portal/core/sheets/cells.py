"""Cells of tables that leave the portal, told apart by their Python type.

Text stays text whatever it looks like, so that a code such as 911101081234567890 keeps its digits and no
text becomes a formula. Numbers, dates and `Money` are such in Excel too.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class Money(NamedTuple):
    amount: Decimal
    currency: str


class Share(NamedTuple):
    """A part of a whole, shown as percent; 0 to 1."""

    value: float


Cell: TypeAlias = str | int | float | Decimal | Money | Share | date | datetime | None


def cell_of(value: Any) -> Cell:
    """The cell for any value; marked-up text without its markup, moments in local time."""
    cell: Cell
    match value:
        case bool():
            cell = str(_("yes") if value else _("no"))
        case SafeString():
            cell = strip_tags(value).strip()
        case datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            cell = local.replace(tzinfo=None)
        case None | str() | int() | float() | Decimal() | Money() | Share() | date():
            cell = value
        case list() | tuple() | set():
            cell = pgettext("between words", ", ").join(str(part) for part in value)
        case _:
            cell = str(value)
    return cell


def shown_width(cell: Cell) -> int:
    """How many letters wide a cell is in Excel; Chinese signs are two wide."""
    if isinstance(cell, Money):
        return len(f"{cell.amount:,.2f}") + 5
    if isinstance(cell, datetime):
        return 16
    if isinstance(cell, date):
        return 10
    if isinstance(cell, Share):
        return 7
    longest = max(str("" if cell is None else cell).split("\n"), key=len)
    return sum(1 if sign < "\u1100" else 2 for sign in longest[:80])
