"""Reads of saved searches."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from liaison.enums import SearchFrequency
from liaison.models import SavedSearch
from yangpu_portal.core.models import User


def visible_saved_searches(user: User) -> QuerySet[SavedSearch]:
    """A person's own; those taken away wait for a while to be taken back."""
    return SavedSearch.objects.filter(user=user)


def listed_saved_searches(user: User) -> QuerySet[SavedSearch]:
    return visible_saved_searches(user).filter(removed_at__isnull=True)


def period_of(frequency: str, today: date) -> date:
    """The day, or the Monday of the week."""
    return today - timedelta(days=today.weekday()) if frequency == SearchFrequency.WEEKLY else today


def saved_searches_due(today: date) -> QuerySet[SavedSearch]:
    """Searches without an issue of this day or week or, when the clock was set back, of a later one.

    A search of this day or week has its first issue in the next.
    """
    weekly = Q(
        frequency=SearchFrequency.WEEKLY,
        created_at__lt=_start(period_of(SearchFrequency.WEEKLY, today)),
    ) & ~Q(issues__period__gte=period_of(SearchFrequency.WEEKLY, today))
    daily = Q(frequency=SearchFrequency.DAILY, created_at__lt=_start(today)) & ~Q(issues__period__gte=today)
    due = SavedSearch.objects.filter(weekly | daily, removed_at__isnull=True, user__is_active=True)
    return due.select_related("user").distinct().order_by("pk")


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
