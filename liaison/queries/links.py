"""Reads of past links: whom a company has come together with, and what it has said no to."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

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
# What proves that two have come together. That an offer was found useful, or that the company sits in a park
# of the university, is no tie: nobody need have spoken with anybody.
TIES = (OutcomeKind.MET, OutcomeKind.NEGOTIATING, OutcomeKind.DEAL)


def personal_matching(company: Company) -> bool:
    """Whether the company's own feedback, outcomes and ties move what is suggested to it."""
    return not MatchingPreference.objects.filter(company=company, personal=False).exists()


def own_feedback() -> QuerySet[MatchFeedback]:
    """What people with a seat in the need's company said: an officer's word is no link of the company."""
    return MatchFeedback.objects.filter(user__company_seats__company=F("match__need__company"))


def with_links(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Adds the links of each need's company, in the same query; none where the company has switched them off.

    `dealt_with` has the ids of universities it has met, negotiated with or come to a deal with, for whatever
    need; `refused` those of technologies its people found irrelevant, for this need or for all.
    """
    of_company = Q(match__need__company=OuterRef("company"))
    switched_off = Q(match__need__company__matching_preference__personal=False)
    irrelevant = (
        own_feedback()
        .filter(of_company, verdict=Verdict.IRRELEVANT)
        .filter(Q(match__need=OuterRef("pk")) | Q(reason__in=REFUSED_FOR_ALL_NEEDS))
        .exclude(switched_off)
    )
    ties = MatchOutcome.objects.filter(of_company, kind__in=TIES).exclude(switched_off)
    return needs.annotate(
        dealt_with=_distinct(ties, "match__technology__university"),
        refused=_distinct(irrelevant, "match__technology"),
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
