"""Reads of needs."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from startups.enums import Confidentiality, NeedState
from startups.models import Need
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def open_needs() -> QuerySet[Need]:
    return Need.objects.filter(state=NeedState.OPEN)


def own_needs(user: User | AnonymousUser) -> QuerySet[Need]:
    """The needs of the companies in which the user has a seat."""
    if not isinstance(user, User):
        return Need.objects.none()
    return Need.objects.filter(company__in=user.company_seats.values("company"))


def visible_needs(user: User | AnonymousUser) -> QuerySet[Need]:
    """Listed needs for everybody, a company's own for its people, all for the district."""
    if is_district_staff(user):
        return Need.objects.all()
    shown = Q(state=NeedState.OPEN) & ~Q(confidentiality=Confidentiality.OFFICERS)
    if isinstance(user, User):
        shown |= Q(company__in=user.company_seats.values("company"))
    return Need.objects.filter(shown)
