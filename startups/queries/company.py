"""Reads of companies."""

from django.db.models import QuerySet

from startups.enums import SeatRole
from startups.models import Company
from yangpu_portal.core.models import User


def own_companies(user: User) -> QuerySet[Company]:
    """The companies in which the user has a seat."""
    return Company.objects.filter(members__user=user).order_by("slug")


def owned_companies(user: User) -> QuerySet[Company]:
    """The companies whose owner the user is."""
    return Company.objects.filter(members__user=user, members__role=SeatRole.OWNER).order_by("slug")
