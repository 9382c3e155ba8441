"""Reads of matches."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from liaison.enums import Verdict
from liaison.models import Match, MatchFeedback, NeedScale
from liaison.queries.duplicate import without_hidden_matches
from startups.models import Need
from universities.enums import TechnologyState
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICER, is_district_staff


def live_matches() -> QuerySet[Match]:
    """Matches of the newest run of their need, with offers that are still public, each offer once."""
    return _public_matches().filter(is_current=True)


def visible_matches(user: User | AnonymousUser) -> QuerySet[Match]:
    """The live matches of one's companies' needs, all for the district; and what one refused oneself.

    The newest run no longer lists what was refused, but who said so must be able to take it back.
    """
    if not isinstance(user, User):
        return Match.objects.none()
    shown = _public_matches().filter(Q(is_current=True) | Q(pk__in=_refused_by(user)))
    return shown if is_district_staff(user) else shown.filter(_own(user))


def _public_matches() -> QuerySet[Match]:
    return without_hidden_matches(Match.objects.filter(technology__state=TechnologyState.PUBLISHED))


def _listed_matches(user: User) -> QuerySet[Match]:
    """The live matches this person may see and has not found irrelevant."""
    listed = live_matches().exclude(pk__in=_refused_by(user))
    return listed if is_district_staff(user) else listed.filter(_own(user))


def _own(user: User) -> Q:
    return Q(need__company__in=user.company_seats.values("company"))


def _refused_by(user: User) -> QuerySet[MatchFeedback, int]:
    return MatchFeedback.objects.filter(user=user, verdict=Verdict.IRRELEVANT).values_list("match", flat=True)


def with_verdict(matches: QuerySet[Match], user: User) -> QuerySet[Match]:
    """Adds `verdict` and `verdict_reason`, what this user said of each match ("" for nothing)."""
    said = MatchFeedback.objects.filter(match=OuterRef("pk"), user=user)
    return matches.annotate(
        verdict=Coalesce(Subquery(said.values("verdict")[:1]), Value("")),
        verdict_reason=Coalesce(Subquery(said.values("reason")[:1]), Value("")),
    )


def _with_officers_word(matches: QuerySet[Match], user: User) -> QuerySet[Match]:
    """Adds `recommended`: whether a liaison officer other than the reader found the match useful."""
    useful = MatchFeedback.objects.filter(match=OuterRef("pk"), verdict=Verdict.USEFUL)
    return matches.annotate(recommended=Exists(useful.filter(user__groups__name=OFFICER).exclude(user=user)))


def was_matched(need: Need) -> bool:
    """Whether a run has looked at this need, whatever it found."""
    return NeedScale.objects.filter(pk=need.pk).exists()


def current_matches(need: Need, user: User) -> QuerySet[Match]:
    """The list of one need for one reader: best first, what the reader found irrelevant last."""
    matches = _with_officers_word(with_verdict(visible_matches(user).filter(need=need), user), user)
    folded = Case(When(verdict=Verdict.IRRELEVANT, then=1), default=0, output_field=IntegerField())
    return (
        matches.annotate(folded=folded)
        .select_related("technology__university", "technology__laboratory", "technology__department", "run")
        .order_by("folded", "rank", "id")
    )


def with_suggestions(needs: QuerySet[Need], user: User) -> QuerySet[Need]:
    """Adds to each need what its reader finds in its list: `match_count`, and of the best match the title as
    `best_match_zh` and `best_match_en` and the strength as `best_match_band`. What the reader found
    irrelevant counts no more.
    """
    listed = _listed_matches(user).filter(need=OuterRef("pk"))
    count = listed.order_by().values("need").annotate(number=Count("pk")).values("number")
    best = listed.order_by("rank", "id")
    return needs.annotate(
        match_count=Coalesce(Subquery(count), 0),
        best_match_zh=Coalesce(Subquery(best.values("technology__title_zh")[:1]), Value("")),
        best_match_band=Coalesce(Subquery(best.values("band")[:1]), Value("")),
        best_match_en=Coalesce(Subquery(best.values("technology__title_en")[:1]), Value("")),
    )


def following_match(match: Match, user: User) -> Match | None:
    """The next one in the list that the reader has not found irrelevant."""
    later = _listed_matches(user).filter(need=match.need_id, rank__gt=match.rank)
    return later.order_by("rank", "id").first()


def matches_between(user: User | AnonymousUser, technology_id: int) -> QuerySet[Match]:
    """Why a technology was suggested to this user's companies, best first."""
    if not isinstance(user, User):
        return Match.objects.none()
    mine = live_matches().filter(_own(user))
    return mine.filter(technology=technology_id).select_related("need").order_by("-probability", "rank", "id")
