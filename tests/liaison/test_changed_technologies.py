"""Offers that change are matched by themselves, as a whole run would have matched them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.domain import changed_offers, matching
from liaison.domain.changed_offers import LATE_COMMITS, changed_technologies, match_technologies
from liaison.domain.match_parts import LEASE, unfinished_runs
from liaison.domain.matching import run_matching, start_run
from liaison.enums import IrrelevantReason, MatchRunState, MatchTrigger, TwinState, Verdict
from liaison.models import Match, MatchRun, NeedScale, TechnologyTwin
from liaison.tasks import find_duplicates, match_catalogue_change, match_part, match_unfinished
from tests.factories import (
    CompanyMemberFactory,
    MatchFeedbackFactory,
    MatchRunFactory,
    NeedFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
)
from universities.enums import TechnologyState
from universities.models import Technology

WORDS = ["sludge", "press", "pump", "valve", "robot", "tea", "bridge", "laser", "drone", "membrane", "sensor"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting_encoder")]


@pytest.fixture
def offers():
    return [TechnologyFactory(title_en=f"{one} {other}") for one, other in pairwise(WORDS)]


@pytest.fixture
def needs(offers):
    """Two needs that a full run has matched."""
    found = [NeedFactory(title_en="sludge pump", minimum_trl=6), NeedFactory(title_en="tea robot")]
    run_matching(trigger=MatchTrigger.NIGHTLY)
    return found


def _list(need):
    rows = Match.objects.filter(need=need, is_current=True).order_by("rank")
    return {row.technology_id: (row.rank, row.score) for row in rows}


def _assert_as_a_full_run(needs, within):
    alone = [_list(need) for need in needs]
    run_matching(trigger=MatchTrigger.NIGHTLY)
    for need, before in zip(needs, alone, strict=True):
        full = _list(need)
        assert list(before) == list(full)
        assert [rank for rank, _ in before.values()] == list(range(1, len(full) + 1))
        assert [score for _, score in before.values()] == pytest.approx(
            [score for _, score in full.values()], abs=within
        )


def test_changed_facts_give_the_list_of_a_full_run(needs, offers):
    offers[0].trl = 2
    offers[0].save()
    match_technologies(technology_ids=[offers[0].pk])
    _assert_as_a_full_run(needs, within=1e-3)


def test_a_full_run_over_unchanged_offers_gives_the_same_list(needs, offers):
    match_technologies(technology_ids=[offer.pk for offer in offers])
    _assert_as_a_full_run(needs, within=1e-3)


def test_an_offer_in_other_words_takes_its_place_in_the_list(needs, offers):
    offers[-1].title_en = "sludge pump"
    offers[-1].save()
    match_technologies(technology_ids=[offers[-1].pk])
    assert next(iter(_list(needs[0]))) == offers[-1].pk
    assert [rank for rank, _ in _list(needs[0]).values()] == list(range(1, len(offers) + 1))


def test_a_new_offer_takes_its_place_in_a_full_list(needs, settings):
    settings.MATCHES_PER_NEED = 5
    run_matching(trigger=MatchTrigger.NIGHTLY)
    new = TechnologyFactory(title_en="sludge pump")
    match_technologies(technology_ids=[new.pk])
    assert next(iter(_list(needs[0]))) == new.pk
    assert len(_list(needs[0])) == 5


def test_a_list_grows_no_longer_than_wanted(settings):
    settings.MATCHES_PER_NEED = 3
    need = NeedFactory(title_en="sludge pump")
    run_matching(trigger=MatchTrigger.NIGHTLY)
    new = [TechnologyFactory(pk=pk, title_en="sludge pump") for pk in range(100_001, 100_006)]
    match_technologies(technology_ids=[technology.pk for technology in new])
    assert [rank for rank, _ in _list(need).values()] == [1, 2, 3]


def test_equal_offers_stand_as_in_a_full_run(needs):
    same = [TechnologyFactory(pk=pk, title_en="sludge pump") for pk in (999_999, 1_000_000)]
    match_technologies(technology_ids=[technology.pk for technology in same])
    alone = list(_list(needs[0]))[:2]
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert alone == list(_list(needs[0]))[:2] == [1_000_000, 999_999]


def test_other_matches_stay_as_they_are(needs, offers):
    others = Match.objects.exclude(technology=offers[3])
    before = list(
        others.order_by("pk").values("pk", "run", "score", "reasons", "gap", "created_at", "updated_at")
    )
    offers[3].trl = 9
    offers[3].save()
    match_technologies(technology_ids=[offers[3].pk])
    after = list(
        others.order_by("pk").values("pk", "run", "score", "reasons", "gap", "created_at", "updated_at")
    )
    assert after == before


def test_an_offer_that_is_withdrawn_leaves(needs, offers):
    offers[0].state = TechnologyState.WITHDRAWN
    offers[0].save()
    match_technologies(technology_ids=[offers[0].pk])
    assert not Match.objects.filter(technology=offers[0], is_current=True).exists()
    assert [rank for rank, _ in _list(needs[0]).values()] == list(range(1, len(offers)))


def test_a_need_no_full_run_has_seen_waits_for_its_own(needs, offers):
    late = NeedFactory(title_en="sludge")
    run = match_technologies(technology_ids=[offers[0].pk])
    assert (run.needs, run.technologies) == (2, 1)
    assert _list(late) == {}


def test_scales_of_another_encoder_are_not_used(needs, offers):
    MatchRun.objects.update(encoder="another")
    NeedScale.objects.update(scales={"en": [0.02, 0.03]})  # as a run by words alone leaves them
    before = [_list(need) for need in needs]
    assert match_technologies(technology_ids=[offers[0].pk]).needs == 0
    assert [_list(need) for need in needs] == before


def _queries(offer) -> int:
    offer.save()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        match_technologies(technology_ids=[offer.pk])
    return len(queries)


def test_queries_do_not_grow_with_the_other_technologies(needs, offers):
    _queries(offers[0])
    few = _queries(offers[0])
    TechnologyFactory.create_batch(30)
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert _queries(offers[0]) == few


def test_what_changed_since_the_catalogue_was_matched_is_to_be_matched(needs, offers):
    long_ago = timezone.now() - LATE_COMMITS - timedelta(minutes=1)
    Technology.objects.update(updated_at=long_ago)
    assert changed_technologies() == []
    offers[2].save()
    assert changed_technologies() == [offers[2].pk]
    run_matching(trigger=MatchTrigger.MANUAL)  # may be over some needs only
    assert changed_technologies() == [offers[2].pk]


def test_without_any_run_everything_is_to_be_matched(offers):
    assert changed_technologies() == [offer.pk for offer in offers]


def test_drafts_are_not_to_be_matched(needs):
    draft = TechnologyFactory(state=TechnologyState.DRAFT)
    assert draft.pk not in changed_technologies()


def test_a_run_that_failed_has_matched_nothing(needs, offers):
    run = MatchRun.objects.get()
    MatchRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(hours=2))
    Technology.objects.update(updated_at=timezone.now() - timedelta(hours=3))
    offers[2].save()
    Technology.objects.filter(pk=offers[2].pk).update(updated_at=timezone.now() - timedelta(hours=1))
    MatchRunFactory(trigger=MatchTrigger.TECHNOLOGY, state=MatchRunState.FAILED)
    assert changed_technologies() == [offers[2].pk]


def test_changed_offers_whose_matching_fails_are_matched_later(needs, offers, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(changed_offers, "store_changed", lambda **values: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            match_catalogue_change()
    assert MatchRun.objects.first().state == MatchRunState.FAILED
    match_unfinished()
    assert MatchRun.objects.first().state == MatchRunState.DONE


def test_many_changed_offers_are_matched_by_a_whole_run(needs, offers, monkeypatch):
    monkeypatch.setattr("liaison.tasks.MOST_CHANGED", 3)
    offers[0].save()
    match_catalogue_change()
    run = MatchRun.objects.first()
    assert (run.trigger, run.state, run.chunks.count()) == (MatchTrigger.TECHNOLOGY, MatchRunState.RUNNING, 1)


def test_one_whole_run_serves_many_changed_offers(needs, offers, monkeypatch):
    monkeypatch.setattr("liaison.tasks.MOST_CHANGED", 3)
    offers[0].save()
    for _ in range(3):
        match_catalogue_change()
    assert MatchRun.objects.filter(trigger=MatchTrigger.TECHNOLOGY).count() == 1


def _long_ago():
    """All that was matched and changed so far was so hours ago."""
    MatchRun.objects.update(started_at=timezone.now() - timedelta(hours=3))
    Technology.objects.update(updated_at=timezone.now() - timedelta(hours=4))
    TechnologyTwin.objects.update(updated_at=timezone.now() - timedelta(hours=4))


def test_a_worker_killed_over_changed_offers_leaves_them_to_the_next(needs, offers):
    _long_ago()
    offers[0].save()
    killed = start_run(trigger=MatchTrigger.TECHNOLOGY)
    assert changed_technologies() == [offers[0].pk]
    match_unfinished()
    assert MatchRun.objects.first() == killed  # for all anybody knows, it is still at work
    MatchRun.objects.filter(pk=killed.pk).update(started_at=timezone.now() - LEASE * 1.1)
    match_unfinished()
    killed.refresh_from_db()
    assert killed.state == MatchRunState.FAILED
    assert MatchRun.objects.first().state == MatchRunState.DONE
    assert Match.objects.filter(technology=offers[0], run=MatchRun.objects.first()).exists()


def _while_explaining(monkeypatch, act):
    """Something happens between the ranking of a run of changed offers and its storing."""
    explain, calls = changed_offers.explain_rankings, [act]

    def explain_late(rankings):
        explained = explain(rankings)
        if calls:
            calls.pop()()
        return explained

    monkeypatch.setattr(changed_offers, "explain_rankings", explain_late)


def test_a_slow_run_leaves_what_a_newer_run_stored_of_a_need(needs, offers, monkeypatch):
    def refuse():
        MatchFeedbackFactory(
            match=Match.objects.get(need=needs[0], technology=offers[0]),
            user=CompanyMemberFactory(company=needs[0].company).user,
            verdict=Verdict.IRRELEVANT,
            reason=IrrelevantReason.WRONG_DIRECTION,
        )
        run_matching(trigger=MatchTrigger.NEED, need_ids=[needs[0].pk])

    _while_explaining(monkeypatch, refuse)
    match_technologies(technology_ids=[offers[0].pk])
    assert offers[0].pk not in _list(needs[0])
    assert offers[0].pk in _list(needs[1])


def test_a_slow_run_takes_nothing_away_that_a_newer_run_stored(needs, offers, monkeypatch):
    def publish_again():
        Technology.objects.update(state=TechnologyState.PUBLISHED)
        match_technologies(technology_ids=[offers[0].pk])

    Technology.objects.filter(pk=offers[0].pk).update(state=TechnologyState.WITHDRAWN)
    _while_explaining(monkeypatch, publish_again)
    match_technologies(technology_ids=[offers[0].pk])
    assert offers[0].pk in _list(needs[0])


def test_an_older_whole_run_does_not_bring_back_what_left_meanwhile(needs, offers, monkeypatch):
    explain, calls = matching.explain_rankings, [1]

    def explain_late(rankings):
        explained = explain(rankings)
        if calls:
            calls.pop()
            Technology.objects.filter(pk=offers[0].pk).update(state=TechnologyState.WITHDRAWN)
            match_technologies(technology_ids=[offers[0].pk])
        return explained

    monkeypatch.setattr(matching, "explain_rankings", explain_late)
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert offers[0].pk not in _list(needs[0])


def _withdraw(offer):
    offer.state = TechnologyState.WITHDRAWN
    offer.save()


def _sink(offer):
    offer.title_en, offer.trl = "unlike anything", 1
    offer.save()


@pytest.mark.parametrize("change", [_withdraw, _sink])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_full_list_is_filled_up_from_outside(needs, settings, monkeypatch, change, place):
    """Also when its needs are ranked in batches of their own."""
    settings.MATCHES_PER_NEED = 5
    monkeypatch.setattr(matching, "NEEDS_PER_CHUNK", 1)
    run_matching(trigger=MatchTrigger.NIGHTLY)
    changed = Technology.objects.get(pk=list(_list(needs[0]))[place])
    change(changed)
    match_technologies(technology_ids=[changed.pk])
    for run_id in unfinished_runs():
        match_part(run_id)
    filled_up = list(_list(needs[0]))
    assert len(filled_up) == 5
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert filled_up == list(_list(needs[0]))


def test_an_offer_that_sinks_keeps_its_place_until_the_need_is_matched_anew(
    needs, settings, django_capture_on_commit_callbacks
):
    settings.MATCHES_PER_NEED = 5
    run_matching(trigger=MatchTrigger.NIGHTLY)
    first = Technology.objects.get(pk=next(iter(_list(needs[0]))))
    _sink(first)
    with django_capture_on_commit_callbacks() as callbacks:
        match_technologies(technology_ids=[first.pk])
    assert list(_list(needs[0]))[-1] == first.pk
    rematch = MatchRun.objects.get(state=MatchRunState.RUNNING)
    assert rematch.chunks.get().need_ids == [needs[0].pk]
    assert [callback.args for callback in callbacks] == [(rematch,)]


def test_nothing_is_matched_anew_while_the_end_of_a_list_stays(needs, offers, settings):
    settings.MATCHES_PER_NEED = 5
    run_matching(trigger=MatchTrigger.NIGHTLY)
    match_technologies(technology_ids=[offer.pk for offer in offers])
    assert unfinished_runs() == []


def test_a_twin_told_apart_is_matched_and_a_hidden_one_leaves_its_place_to_others(needs, offers, settings):
    settings.MATCHES_PER_NEED = 5
    first, second = offers[0], offers[-1]
    run_matching(trigger=MatchTrigger.NIGHTLY)
    _long_ago()
    twin = TechnologyTwinFactory(technology=first, shown_instead=second, state=TwinState.CONFIRMED)
    match_unfinished()
    match_unfinished()
    assert first.pk not in _list(needs[0])
    assert len(_list(needs[0])) == 5
    _long_ago()
    twin.state = TwinState.REJECTED
    twin.save()
    match_unfinished()
    assert first.pk in _list(needs[0])


def test_an_offer_that_stood_for_another_leaves_its_place_to_it(needs, offers):
    TechnologyTwinFactory(technology=offers[0], shown_instead=offers[-1], state=TwinState.CONFIRMED)
    run_matching(trigger=MatchTrigger.NIGHTLY)
    _long_ago()
    _withdraw(offers[-1])
    match_unfinished()
    assert offers[0].pk in _list(needs[0])


def test_a_pair_that_is_found_no_more_has_its_offer_matched(needs, offers):
    Technology.objects.update(university=offers[0].university)
    TechnologyTwinFactory(technology=offers[0], shown_instead=offers[-1])
    run_matching(trigger=MatchTrigger.NIGHTLY)
    assert offers[0].pk not in _list(needs[0])
    find_duplicates()  # nothing is alike
    assert offers[0].pk in _list(needs[0])
