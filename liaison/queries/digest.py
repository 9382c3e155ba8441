"""Reads for digests."""

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from liaison.enums import Frequency, Verdict
from liaison.models import DigestSubscription, Match
from liaison.queries.matching import live_matches
from startups.enums import NeedState
from yangpu_portal.core.models import User


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


def unseen_matches(subscription: DigestSubscription, floor: float) -> QuerySet[Match]:
    """Matches of this person's open needs that were never mailed to them and nobody in the company refused.

    Args:
        floor: the score below which a match is not worth a mail.
    """
    user = subscription.user
    refused = Q(feedback__verdict=Verdict.IRRELEVANT) | Q(feedback__user=user)
    return (
        live_matches()
        .filter(
            need__state=NeedState.OPEN,
            need__company__in=user.company_seats.values("company"),
            score__gte=floor,
        )
        .exclude(pk__in=Match.objects.filter(refused).values("pk"))
        .exclude(digest_items__subscription=subscription)
        .select_related("need", "technology__university")
        .order_by("rank", "-score", "pk")
    )
