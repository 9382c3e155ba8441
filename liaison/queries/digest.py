"""Reads for digests."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from liaison.enums import Frequency, Verdict
from liaison.models import DigestSubscription, Match
from liaison.queries.links import own_feedback
from liaison.queries.matching import live_matches
from startups.enums import NeedState
from startups.models import CompanyMember
from yangpu_portal.core.models import User

WEEKS_BACK = timedelta(weeks=4)  # how long a suggestion waits for somebody whose issues were full


def week_of(at: datetime | None = None) -> date:
    """The Monday of the week, in the portal's time zone."""
    today = timezone.localdate(at)
    return today - timedelta(days=today.weekday())


def people_without_subscription() -> QuerySet[User]:
    """Company people who have never chosen: they get the weekly digest until they say no."""
    return User.objects.filter(company_seats__isnull=False, digest_subscription__isnull=True).distinct()


def subscriptions_due(period: date) -> QuerySet[DigestSubscription]:
    """Subscriptions without an issue of this week or, when the clock was set back, of a later one."""
    return (
        DigestSubscription.objects.filter(
            frequency=Frequency.WEEKLY, user__is_active=True, user__company_seats__isnull=False
        )
        .exclude(issues__period__gte=period)
        .select_related("user")
        .distinct()
        .order_by("pk")
    )


def seats_with_digest() -> QuerySet[CompanyMember]:
    """Seats of people who get the weekly digest, or will because they have never chosen."""
    return CompanyMember.objects.filter(user__is_active=True).exclude(
        user__digest_subscription__frequency=Frequency.OFF
    )


def suggestions_to_mail(subscription: DigestSubscription, period: date) -> QuerySet[Match]:
    """What was suggested to this person's companies and is news to the person, newest round first.

    Suggestions of the last weeks that never reached the person count, unless the need was closed, the offer
    is gone, somebody in the company has refused it or the person has judged it.
    """
    user = subscription.user
    known = own_feedback().filter(Q(verdict=Verdict.IRRELEVANT) | Q(user=user))
    return (
        live_matches()
        .filter(
            need__state=NeedState.OPEN,
            need__company__in=user.company_seats.values("company"),
            suggestion__round__period__range=(period - WEEKS_BACK, period),
        )
        .exclude(pk__in=known.values("match"))
        .exclude(digest_items__subscription=subscription)
        .select_related("need", "technology__university")
        .order_by("-suggestion__round__period", "rank", "-score", "pk")
    )
