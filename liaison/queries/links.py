"""Reads of past links: whom a company has worked well with, and what it has said no to."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery

from liaison.enums import Verdict
from liaison.models import MatchFeedback
from startups.models import Need, SciTechPark
from universities.models import Technology


def with_links(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Adds the links of each need's company, in the same query.

    `found_useful` has the ids of universities whose offers its people found useful, for whatever need;
    `beside` the id of the university its park is affiliated with, or None; `refused` the ids of technologies
    its people found irrelevant for this need.
    """
    # Only what the company's own people said: an officer's word is no link of the company.
    said = MatchFeedback.objects.filter(user__company_seats__company=OuterRef("company")).order_by()
    useful = said.filter(verdict=Verdict.USEFUL, match__need__company=OuterRef("company"))
    irrelevant = said.filter(verdict=Verdict.IRRELEVANT, match__need=OuterRef("pk"))
    park = SciTechPark.objects.filter(companies=OuterRef("company")).order_by()
    return needs.annotate(
        found_useful=ArraySubquery(useful.values("match__technology__university").distinct()),
        refused=ArraySubquery(irrelevant.values("match__technology").distinct()),
        beside=Subquery(park.values("university")[:1]),
    )


def with_park_city(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Adds `park_city_zh` and `park_city_en`: the city in which the university runs a park, None without one.

    A university has no address of its own here; its oldest park stands for it.
    """
    park = SciTechPark.objects.filter(university=OuterRef("university")).order_by("pk")
    return technologies.annotate(
        park_city_zh=Subquery(park.values("district__city_zh")[:1]),
        park_city_en=Subquery(park.values("district__city_en")[:1]),
    )
