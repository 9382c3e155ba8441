"""Reads of past links: whom a company has worked well with, and what it has said no to."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery

from liaison.enums import IrrelevantReason, OutcomeKind, Verdict
from liaison.models import MatchFeedback, MatchingPreference, MatchOutcome
from startups.models import Company, Need, SciTechPark
from universities.models import Technology

# What is too early, too dear or known is so for all needs of a company; another direction, for one need.
REFUSED_FOR_ALL_NEEDS = (
    IrrelevantReason.TOO_EARLY,
    IrrelevantReason.TOO_EXPENSIVE,
    IrrelevantReason.KNOWN,
)


def personal_matching(company: Company) -> bool:
    """Whether the company's own feedback, outcomes and ties move what is suggested to it."""
    return not MatchingPreference.objects.filter(company=company, personal=False).exists()


def with_links(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Adds the links of each need's company, in the same query; none where the company has switched them off.

    `found_useful` has the ids of universities whose offers its people found useful, for whatever need, and
    `dealt_with` of those it came to a deal with; `beside` the id of the university its park is affiliated
    with, or None; `refused` the ids of technologies its people found irrelevant, for this need or for all.
    """
    # Only what the company's own people said: an officer's word is no link of the company.
    said = MatchFeedback.objects.filter(
        user__company_seats__company=OuterRef("company"), match__need__company=OuterRef("company")
    ).exclude(match__need__company__matching_preference__personal=False)
    useful = said.filter(verdict=Verdict.USEFUL)
    irrelevant = said.filter(
        Q(match__need=OuterRef("pk")) | Q(reason__in=REFUSED_FOR_ALL_NEEDS), verdict=Verdict.IRRELEVANT
    )
    deals = MatchOutcome.objects.filter(
        kind=OutcomeKind.DEAL, match__need__company=OuterRef("company")
    ).exclude(match__need__company__matching_preference__personal=False)
    company = Company.objects.filter(pk=OuterRef("company")).exclude(matching_preference__personal=False)
    return needs.annotate(
        found_useful=_distinct(useful, "match__technology__university"),
        dealt_with=_distinct(deals, "match__technology__university"),
        refused=_distinct(irrelevant, "match__technology"),
        beside=Subquery(company.values("park__university")[:1]),
    )


def _distinct(rows: QuerySet, name: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by().values(name).distinct())


def with_park_city(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Adds `park_city_zh` and `park_city_en`: the city in which the university runs a park, None without one.

    A university has no address of its own here; its oldest park stands for it.
    """
    park = SciTechPark.objects.filter(university=OuterRef("university")).order_by("pk")
    return technologies.annotate(
        park_city_zh=Subquery(park.values("district__city_zh")[:1]),
        park_city_en=Subquery(park.values("district__city_en")[:1]),
    )
