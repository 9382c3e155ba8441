"""Reads of universities and how they are divided."""

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from universities.models import Department, Laboratory, Researcher, School, Technology, University
from universities.queries.technology import listed_technologies
from yangpu_portal.core.models import Field


def universities_by_offers(universities: QuerySet[University]) -> QuerySet[University]:
    """Adds `offers`, the number of listed technologies; those with most of them first."""
    return universities.annotate(offers=_offers("university")).order_by(F("offers").desc(), "slug")


def laboratories_by_offers(laboratories: QuerySet[Laboratory]) -> QuerySet[Laboratory]:
    """Adds `offers`, the number of listed technologies; those with most of them first."""
    return laboratories.annotate(offers=_offers("laboratory")).order_by(F("offers").desc(), "slug")


def with_structure(universities: QuerySet[University]) -> QuerySet[University]:
    """Loads schools with their departments, and `units` that stand outside the schools."""
    departments = Department.objects.select_related("university")
    schools = School.objects.prefetch_related(Prefetch("departments", departments))
    return universities.prefetch_related(
        Prefetch("schools", schools),
        Prefetch("departments", departments.filter(school__isnull=True), to_attr="units"),
    )


def offering_first(people: QuerySet[Researcher]) -> QuerySet[Researcher]:
    """Those behind listed technologies first: they are whom a company may come to meet."""
    offering = Exists(listed_technologies().filter(inventors=OuterRef("pk")))
    named = people.annotate(is_offering=offering)
    return named.order_by(F("is_offering").desc(), "name_en", "name_zh", "pk")


def fields_of(technologies: QuerySet[Technology]) -> QuerySet[Field]:
    """The fields of these offers, each with their number as `offers`; the commonest first."""
    tagged = Field.objects.filter(technologies__in=technologies.order_by())
    return tagged.annotate(offers=Count("technologies")).order_by(F("offers").desc(), "position", "code")


def _offers(owner: str) -> Coalesce:
    listed = listed_technologies().filter(**{owner: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(listed.values(owner).annotate(n=Count("pk")).values("n")), 0)
