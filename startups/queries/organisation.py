"""Who sees parks and companies: parks everybody, companies as they chose, of them what they show publicly."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from startups.enums import ParkLevel
from startups.models import Company, SciTechPark
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

Reader = User | AnonymousUser


def visible_parks(user: Reader) -> QuerySet[SciTechPark]:
    return SciTechPark.objects.select_related("district", "university")


def visible_companies(user: Reader) -> QuerySet[Company]:
    """Listed companies for everybody, a company that is not listed for its own people and the district."""
    companies = Company.objects.select_related("park")
    if is_district_staff(user):
        return companies
    shown = Q(listed=True)
    if isinstance(user, User):
        shown |= Q(pk__in=user.company_seats.values("company"))
    return companies.filter(shown)


def listed_companies() -> QuerySet[Company]:
    """What lists show to everybody alike: whoever sees more of a company finds it on its own page."""
    return Company.objects.filter(listed=True).select_related("park")


def with_company_count(parks: QuerySet[SciTechPark]) -> QuerySet[SciTechPark]:
    """Adds `settled`, the number of listed companies."""
    listed = Company.objects.filter(listed=True, park=OuterRef("pk")).order_by().values("park")
    return parks.annotate(settled=Coalesce(Subquery(listed.annotate(n=Count("pk")).values("n")), 0))


def parks_by_level(parks: QuerySet[SciTechPark]) -> QuerySet[SciTechPark]:
    """National ones first, then those of the city; of one level those with most companies first."""
    levels = [When(level=level, then=rank) for rank, level in enumerate(ParkLevel.values)]
    ranked = with_company_count(parks).annotate(rank=Case(*levels, default=len(levels)))
    return ranked.order_by("rank", F("settled").desc(), "slug")
