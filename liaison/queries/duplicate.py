"""Reads of offers that are listed twice and of joint requests."""

from collections.abc import Iterable

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from liaison.enums import JointRequestState, TwinState
from liaison.models import JointRequest, Match, TechnologyTwin
from universities.enums import TechnologyState
from universities.models import Technology


def hiding_twins() -> QuerySet[TechnologyTwin]:
    """Pairs that hide an offer: what is shown instead is still public, and either somebody has confirmed the
    pair or it was found within one university.
    """
    # Whoever lists offers may copy a text or cite a patent: that alone must not hide the offer of another.
    at_home = Q(state=TwinState.FOUND, technology__university=F("shown_instead__university"))
    return TechnologyTwin.objects.filter(
        Q(state=TwinState.CONFIRMED) | at_home, shown_instead__state=TechnologyState.PUBLISHED
    )


def without_hidden_technologies(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Each offer once: without those for which another one is shown."""
    return technologies.filter(~Exists(hiding_twins().filter(technology=OuterRef("pk"))))


def without_hidden_matches(matches: QuerySet[Match]) -> QuerySet[Match]:
    """Matches with offers that are shown themselves."""
    return matches.filter(~Exists(hiding_twins().filter(technology=OuterRef("technology"))))


def decided_pairs(state: TwinState) -> list[tuple[str, str]]:
    """The pairs (hidden, shown) of which somebody said so, as ids of the engine."""
    rows = TechnologyTwin.objects.filter(state=state).order_by("pk")
    return [(str(hidden), str(shown)) for hidden, shown in rows.values_list("technology", "shown_instead")]


def with_patent_numbers(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Adds `publication_numbers` and `application_numbers` of the patents, each a sorted list."""
    return technologies.annotate(
        publication_numbers=_numbers("publication_number"),
        application_numbers=_numbers("application_number"),
    )


def _numbers(name: str) -> ArrayAgg:
    column = f"patents__{name}"
    return ArrayAgg(column, filter=Q(**{f"{column}__gt": ""}), distinct=True, default=[], order_by=column)


def need_set(need_ids: Iterable[int]) -> str:
    """The name of a set of needs, such as "4,17"."""
    return ",".join(str(key) for key in sorted(need_ids))


def decided_need_sets() -> list[set[int]]:
    """The sets of needs somebody has taken up or dismissed."""
    decided = JointRequest.objects.exclude(state=JointRequestState.SUGGESTED)
    return [{int(key) for key in name.split(",")} for name in decided.values_list("need_set", flat=True)]
