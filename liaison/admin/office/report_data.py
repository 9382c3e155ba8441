"""What the monthly report says, the same on the page, in the PDF and in Excel.

It looks at the last day of the month with what was known at its end. What was recorded later belongs to
later months, so the report of a month is the same whenever it is printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liaison.admin.office.cards import money_text, note_text, number_texts, percent_text
from liaison.enums import FigureGroup, MembershipState, PeriodKind
from liaison.models import Tier
from liaison.queries.figures.as_of import as_of, names_at
from liaison.queries.figures.computed import FIGURES, Computed, compute
from liaison.queries.figures.figure import Figure, Value
from liaison.queries.figures.table import headers, table_rows
from yangpu_portal.core.sheets.cells import Cell, Money, Share

_DAY, _MONTH = timedelta(days=1), relativedelta(months=1)
# Figures whose rows the report lists, and under which heading.
# On paper a row is known by its names; codes and what all rows share are in the Excel file.
_NOT_ON_PAPER = ("public_id", "membership__public_id", "state", "confidentiality", "submitted_at", "number")
_LISTS = ("fees_received", "fees_due", "due_90", "unmatched_needs")


@dataclass(frozen=True, slots=True)
class ReportLine:
    figure: Figure
    now: Value | None
    before: Value | None

    @property
    def now_text(self) -> str:
        return _text(self.figure, self.now)

    @property
    def before_text(self) -> str:
        return _text(self.figure, self.before)


@dataclass(frozen=True, slots=True)
class ReportList:
    title: Promise | str
    headers: list[str]
    rows: list[list[Cell]]
    count: int

    @property
    def left(self) -> int:
        """How many rows are not among these."""
        return max(self.count - len(self.rows), 0)


class Report:
    """The report of one month; rows are read when they are asked for."""

    def __init__(self, first: date) -> None:
        self.first = first
        self.when = as_of(first + _MONTH - _DAY, PeriodKind.MONTH)
        self.earlier = as_of(first - _DAY, PeriodKind.MONTH)

    @property
    def is_finished(self) -> bool:
        return self.when.until is not None

    @property
    def title(self) -> str:
        month = formats.date_format(self.first, pgettext("month of a report", "F Y"))
        return _("Monthly report, %(month)s") % {"month": month}

    @property
    def state(self) -> str:
        day = f"{self.when.day:%Y-%m-%d}"
        if self.when.derived:
            return _("As of %(day)s, from dates of terms and payments: changes were not recorded yet.") % {
                "day": day
            }
        if self.is_finished:
            return _("As of %(day)s, as recorded at the end of that day.") % {"day": day}
        return _("The month is not over: as of %(day)s, up to this moment.") % {"day": day}

    @property
    def dated(self) -> datetime:
        """Of a finished month the same each time, so that the file is the same too."""
        return self.when.moment

    @cached_property
    def computed(self) -> Computed:
        return compute(list(FIGURES.values()), self.when)

    @cached_property
    def groups(self) -> list[tuple[FigureGroup, list[ReportLine]]]:
        before = compute(list(FIGURES.values()), self.earlier).values
        lines = [
            ReportLine(figure, self.computed.values[name], before[name]) for name, figure in FIGURES.items()
        ]
        return [(group, [line for line in lines if line.figure.group == group]) for group in FigureGroup]

    @property
    def lines(self) -> list[ReportLine]:
        return [line for _group, lines in self.groups for line in lines]

    @cached_property
    def tiers(self) -> ReportList:
        """Tiers by states, as a table of numbers."""
        counts = self.computed.tiers
        states = [state for state in MembershipState if any(found == state for _tier, found in counts)]
        names = names_at(Tier, {tier for tier, _state in counts}, self.when)
        rows: list[list[Cell]] = [
            [name, *(counts.get((tier, state), 0) for state in states)]
            for tier, name in sorted(names.items(), key=lambda pair: pair[1])
        ]
        for row in rows:
            row.append(sum(cell for cell in row if isinstance(cell, int)))
        head = [_("Tier"), *(str(state.label) for state in states), _("Sum")]
        return ReportList(_("Memberships by tier and state"), head, rows, len(rows))

    def lists(self) -> list[ReportList]:
        return [self.rows_of(name) for name in _LISTS]

    def lists_on_paper(self, most: int) -> list[ReportList]:
        """The first rows of each list, without columns that paper has no room for."""
        return [self._shortened(FIGURES[name], self.rows_of(name, most)) for name in _LISTS]

    def rows_of(self, name: str, most: int | None = None) -> ReportList:
        figure, value = FIGURES[name], self.computed.values[name]
        rows = list(table_rows(figure, self.when, most=most))
        return ReportList(figure.title, headers(figure), rows, value.count if value else 0)

    def _shortened(self, figure: Figure, found: ReportList) -> ReportList:
        kept = [n for n, path in enumerate(figure.columns) if path not in _NOT_ON_PAPER]
        rows = [[row[n] for n in kept] for row in found.rows]
        return replace(found, headers=[found.headers[n] for n in kept], rows=rows)


def cell_text(cell: Cell) -> str:
    """A cell in words, for page and PDF."""
    match cell:
        case None:
            text = ""
        case Money():
            text = money_text(cell.amount, cell.currency)
        case Share():
            text = percent_text(cell.value)
        case datetime():
            text = f"{cell:%Y-%m-%d %H:%M}"
        case date():
            text = cell.isoformat()
        case _:
            text = str(cell)
    return text


def month_of(year: int, month: int) -> date | None:
    """The first day of a month that has begun; None for others."""
    if not (2000 <= year <= 9999 and 1 <= month <= 12):
        return None
    first = date(year, month, 1)
    return first if first <= as_of().day else None


def latest_months(number: int) -> list[date]:
    first = as_of().day.replace(day=1)
    return [first - relativedelta(months=back) for back in range(number)]


def _text(figure: Figure, value: Value | None) -> str:
    numbers, note = " + ".join(number_texts(figure, value)), note_text(figure, value)
    return f"{numbers} ({note})" if note else numbers


class Shown(NamedTuple):
    text: str
    is_fixed: bool  # a date or a number, which no line breaks


def shown_rows(rows: Iterable[Sequence[Cell]]) -> list[list[Shown]]:
    """For pages."""
    return [[Shown(cell_text(cell), not isinstance(cell, str | None)) for cell in row] for row in rows]


def value_cells(figure: Figure, value: Value | None) -> tuple[Cell, Cell]:
    """A figure as numbers for Excel: the number, and of how many rows; several currencies in words."""
    if value is None:
        return _("not recorded"), None
    if value.hits is not None:
        return (None if value.share is None else Share(value.share)), value.count
    if figure.measured and len(value.amounts) == 1:
        ((currency, amount),) = value.amounts.items()
        return Money(amount, currency), value.count
    if figure.measured:
        return " + ".join(number_texts(figure, value)), value.count
    return value.count, None
