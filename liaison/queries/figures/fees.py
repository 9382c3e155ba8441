"""Figures of fees: what falls due, what was received, and what was put right later."""

from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from liaison.enums import FigureGroup, TermState
from liaison.models import MembershipTerm, Payment
from liaison.queries.figures.as_of import AsOf, end_of, first_recorded_day, rows_at, start_of
from liaison.queries.figures.figure import Figure, Measure
from liaison.queries.figures.memberships import CODE, OF_TERM

_NONE = Value(0, output_field=DecimalField(max_digits=14, decimal_places=2))
_AGREED = (TermState.DUE, TermState.PAID, TermState.RUNNING, TermState.ENDED)  # not given up


def _payments(when: AsOf) -> QuerySet[Any]:
    return rows_at(Payment, when).filter(void_at=None)


def _agreed(when: AsOf) -> QuerySet[Any]:
    return rows_at(MembershipTerm, when).filter(state__in=_AGREED, fee__gt=0)


def _fees_fallen_due(when: AsOf) -> QuerySet[Any]:
    return _agreed(when).filter(due_on__range=(when.since, when.day))


def _fees_due(when: AsOf) -> QuerySet[Any]:
    paid = _payments(when).order_by().values("term_id").annotate(sum=Sum("amount"))
    agreed = _agreed(when)
    sums = paid.filter(term_id=OuterRef("id")).values("sum")
    owing = agreed.filter(pk__in=_owing(agreed, paid.values("term_id", "sum")))
    return owing.annotate(due=F("fee") - Coalesce(Subquery(sums), _NONE))


def _owing(terms: QuerySet[Any], paid: QuerySet[Any]) -> RawSQL:
    """The keys of terms for which less was paid than agreed: both read once and joined, which the ORM cannot
    say. To look the payments up term by term takes ten times as long.
    """
    term_sql, term_values = terms.values_list("pk", "id", "fee").query.sql_with_params()
    paid_sql, paid_values = paid.query.sql_with_params()
    return RawSQL(  # noqa: S611 - the ORM made it
        f"SELECT term.key FROM ({term_sql}) AS term (key, id, fee)"  # noqa: S608
        f" LEFT JOIN ({paid_sql}) AS paid (term_id, amount) ON paid.term_id = term.id"
        " WHERE term.fee > coalesce(paid.amount, 0)",
        (*term_values, *paid_values),
    )


def _fees_received(when: AsOf) -> QuerySet[Any]:
    return _payments(when).filter(paid_on__range=(when.since, when.day))


def _corrections(when: AsOf) -> QuerySet[Any]:
    """With `change`: what the figures of earlier periods would say more or less, had it been known in time.

    A payment entered late is not in the figures of its own period, and one made void later still is: without
    this, months would not add up to their year. Periods before the first records count all that was entered
    on the first day of them, so that this begins with the day after.
    """
    begins, first = start_of(when.since), first_recorded_day()
    if first:
        begins = max(begins, end_of(first))
    entered_late = Q(created_at__gte=begins, void_at=None)
    taken_back = Q(created_at__lt=begins, void_at__gte=begins)
    earlier = rows_at(Payment, when).filter(entered_late | taken_back, paid_on__lt=when.since)
    return earlier.annotate(change=Case(When(void_at=None, then=F("amount")), default=-F("amount")))


FEE_FIGURES = (
    Figure(
        name="fees_fallen_due",
        group=FigureGroup.FEES,
        title=_("Fees that fell due in the period"),
        definition=_("What was to be received from the first day of the period up to the day of the figure."),
        computed=_("The fees of terms that were not given up, by the day the fee is due, paid or not."),
        model=MembershipTerm,
        rows=_fees_fallen_due,
        lookup=lambda when: {
            "state__in": ",".join(_AGREED),
            "fee__gt": "0",
            "due_on__gte": when.since.isoformat(),
            "due_on__lte": when.day.isoformat(),
        },
        measure=Measure.SUM,
        measured="fee",
        columns=(*OF_TERM, "due_on", "fee", CODE),
        sorting=("due_on", "id"),
    ),
    Figure(
        name="fees_due",
        group=FigureGroup.FEES,
        title=_("Fees due"),
        definition=_("What is agreed for terms and has not been received, all years together."),
        computed=_("For each term that was not given up: its fee less its payments that are not void."),
        model=MembershipTerm,
        rows=_fees_due,
        measure=Measure.SUM,
        measured="due",
        columns=(*OF_TERM, "due_on", "fee", "due", CODE),
        sorting=("due_on", "id"),
    ),
    Figure(
        name="fees_received",
        group=FigureGroup.FEES,
        title=_("Fees received in the period"),
        definition=_("Money received in the period up to the day of the figure, less what was paid back."),
        computed=_(
            "Payments by the day they were received or paid back, without those made void, as recorded by "
            "the day."
        ),
        model=Payment,
        rows=_fees_received,
        derived=_fees_received,
        lookup=lambda when: {
            "void_at__isnull": "True",
            "paid_on__gte": when.since.isoformat(),
            "paid_on__lte": when.day.isoformat(),
        },
        measure=Measure.SUM,
        measured="amount",
        columns=(
            "voucher_number",
            "paid_on",
            "term__membership__holder",
            "amount",
            "invoice_number",
        ),
        sorting=("paid_on", "id"),
    ),
    Figure(
        name="fees_corrected",
        group=FigureGroup.FEES,
        title=_("Corrections to earlier periods"),
        definition=_(
            "Payments of earlier periods that were entered in this one, less those that were made void in it."
        ),
        computed=_(
            "Payments received before the first day of the period: entered since and not void count in full, "
            "entered before and made void since count below zero."
        ),
        model=Payment,
        rows=_corrections,
        measure=Measure.SUM,
        measured="change",
        columns=(
            "voucher_number",
            "paid_on",
            "term__membership__holder",
            "change",
            "created_at",
            "void_reason",
        ),
        sorting=("paid_on", "id"),
    ),
)
