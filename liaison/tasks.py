"""Background tasks of the bridge. Each is safe to run twice."""

from celery import shared_task
from django.core.cache import cache

from liaison.domain.digest import send_digests
from liaison.domain.duplicates import refresh_joint_requests, refresh_twins
from liaison.domain.matching import (
    MOST_CHANGED,
    changed_technologies,
    match_technologies,
    plan_run,
    run_matching,
    unfinished_runs,
    work_on_run,
)
from liaison.enums import MatchTrigger
from liaison.models import MatchRun
from yangpu_portal.core.wakeups import wake

_PENDING = "liaison:catalogue-change-pending"
_PENDING_SECONDS = 3600  # a lost task blocks no longer than this, and the nightly run catches up anyway


@shared_task(name="liaison.match_all_needs")
def match_all_needs() -> None:
    """Plans the run of the night; as many tasks as it has parts let any worker on any host take them."""
    wake_for_run(plan_run(trigger=MatchTrigger.NIGHTLY))


@shared_task(name="liaison.match_part")
def match_part(run_id: int) -> None:
    """Works on parts of a run until none is free: a lost wake-up leaves none undone."""
    while work_on_run(run_id=run_id):
        pass


@shared_task(name="liaison.match_unfinished")
def match_unfinished() -> None:
    """Takes up what workers that died have left, and offers that changed without anybody being told."""
    for run_id in unfinished_runs():
        match_part(run_id)
    if 0 < len(changed_technologies()) <= MOST_CHANGED:  # more of them have their whole run under way
        match_catalogue_change()


@shared_task(name="liaison.match_needs")
def match_needs(need_ids: list[int]) -> None:
    """Matches needs that opened or changed, and looks up the sentences their people will read first."""
    run_matching(trigger=MatchTrigger.NEED, need_ids=need_ids, quote_best=3 if len(need_ids) <= 5 else 0)


@shared_task(name="liaison.match_catalogue_change")
def match_catalogue_change() -> None:
    """Matches the offers that were published or changed, and only those, with all open needs."""
    cache.delete(_PENDING)  # before reading: what is published from now on asks for a run of its own
    changed = changed_technologies()
    if len(changed) > MOST_CHANGED:
        wake_for_run(plan_run(trigger=MatchTrigger.TECHNOLOGY))
    elif changed:
        match_technologies(technology_ids=changed)


@shared_task(name="liaison.match_find_duplicates")
def find_duplicates() -> None:
    refresh_twins()
    refresh_joint_requests()


@shared_task(name="liaison.send_weekly_digests")
def send_weekly_digests() -> dict[str, int]:
    return dict(send_digests())


def wake_for_run(run: MatchRun) -> None:
    """Calls for a worker for each part; should the broker be away, the timer finds the run."""
    for _ in range(run.chunks.count()):
        wake("liaison.match_part", run.pk)


def enqueue_catalogue_change() -> None:
    """Offers published while a run is still waiting to start share that run."""
    if cache.add(_PENDING, 1, _PENDING_SECONDS) and not wake("liaison.match_catalogue_change"):
        cache.delete(_PENDING)  # nobody was told, so the next offer asks again
