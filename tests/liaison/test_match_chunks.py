"""Runs in parts: any number of workers share them, and what one leaves behind is taken up by another."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from liaison.domain import matching
from liaison.domain.matching import LEASE, MOST_ATTEMPTS, plan_run, run_matching, unfinished_runs, work_on_run
from liaison.enums import MatchRunState, MatchTrigger
from liaison.models import Match, MatchChunk, MatchRun, NeedScale
from liaison.tasks import match_part, match_unfinished
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


def test_a_run_is_cut_into_ranges_of_needs(run, needs):
    ids = [need.pk for need in needs]
    ranges = list(run.chunks.values_list("first_need", "last_need"))
    assert ranges == [(ids[0], ids[1]), (ids[2], ids[3]), (ids[4], ids[5]), (ids[6], ids[6])]


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


def test_an_error_ends_the_run_and_goes_on(run, monkeypatch):
    monkeypatch.setattr(matching, "published_catalogue", lambda progress: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        match_part(run.pk)
    assert _state(run) == MatchRunState.FAILED
    assert "ZeroDivisionError" in run.error
    assert not work_on_run(run_id=run.pk)


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
