"""Reads of agreements: who may see them, what is owed, which are in force."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from liaison.enums import ObligationState
from liaison.models import Agreement
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def visible_agreements(user: User) -> QuerySet[Agreement]:
    return Agreement.objects.all() if is_district_staff(user) else Agreement.objects.none()


def with_obligations(agreements: QuerySet[Agreement], on: date | None = None) -> QuerySet[Agreement]:
    """Each with `open_count`, and `overdue_count` of those."""
    is_open = Q(obligations__state=ObligationState.OPEN)
    late = is_open & Q(obligations__due_on__lt=on or timezone.localdate())
    return agreements.annotate(
        open_count=Count("obligations", filter=is_open), overdue_count=Count("obligations", filter=late)
    )


def in_force(on: date) -> Q:
    """The condition that an agreement is in force on a day."""
    return (
        Q(signed_on__isnull=False, starts_on__lte=on)
        & (Q(ends_on=None) | Q(ends_on__gte=on))
        & (Q(ended_on=None) | Q(ended_on__gte=on))
    )
