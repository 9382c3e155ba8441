"""What the front page tells everybody alike: counts, what is new, and a few places."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q, QuerySet

from liaison.enums import MatchBand
from liaison.models import MatchFeedback
from liaison.queries.matching import live_matches
from startups.enums import NeedState
from startups.models import Need, SciTechPark
from startups.queries.need import listed_needs
from startups.queries.organisation import listed_companies, parks_by_level
from universities.models import Technology, University
from universities.queries.technology import listed_technologies, with_organisation
from universities.queries.university import universities_by_offers
from yangpu_portal.core.models import User

NEWEST, NEEDS, PLACES = 6, 3, 5


@dataclass(frozen=True, slots=True)
class FrontPage:
    """`universities` have the number of their `offers`, `parks` that of companies, `settled`."""

    counts: dict[str, int]
    newest: list[Technology]
    needs: list[Need]
    universities: list[University]
    parks: list[SciTechPark]


def front_page(needs: Sequence[int]) -> FrontPage:
    """What it tells now; of needs the `newest_needs`, by their keys."""
    # What somebody has just vouched for is news; what nobody has confirmed is none.
    confirmed = listed_technologies().filter(confirmed_on__isnull=False)
    return FrontPage(
        counts={
            "technologies": listed_technologies().count(),
            "universities": University.objects.count(),
            "needs": listed_needs().count(),
            "companies": listed_companies().count(),
        },
        newest=list(with_organisation(confirmed).order_by("-confirmed_on", "-pk")[:NEWEST]),
        needs=list(_newest_first(listed_needs().filter(pk__in=needs)).prefetch_related("fields")),
        universities=list(universities_by_offers(University.objects.all()).filter(Q(offers__gt=0))[:PLACES]),
        parks=list(parks_by_level(SciTechPark.objects.all())[:PLACES]),
    )


def newest_needs() -> list[int]:
    """Keys of the newest needs that everybody may read: one that is hidden is off the page at once."""
    return list(_newest_first(listed_needs()).values_list("pk", flat=True)[:NEEDS])


def _newest_first(needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs.order_by("-opened_at", "-pk")


def offers_stamp() -> int:
    """A number that moves whenever something changes that lists of offers show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM universities_search_stamp")
        return int(cursor.fetchone()[0])


def unanswered_matches(user: User) -> int:
    """How many strong matches of one's companies' open needs nobody of them has said a word about."""
    own = Q(need__company__in=user.company_seats.values("company"), need__state=NeedState.OPEN)
    said = MatchFeedback.objects.filter(user__company_seats__company=F("match__need__company"))
    strong = live_matches().filter(own, band=MatchBand.STRONG)
    return strong.exclude(pk__in=said.values("match")).count()
