"""Reads of technologies."""

from collections.abc import Hashable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from universities.enums import StaffRole, TechnologyState
from universities.models import Researcher, Technology
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def published_technologies() -> QuerySet[Technology]:
    return Technology.objects.filter(state=TechnologyState.PUBLISHED)


def listed_technologies() -> QuerySet[Technology]:
    """What lists show to everybody alike: published offers, without drafts even for their owners, and each
    once: one that is shown as another offer is left out.
    """
    return published_technologies().exclude(search__hidden=True)


def visible_technologies(user: User | AnonymousUser) -> QuerySet[Technology]:
    """Published offers for everybody; others for those who answer for them and for the district."""
    if is_district_staff(user):
        return Technology.objects.all()
    shown = Q(state=TechnologyState.PUBLISHED)
    if isinstance(user, User):
        seats = user.university_seats
        shown |= Q(university__in=seats.filter(role=StaffRole.TTO).values("university"))
        shown |= Q(laboratory__in=seats.filter(role=StaffRole.LABORATORY).values("laboratory"))
    return Technology.objects.filter(shown)


def visible_scope(user: User | AnonymousUser) -> Hashable:
    """The same for all to whom `visible_technologies` shows the same; takes a query for who is signed in."""
    if is_district_staff(user):
        return "all"
    if not isinstance(user, User):
        return "published"
    seats = user.university_seats.order_by("pk").values_list("role", "university", "laboratory")
    return tuple(seats) or "published"


def with_organisation(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Loads what a card shows of the organisation, in the same query."""
    return technologies.select_related("university", "department", "laboratory")


def with_details(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Loads all a reader is told of an offer; of its inventors those who agreed to be named."""
    named = Researcher.objects.filter(shown_publicly=True)
    return with_organisation(technologies).prefetch_related(
        "fields", "metrics", "patents", Prefetch("inventors", named, to_attr="named_inventors")
    )
