"""Runs in parts: any number of workers share them, and what one leaves behind is taken up by another."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from liaison.domain import match_parts, matching
from liaison.domain.engine import current_engine
from liaison.domain.match_parts import LEASE, MOST_ATTEMPTS, end_run_if_done, unfinished_runs
from liaison.domain.matching import MatchRunFailedError, plan_lost_needs, plan_run, run_matching, work_on_run
from liaison.enums import MatchRunState, MatchTrigger
from liaison.models import Match, MatchChunk, MatchRun, NeedScale
from liaison.tasks import match_part, match_unfinished
from startups.models import Need
from tests.factories import NeedFactory, TechnologyFactory

pytestmark = pytest.mark.usefixtures("counting_encoder")


@pytest.fixture
def needs(monkeypatch):
    """Seven needs, in parts of two, and three offers."""
    monkeypatch.setattr(matching, "NEEDS_PER_CHUNK", 2)
    TechnologyFactory.create_batch(3)
    return NeedFactory.create_batch(7)


@pytest.fixture
def run(db, needs):
    return plan_run(trigger=MatchTrigger.NIGHTLY)


def _claimed(run, *, ago=LEASE * 0, attempts=1):
    """All parts of a run as a worker leaves them that claimed them a while ago and died."""
    run.chunks.update(claimed_at=timezone.now() - ago, attempts=attempts)


def _state(run):
    run.refresh_from_db()
    return run.state


def test_a_run_is_cut_into_parts(run, needs):
    ids = [need.pk for need in needs]
    parts = list(run.chunks.values_list("need_ids", flat=True))
    assert parts == [ids[0:2], ids[2:4], ids[4:6], ids[6:]]


def test_a_run_is_done_with_its_last_part(run):
    for left in (3, 2, 1, 0):
        assert _state(run) == MatchRunState.RUNNING
        assert work_on_run(run_id=run.pk)
        assert run.chunks.filter(done=False).count() == left
    assert _state(run) == MatchRunState.DONE
    assert not work_on_run(run_id=run.pk)
    assert (run.needs, run.technologies, run.matches) == (7, 3, 21)


@pytest.mark.django_db
def test_a_run_over_some_needs_leaves_those_between_them_alone(needs):
    run_matching(trigger=MatchTrigger.NEED, need_ids=[needs[0].pk, needs[6].pk])
    assert set(Match.objects.values_list("need", flat=True)) == {needs[0].pk, needs[6].pk}


@pytest.mark.django_db
def test_whoever_takes_up_a_run_over_some_needs_matches_only_those(needs):
    run = plan_run(trigger=MatchTrigger.NEED, need_ids=[needs[0].pk, needs[6].pk])
    match_part(run.pk)
    assert set(Match.objects.values_list("need", flat=True)) == {needs[0].pk, needs[6].pk}


def test_a_part_somebody_works_on_is_left_to_them(run):
    _claimed(run)
    assert not work_on_run(run_id=run.pk)
    assert unfinished_runs() == []
    assert _state(run) == MatchRunState.RUNNING


def test_a_part_of_a_dead_worker_is_taken_again_after_the_lease(run):
    _claimed(run, ago=LEASE * 1.1)
    assert unfinished_runs() == [run.pk]
    match_unfinished()
    assert _state(run) == MatchRunState.DONE
    assert set(run.chunks.values_list("attempts", flat=True)) == {2}


def test_a_part_that_fails_again_and_again_is_given_up(run):
    _claimed(run, ago=LEASE * 1.1, attempts=MOST_ATTEMPTS)
    match_unfinished()
    assert _state(run) == MatchRunState.FAILED
    assert f"{MOST_ATTEMPTS} attempts" in run.error
    assert unfinished_runs() == []


def test_the_last_attempt_may_take_its_time(run):
    _claimed(run, attempts=MOST_ATTEMPTS)
    match_unfinished()
    assert _state(run) == MatchRunState.RUNNING


def test_a_run_whose_worker_died_before_closing_it_is_closed(run):
    run.chunks.update(done=True)
    match_unfinished()
    assert _state(run) == MatchRunState.DONE


@pytest.fixture
def fault(monkeypatch, needs):
    """The part of the third need fails as often as said, by default always."""
    explain, left = matching.explain_rankings, [MOST_ATTEMPTS]

    def explain_or_fail(rankings):
        if left[0] and any(demand.id == str(needs[2].pk) for demand in rankings):
            left[0] -= 1
            raise ZeroDivisionError
        return explain(rankings)

    monkeypatch.setattr(matching, "explain_rankings", explain_or_fail)
    return left


def test_an_error_in_one_part_leaves_the_others_alone(run, needs, fault, caplog):
    match_part(run.pk)
    assert _state(run) == MatchRunState.FAILED
    assert "ZeroDivisionError" in run.error
    assert set(Match.objects.values_list("need", flat=True)) == {need.pk for need in needs} - {
        needs[2].pk,
        needs[3].pk,
    }
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError] * MOST_ATTEMPTS


def test_a_part_that_failed_once_is_matched_after_the_others(run, needs, fault):
    fault[0] = 1
    match_part(run.pk)
    assert (_state(run), run.needs) == (MatchRunState.DONE, 7)
    assert "ZeroDivisionError" in run.error
    assert list(run.chunks.values_list("attempts", flat=True)) == [1, 2, 1, 1]


@pytest.mark.django_db
def test_who_asked_for_a_run_that_fails_is_told(needs, fault):
    with pytest.raises(MatchRunFailedError, match="ZeroDivisionError"):
        run_matching(trigger=MatchTrigger.MANUAL)


def test_a_catalogue_that_cannot_be_made_costs_no_attempt(run, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(matching, "published_catalogue", lambda progress: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            match_part(run.pk)
    assert _state(run) == MatchRunState.RUNNING
    assert "ZeroDivisionError" in run.error
    match_unfinished()
    assert (_state(run), set(run.chunks.values_list("attempts", flat=True))) == (MatchRunState.DONE, {1})


def test_a_part_keeps_its_lease_while_its_texts_are_encoded(run, monkeypatch):
    monkeypatch.setattr(match_parts, "_RENEWED_EVERY", 0.0)
    vectors = matching.document_vectors
    seen = []

    def slow_vectors(engine, demands, role, progress):
        run.chunks.update(claimed_at=timezone.now() - LEASE * 1.1)
        progress(1, 2)
        seen.append(run.chunks.filter(claimed_at__gt=timezone.now() - LEASE).count())
        return vectors(engine, demands, role, progress)

    monkeypatch.setattr(matching, "document_vectors", slow_vectors)
    assert work_on_run(run_id=run.pk)
    assert seen == [1]


def test_the_catalogue_is_made_before_a_part_is_claimed(run, monkeypatch):
    made, claimed = matching.published_catalogue, []

    def slow_catalogue(progress):
        claimed.append(run.chunks.filter(claimed_at__isnull=False).count())
        return made(progress)

    monkeypatch.setattr(matching, "published_catalogue", slow_catalogue)
    work_on_run(run_id=run.pk)
    assert claimed == [0, 1]


def test_a_run_says_which_weights_ranked(run):
    MatchRun.objects.filter(pk=run.pk).update(engine_version="2/older", weights={})
    match_part(run.pk)
    run.refresh_from_db()
    assert run.engine_version.endswith(f"/{current_engine().weights.version}")
    assert run.weights == current_engine().weights.as_data()


@pytest.mark.django_db
def test_a_need_whose_wake_up_was_lost_is_matched_by_the_timer(needs):
    early, late = needs[0], needs[1]
    Need.objects.exclude(pk=late.pk).update(opened_at=timezone.now() - timedelta(minutes=3))
    match_unfinished()
    assert Match.objects.filter(need=early).exists()
    assert not Match.objects.filter(need=late).exists()
    runs = MatchRun.objects.filter(trigger=MatchTrigger.NEED)
    match_unfinished()
    assert runs.count() == 1


def test_needs_that_wait_in_a_run_are_not_lost(run):
    Need.objects.update(opened_at=timezone.now() - timedelta(minutes=3))
    assert plan_lost_needs() is None


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_match_every_need_once(needs):
    run = plan_run(trigger=MatchTrigger.NIGHTLY)
    together = threading.Barrier(4)
    errors = []

    def work() -> None:
        try:
            together.wait()
            match_part(run.pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert _state(run) == MatchRunState.DONE
    assert (run.needs, run.matches) == (7, 21)  # a need matched twice would be counted twice
    assert set(MatchChunk.objects.values_list("attempts", "done")) == {(1, True)}
    assert set(Match.objects.values_list("need", flat=True)) == {need.pk for need in needs}
    assert NeedScale.objects.filter(run=run).count() == 7
    assert MatchRun.objects.count() == 1


@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.django_db
def test_a_part_that_is_finished_while_its_run_is_looked_at_does_not_fail_it(needs, after):
    run = plan_run(trigger=MatchTrigger.NIGHTLY)
    MatchChunk.objects.filter(run=run).update(claimed_at=timezone.now(), attempts=MOST_ATTEMPTS)
    looks = []

    def finish_after_look(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        looks.append(sql)
        if len(looks) == after:
            MatchChunk.objects.filter(run=run).update(done=True)
        return result

    with connection.execute_wrapper(finish_after_look):
        end_run_if_done(run.pk)
    assert looks
    assert _state(run) != MatchRunState.FAILED
