"""Planning the suggestions of a week: one assignment over all open needs and published offers.

A need that opens after the round of its week was planned waits for the next one: what the laboratories can
take on is spoken for, and its people see its matches on its page at once.
"""

from datetime import date

from django.db import connection, transaction

from liaison.domain.engine import current_engine
from liaison.matching.assignment import Candidate, Limits, assign
from liaison.models import Match, Suggestion, SuggestionRound
from liaison.queries.suggestion import matches_to_suggest, suggested_in_month
from startups.models import Company
from universities.models import Laboratory

# What a university can take on whose offers name no laboratory.
_USUAL_INTRODUCTIONS: int = Laboratory._meta.get_field("monthly_introductions").default


@transaction.atomic
def plan_suggestions(*, period: date) -> SuggestionRound | None:
    """Chooses the suggestions of a week: once, however often and by how many at a time it is called.

    Args:
        period: the Monday of the week.

    Returns:
        the round of the week; None if there is none but a later one, as after a clock was set back.
    """
    _wait_for_other_planners()
    latest = SuggestionRound.objects.filter(period__gte=period).order_by("period").first()
    if latest is not None:
        return latest if latest.period == period else None
    candidates = _candidates()
    found = assign(list(candidates), _limits(period))
    planned = SuggestionRound.objects.create(
        period=period,
        candidates=len(candidates),
        needs=len({candidate.need for candidate in candidates}),
        needs_answered=len({candidate.need for candidate in found.chosen}),
        score=found.score,
        bound=found.bound,
    )
    Suggestion.objects.bulk_create(
        [
            Suggestion(round=planned, match_id=candidates[chosen], score=chosen.score)
            for chosen in found.chosen
        ],
        batch_size=1000,
    )
    return planned


def _wait_for_other_planners() -> None:
    """Rounds of different weeks share a month and must not repeat each other, so a row lock is not enough."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE liaison_suggestionround IN SHARE ROW EXCLUSIVE MODE")


def _candidates() -> dict[Candidate, int]:
    """What may be suggested, with the ids of the matches."""
    least = current_engine().weights.bands.acceptable
    matches = matches_to_suggest(least).select_related("need", "technology").order_by("pk")
    few = matches.only("probability", "need__company", "technology__laboratory", "technology__university")
    return {_candidate(match): match.pk for match in few.iterator(chunk_size=5000)}


def _candidate(match: Match) -> Candidate:
    technology = match.technology
    return Candidate(
        need=str(match.need_id),
        company=str(match.need.company_id),
        offer=str(match.technology_id),
        laboratory=_laboratory(technology.laboratory_id, technology.university_id),
        score=match.probability,
    )


def _laboratory(laboratory: int | None, university: int) -> str:
    """Offers that name no laboratory share one of their university."""
    return f"university {university}" if laboratory is None else f"laboratory {laboratory}"


def _limits(period: date) -> Limits:
    companies = Company.objects.values_list("pk", "weekly_suggestions")
    laboratories = {
        _laboratory(pk, university): monthly
        for pk, university, monthly in Laboratory.objects.values_list(
            "pk", "university", "monthly_introductions"
        )
    }
    for place, suggested in suggested_in_month(period).items():
        name = _laboratory(*place)
        laboratories[name] = max(0, laboratories.get(name, _USUAL_INTRODUCTIONS) - suggested)
    return Limits(
        companies={str(pk): weekly for pk, weekly in companies},
        per_laboratory=_USUAL_INTRODUCTIONS,
        laboratories=laboratories,
    )
