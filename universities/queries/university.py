"""Reads of universities and how they are divided."""

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from universities.enums import TechnologyState
from universities.models import Department, School, Technology, University


def with_offer_count(universities: QuerySet[University]) -> QuerySet[University]:
    """Adds `offers`, the number of published technologies."""
    published = Technology.objects.filter(university=OuterRef("pk"), state=TechnologyState.PUBLISHED)
    counted = published.order_by().values("university").annotate(n=Count("pk")).values("n")
    return universities.annotate(offers=Coalesce(Subquery(counted), 0))


def universities_by_offers() -> QuerySet[University]:
    """Those with most to offer first."""
    return with_offer_count(University.objects.all()).order_by(F("offers").desc(), "slug")


def with_structure(universities: QuerySet[University]) -> QuerySet[University]:
    """Loads schools with their departments, `units` that stand outside the schools, and laboratories."""
    outside = Department.objects.filter(school__isnull=True)
    return universities.prefetch_related(
        Prefetch("schools", School.objects.prefetch_related("departments")),
        Prefetch("departments", outside, to_attr="units"),
        "laboratories",
    )
