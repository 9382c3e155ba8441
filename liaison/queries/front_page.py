"""What the front page tells: counts, what is new, and a few places, read at most once a minute.

Only ids, numbers and names are kept, and of them the offers are read anew: what was withdrawn a moment ago is
not shown, and what the cache holds survives a change of the models.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q

from liaison.enums import MatchBand
from liaison.models import MatchFeedback
from liaison.queries.matching import live_matches
from startups.enums import NeedState
from startups.models import SciTechPark
from startups.queries.need import open_needs
from startups.queries.organisation import listed_companies, parks_by_level
from universities.models import Technology, University
from universities.queries.technology import listed_technologies, with_organisation
from universities.queries.university import universities_by_offers
from yangpu_portal.core.models import User

NEWEST, PLACES = 6, 5
_KEY, _KEPT = "liaison:front-page", 60  # seconds


@dataclass(frozen=True, slots=True)
class Place:
    """A university or park: its names, its part of the address, and how much is there."""

    name_zh: str
    name_en: str
    slug: str
    number: int


@dataclass(frozen=True, slots=True)
class FrontPage:
    counts: dict[str, int]
    newest: list[Technology]
    universities: list[Place]
    parks: list[Place]


def front_page() -> FrontPage:
    kept = cache.get(_KEY)
    if kept is None:
        kept = _read()
        cache.set(_KEY, kept, _KEPT)
    rows = with_organisation(listed_technologies().filter(pk__in=kept["newest"])) if kept["newest"] else []
    by_key = {row.pk: row for row in rows}
    return FrontPage(
        counts=kept["counts"],
        newest=[by_key[key] for key in kept["newest"] if key in by_key],
        universities=[Place(*place) for place in kept["universities"]],
        parks=[Place(*place) for place in kept["parks"]],
    )


def unanswered_matches(user: User) -> int:
    """How many strong matches of one's companies' open needs nobody of them has said a word about."""
    own = Q(need__company__in=user.company_seats.values("company"), need__state=NeedState.OPEN)
    said = MatchFeedback.objects.filter(user__company_seats__company=F("match__need__company"))
    strong = live_matches().filter(own, band=MatchBand.STRONG)
    return strong.exclude(pk__in=said.values("match")).count()


def _read() -> dict[str, Any]:
    # What somebody has just vouched for is news; what nobody has confirmed is none.
    confirmed = listed_technologies().filter(confirmed_on__isnull=False)
    names = ("name_zh", "name_en", "slug")
    universities = universities_by_offers(University.objects.all()).filter(offers__gt=0)
    parks = parks_by_level(SciTechPark.objects.all())
    return {
        "counts": {
            "technologies": listed_technologies().count(),
            "universities": University.objects.count(),
            "needs": open_needs().count(),
            "companies": listed_companies().count(),
        },
        "newest": list(confirmed.order_by("-confirmed_on", "-pk").values_list("pk", flat=True)[:NEWEST]),
        "universities": list(universities.values_list(*names, "offers")[:PLACES]),
        "parks": list(parks.values_list(*names, "settled")[:PLACES]),
    }
