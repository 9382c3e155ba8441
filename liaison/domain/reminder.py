"""Reminders of the last day of a term: 90, 30 and 7 days before, on the day, and 14 days after.

Each goes out once for a last day and a distance from it, so that a term that is moved is told of anew.
After an outage only the nearest one is made up for. A membership is judged by its own term alone: what was
renewed, changed or reminded of above does not silence those below.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from liaison.domain.membership_rows import locked_membership, tell, write_event
from liaison.enums import MembershipChange, MembershipNews, MembershipState
from liaison.models import Membership, MembershipEvent, MembershipReminder
from yangpu_portal.core.domain.one_by_one import one_by_one

State = MembershipState

DISTANCES = (90, 30, 7, 0, -14)  # days left to the last day
MADE_UP_FOR = timedelta(days=30)  # what was missed longer ago is no news any more


def remind_of_terms(*, on: date | None = None) -> int:
    """Sends what is due on a day, each in a transaction of its own; a second run finds nothing to do.

    Returns:
        how many memberships were reminded of.

    Raises:
        ExceptionGroup: some failed; the others have been reminded of.
    """
    day = on or timezone.localdate()
    earliest, latest = day - MADE_UP_FOR + timedelta(days=DISTANCES[-1]), day + timedelta(days=DISTANCES[0])
    near = _candidates().filter(ends_on__range=(earliest, latest)).order_by("pk")
    sent = one_by_one(
        near.values_list("pk", flat=True),
        lambda pk: remind_of_term(membership_id=pk, on=day),
        what="membership",
    )
    return sum(sent)


@transaction.atomic
def remind_of_term(*, membership_id: int, on: date | None = None) -> bool:
    """Sends the reminder that is due for one membership, if there is one that has not gone out.

    Returns:
        whether one was sent.
    """
    membership = locked_membership(membership_id)  # two runs at once wait here for each other
    if not _candidates().filter(pk=membership.pk).exists():
        return False
    distance = due_distance(membership, on or timezone.localdate())
    if distance is None or membership.ends_on is None:
        return False
    told = membership.reminders.filter(ends_on=membership.ends_on, days_left__lte=distance)
    if told.exists():
        return False
    MembershipReminder.objects.create(membership=membership, ends_on=membership.ends_on, days_left=distance)
    event = write_event(
        membership, change=MembershipChange.REMINDER, ends_on=membership.ends_on, days_left=distance
    )
    tell(membership, MembershipNews.OVERDUE if distance < 0 else MembershipNews.REMINDER, event)
    return True


def due_distance(membership: Membership, day: date) -> int | None:
    """The nearest distance that the day has reached; None before the first, and long after the last.

    A distance that lies before the first day of the term is none of its reminders.
    """
    if membership.ends_on is None:
        return None
    left = (membership.ends_on - day).days
    length = (membership.ends_on - membership.starts_on).days if membership.starts_on else DISTANCES[0]
    reached = [distance for distance in DISTANCES if left <= distance < length]
    nearest = min(reached, default=None)
    if nearest is None or nearest - left > MADE_UP_FOR.days:
        return None
    return nearest


def _candidates() -> QuerySet[Membership]:
    """Not renewed, cancelled, ended by an official, or suspended by its own fault."""
    ended = MembershipEvent.objects.filter(
        membership=OuterRef("pk"), change=MembershipChange.STATE, to_state=State.EXPIRED
    )
    by_dates = Q(state=State.EXPIRED, ended_by__isnull=True)
    taken_down = Q(
        state=State.SUSPENDED,
        suspended_with_parent=True,
        state_before_suspension__in=(State.ACTIVE, State.GRACE),
    )
    return Membership.objects.annotate(ended_by=Subquery(ended.order_by("-pk").values("actor")[:1])).filter(
        Q(state__in=(State.ACTIVE, State.GRACE)) | by_dates | taken_down
    )
