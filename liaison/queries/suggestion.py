"""Reads for rounds of suggestions."""

from collections import Counter
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from liaison.models import DigestItem, Match, Suggestion
from liaison.queries.digest import seats_with_digest
from liaison.queries.links import own_feedback
from liaison.queries.matching import live_matches
from startups.enums import NeedState


def acceptable_matches(least: float) -> QuerySet[Match]:
    """Live matches that are good enough to be shown unasked.

    Args:
        least: the probability from which a match is.
    """
    return live_matches().filter(probability__gte=least)


def matches_to_suggest(least: float) -> QuerySet[Match]:
    """Acceptable matches of open needs whose companies are written to and do not know the offer yet.

    A company knows what was suggested to it for any of its needs; what its people have judged needs no
    suggestion, for they found it by themselves.
    """
    to_company = {
        "match__need__company": OuterRef("need__company"),
        "match__technology": OuterRef("technology"),
    }
    return acceptable_matches(least).filter(
        ~Exists(Suggestion.objects.filter(**to_company)),
        ~Exists(DigestItem.objects.filter(**to_company)),  # mailed before there were rounds
        ~Exists(own_feedback().filter(match=OuterRef("pk"))),
        Exists(seats_with_digest().filter(company=OuterRef("need__company"))),
        need__state=NeedState.OPEN,
    )


def suggested_in_month(period: date) -> Counter[tuple[int | None, int]]:
    """How often each laboratory was suggested in the calendar month of `period`.

    Returns:
        counts by the ids of laboratory (None for offers that name none) and university.
    """
    month = Suggestion.objects.filter(round__period__year=period.year, round__period__month=period.month)
    place = ("match__technology__laboratory", "match__technology__university")
    rows = month.order_by().values_list(*place).annotate(number=Count("pk"))
    return Counter({(laboratory, university): number for laboratory, university, number in rows})
