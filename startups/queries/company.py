"""Reads of companies."""

from django.db.models import QuerySet

from startups.models import Company
from yangpu_portal.core.models import User


def own_companies(user: User) -> QuerySet[Company]:
    """The companies in which the user has a seat."""
    return Company.objects.filter(members__user=user).order_by("slug")
