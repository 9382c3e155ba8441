"""How things went month by month, from dates of terms and payments as they were known on the day.

Dates reach back before the first records of changes, so charts do too.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Count, DateField, ExpressionWrapper, F, OuterRef, Subquery, Sum
from django.db.models.functions import TruncMonth

from liaison.enums import RIGHTS_STATES, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Payment
from liaison.queries.figures.as_of import AsOf, rows_at

BACK, AHEAD = 24, 12
_BEGUN = (TermState.PAID, TermState.RUNNING, TermState.ENDED)
_OVER = (MembershipState.EXPIRED, MembershipState.CANCELLED)
_MONTH, _DAY = relativedelta(months=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One value for each month; money says its currency."""

    values: list[Decimal | int]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    months: list[date]
    lines: list[Line]

    @property
    def is_empty(self) -> bool:
        return not any(any(line.values) for line in self.lines)


def months_back(day: date, number: int = BACK) -> list[date]:
    """The first days of the last months, that of `day` last."""
    first = day.replace(day=1)
    return [first - relativedelta(months=back) for back in range(number - 1, -1, -1)]


def members_by_month(when: AsOf) -> Series:
    """On how many paid terms the last day of each month falls, of the running month the day itself.

    Terms of one membership follow each other, so those begun less those gone are those that run. A membership
    that is closed keeps the term as it was agreed: it is gone from the day after its own last one.
    """
    months = months_back(when.day)
    terms = rows_at(MembershipTerm, when).filter(state__in=_BEGUN, starts_on__lte=when.day)
    begun = _by_month(terms.values_list(TruncMonth("starts_on")).annotate(n=Count("pk")))
    after = TruncMonth(ExpressionWrapper(F("ends_on") + _DAY, DateField()))
    ended = terms.filter(ends_on__lt=when.day)
    gone = _by_month(ended.values_list(after).annotate(n=Count("pk")))
    for last, agreed in _closed_early(when):
        gone[_month_after(last)] += 1
        if agreed < when.day:
            gone[_month_after(agreed)] -= 1
    running = [_up_to(begun, month) - _up_to(gone, month) for month in months]
    return Series(months, [Line(list(running))])


def _closed_early(when: AsOf) -> Iterable[tuple[date, date]]:
    """The last day of each membership that ended before its time, and the one its last term was agreed to."""
    terms = rows_at(MembershipTerm, when).filter(membership_id=OuterRef("id"), state=TermState.ENDED)
    longer = terms.filter(ends_on__gt=OuterRef("ends_on")).values("ends_on")[:1]
    over = rows_at(Membership, when).filter(state__in=_OVER, ends_on__lt=when.day)
    return over.annotate(agreed=Subquery(longer)).exclude(agreed=None).values_list("ends_on", "agreed")


def _month_after(last: date) -> date:
    """The month in which a term is gone: one that ends on the last day of a month still covers that day."""
    return (last + _DAY).replace(day=1)


def fees_by_month(when: AsOf) -> Series:
    """Money received in each month, one line for each currency."""
    months = months_back(when.day)
    payments = rows_at(Payment, when).filter(void_at=None, paid_on__range=(months[0], when.day))
    sums = payments.values_list("currency", TruncMonth("paid_on")).annotate(sum=Sum("amount"))
    found = {(currency, month): total for currency, month, total in sums}
    currencies = sorted({currency for currency, _month in found})
    lines = [
        Line([found.get((currency, month), Decimal(0)) for month in months], currency)
        for currency in currencies
    ]
    return Series(months, lines)


def ending_by_month(when: AsOf) -> Series:
    """How many memberships with rights have the last day of their term in each of the months ahead."""
    months = [when.day.replace(day=1) + relativedelta(months=ahead) for ahead in range(AHEAD)]
    ahead = rows_at(Membership, when).filter(
        state__in=RIGHTS_STATES, ends_on__gte=when.day, ends_on__lt=months[-1] + _MONTH
    )
    counts = _by_month(ahead.values_list(TruncMonth("ends_on")).annotate(n=Count("pk")))
    return Series(months, [Line([counts[month] for month in months])])


def _by_month(rows: Sequence[tuple[date, int]]) -> Counter[date]:
    return Counter(dict(rows))


def _up_to(counts: Counter[date], month: date) -> int:
    return sum(number for day, number in counts.items() if day <= month)
