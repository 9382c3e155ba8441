"""Reminders of agreements to whoever is in charge: of what is due, and of agreements that end.

What is due is told of 30 and 7 days before, on the day, and 14 days after; the end of an agreement 90 and
30 days before. Each goes out once for a day and a distance, so that a day that is moved is told of anew;
after an outage only the nearest one is made up for.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from liaison.emails.agreement import agreement_ends, obligation_due
from liaison.enums import ObligationState
from liaison.models import Agreement, Obligation, ObligationReminder
from liaison.queries.agreement import in_force
from yangpu_portal.core.domain.one_by_one import one_by_one

DUE = (30, 7, 0, -14)
ENDS = (90, 30)


def remind_of_agreements(*, on: date | None = None) -> int:
    """Sends what is due on a day; a second run finds nothing to do.

    Returns:
        how many obligations and agreements were reminded of.

    Raises:
        ExceptionGroup: some failed; the others of their kind have been reminded of.
    """
    day = on or timezone.localdate()
    due = Obligation.objects.filter(state=ObligationState.OPEN, due_on__lte=day + timedelta(days=DUE[0]))
    ending = Agreement.objects.filter(in_force(day)).exclude(ends_on=None, ended_on=None)
    told = one_by_one(
        due.values_list("pk", flat=True),
        lambda pk: remind_of_obligation(obligation_id=pk, on=day),
        what="obligation",
    )
    told += one_by_one(
        ending.values_list("pk", flat=True),
        lambda pk: remind_of_end(agreement_id=pk, on=day),
        what="agreement",
    )
    return sum(told)


@transaction.atomic
def remind_of_obligation(*, obligation_id: int, on: date) -> bool:
    """Returns: whether something was sent."""
    # Two runs at once wait here for each other.
    row = Obligation.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=obligation_id)
    distance = _reached(DUE, row.due_on, on)
    if row.state != ObligationState.OPEN or distance is None:
        return False
    if row.reminders.filter(due_on=row.due_on, days_left__lte=distance).exists():
        return False
    ObligationReminder.objects.create(obligation=row, due_on=row.due_on, days_left=distance)
    obligation_due(obligation=row, on=on, key=f"obligation:{row.pk}:{row.due_on}:{distance}")
    return True


@transaction.atomic
def remind_of_end(*, agreement_id: int, on: date) -> bool:
    """Returns: whether something was sent."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    last = agreement.last_day
    distance = _reached(ENDS, last, on) if last else None
    if last is None or distance is None:
        return False
    return agreement_ends(agreement=agreement, last=last, key=f"ends:{agreement.pk}:{last}:{distance}")


def _reached(distances: Sequence[int], day: date, today: date) -> int | None:
    """The nearest distance that is reached; None before the first."""
    left = (day - today).days
    return min((distance for distance in distances if left <= distance), default=None)
