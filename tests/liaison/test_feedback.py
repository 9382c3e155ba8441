"""Feedback on matches: by the company's own people, one verdict each, and it can be taken back.

What they refuse leaves their company's lists with the next run, and nobody else's.
"""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from liaison.domain import engine as engine_module
from liaison.domain import feedback
from liaison.domain.feedback import give_feedback, withdraw_feedback
from liaison.domain.matching import run_matching
from liaison.enums import MatchTrigger
from liaison.models import Match, MatchChunk, MatchFeedback
from liaison.queries.matching import current_matches, with_suggestions
from liaison.tasks import match_company
from startups.enums import NeedState
from startups.models import Need
from tests.factories import (
    CompanyMemberFactory,
    MatchFactory,
    MatchingPreferenceFactory,
    NeedFactory,
    TechnologyFactory,
    UserFactory,
)
from tests.people import OFFICER, in_group, member_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


@pytest.fixture
def member(match):
    return CompanyMemberFactory(company=match.need.company).user


@pytest.fixture
def words_only(settings):
    settings.MATCHING_ENCODER = "none"
    engine_module.shipped_engine.cache_clear()
    yield
    engine_module.shipped_engine.cache_clear()


def listed(need):
    """The current list of a need as the newest run left it."""
    matches = Match.objects.filter(need=need, is_current=True).order_by("rank")
    return list(matches.values_list("technology", "rank", "score"))


def test_a_second_verdict_replaces_the_first(match, member):
    give_feedback(match=match, user=member, verdict="useful")
    give_feedback(match=match, user=member, verdict="irrelevant", reason="too_early")
    assert MatchFeedback.objects.get().reason == "too_early"


def test_not_relevant_needs_a_reason(match, member):
    with pytest.raises(ValidationError):
        give_feedback(match=match, user=member, verdict="irrelevant")


@pytest.mark.parametrize(
    "act",
    [
        lambda m, u: give_feedback(match=m, user=u, verdict="useful"),
        lambda m, u: withdraw_feedback(match=m, user=u),
    ],
)
def test_a_stranger_may_not_judge(match, act):
    with pytest.raises(PermissionDenied):
        act(match, UserFactory())


def test_what_one_finds_irrelevant_sinks_and_comes_back_when_undone(match, member):
    other = MatchFactory(need=match.need, rank=2)
    give_feedback(match=match, user=member, verdict="irrelevant", reason="known")
    assert list(current_matches(match.need, member)) == [other, match]
    assert withdraw_feedback(match=match, user=member)
    assert list(current_matches(match.need, member)) == [match, other]
    assert not withdraw_feedback(match=match, user=member)


def test_a_verdict_has_the_open_needs_of_the_company_matched_anew(
    match, member, words_only, django_capture_on_commit_callbacks
):
    other = NeedFactory(company=match.need.company)
    NeedFactory(company=match.need.company, state=NeedState.DRAFT)
    acts = (
        lambda: give_feedback(match=match, user=member, verdict="irrelevant", reason="known"),
        lambda: give_feedback(match=match, user=member, verdict="useful"),  # takes the refusal back
        lambda: withdraw_feedback(match=match, user=member),
    )
    for act in acts:
        with django_capture_on_commit_callbacks() as callbacks:
            act()
        assert [callback.args for callback in callbacks] == [(match.need.company_id,)]
    match_company(match.need.company_id)
    assert set(MatchChunk.objects.get().need_ids) == {other.pk, match.need_id}


def test_praise_alone_has_nothing_matched_anew(match, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        give_feedback(match=match, user=member, verdict="useful")
    assert callbacks == []


def test_many_verdicts_share_a_run_that_waits_to_start(
    match, member, words_only, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr(feedback, "wake", lambda *call: asked.append(call) or True)
    for verdict in ("useful", "irrelevant", "useful"):
        with django_capture_on_commit_callbacks(execute=True):
            give_feedback(match=match, user=member, verdict=verdict, reason="known" * (verdict != "useful"))
    assert asked == [("liaison.match_company", match.need.company_id)]
    match_company(match.need.company_id)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_feedback(match=match, user=member)
    assert len(asked) == 2


def test_who_may_not_judge_is_told_who_may(match):
    with translation.override("zh-hans"), pytest.raises(PermissionDenied, match="联络官"):
        give_feedback(match=match, user=UserFactory(), verdict="useful")


def test_an_officers_verdict_and_one_that_may_not_count_move_no_list(
    match, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        give_feedback(match=match, user=in_group(OFFICER), verdict="useful")
        MatchingPreferenceFactory(company=match.need.company)
        give_feedback(match=match, user=member, verdict="useful")
    assert callbacks == []


@pytest.fixture
def market(words_only):
    """Two needs of one company and one of another that ask for the same, and three offers that answer."""
    mine = NeedFactory(title_en="Acid resistant pump seal")
    again = NeedFactory(title_en="Seal of an acid pump", company=mine.company)
    foreign = NeedFactory(title_en="Acid resistant pump seal")
    for name in ("ceramic", "polymer", "graphite"):
        TechnologyFactory(title_en=f"Pump seal of {name} that resists acid")
    run_matching(trigger=MatchTrigger.MANUAL)
    return mine, again, foreign


def refuse_best(need, user, reason):
    match = Match.objects.get(need=need, rank=1, is_current=True)
    give_feedback(match=match, user=user, verdict="irrelevant", reason=reason)
    run_matching(trigger=MatchTrigger.MANUAL)
    match.refresh_from_db()
    return match


def test_a_refused_offer_leaves_the_list_but_stays_at_its_end_for_who_refused_it(market):
    need = market[0]
    user, colleague = member_of(need.company), member_of(need.company)
    refused = refuse_best(need, user, "wrong_direction")
    assert not refused.is_current
    assert list(current_matches(need, user))[-1] == refused
    assert refused not in current_matches(need, colleague)
    assert with_suggestions(Need.objects.filter(pk=need.pk), user).get().match_count == 2


def test_undoing_brings_a_refused_offer_back(market):
    need = market[0]
    user, before = member_of(need.company), listed(need)
    refused = refuse_best(need, user, "known")
    undo = signed_in(user).post(f"/matches/{refused.public_id}/feedback/undo/", follow=True)
    assert undo.status_code == 200
    assert undo.redirect_chain[-1][0].endswith(f"#{refused.public_id}")
    assert f'id="{refused.public_id}"' in undo.content.decode()
    assert refused in current_matches(need, member_of(need.company))
    run_matching(trigger=MatchTrigger.MANUAL)
    assert listed(need) == before


@pytest.mark.parametrize(("reason", "hidden_for_both"), [("wrong_direction", False), ("too_expensive", True)])
def test_the_reason_says_for_which_needs_of_the_company_an_offer_is_hidden(market, reason, hidden_for_both):
    mine, again, _foreign = market
    refused = refuse_best(mine, member_of(mine.company), reason)
    assert (refused.technology_id not in [row[0] for row in listed(again)]) is hidden_for_both


def test_the_lists_of_other_companies_stay_as_they_are(market):
    mine, _again, foreign = market
    before = listed(foreign)
    refuse_best(mine, member_of(mine.company), "too_early")
    assert listed(foreign) == before


def test_with_personal_signals_off_a_refused_offer_stays_listed_and_is_folded(market):
    need = market[0]
    MatchingPreferenceFactory(company=need.company)
    user, before = member_of(need.company), listed(need)
    refused = refuse_best(need, user, "wrong_direction")
    assert listed(need) == before
    assert list(current_matches(need, user))[-1] == refused


def test_offers_like_a_refused_one_sink_for_that_company_alone(settings):
    """With the encoder: likeness is one of meaning."""
    settings.MATCHING_ENCODER = ""
    mine, foreign = (NeedFactory(title_en="Acid resistant pump seal") for _ in range(2))
    first = TechnologyFactory(title_en="Ceramic seal for acid resistant pumps")
    alike = TechnologyFactory(title_en="Ceramic seals for acid resistant pumps")
    unlike = TechnologyFactory(title_en="Drone that inspects bridges")
    run_matching(trigger=MatchTrigger.MANUAL)
    before, others = _scores(mine), _scores(foreign)
    match = Match.objects.get(need=mine, technology=first)
    give_feedback(match=match, user=member_of(mine.company), verdict="irrelevant", reason="wrong_direction")
    run_matching(trigger=MatchTrigger.MANUAL)
    after = _scores(mine)
    assert after[alike.pk] < before[alike.pk] - 1
    assert after[unlike.pk] == before[unlike.pk]
    assert _scores(foreign) == others


def _scores(need):
    return {technology: score for technology, _rank, score in listed(need)}
