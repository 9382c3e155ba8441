"""Background tasks of the bridge. Each is safe to run twice."""

from celery import shared_task
from django.core.cache import cache

from liaison.domain.digest import send_digests
from liaison.domain.duplicates import refresh_joint_requests, refresh_twins
from liaison.domain.matching import run_matching
from liaison.enums import MatchTrigger
from yangpu_portal.core.wakeups import wake

_PENDING = "liaison:catalogue-change-pending"
_PENDING_SECONDS = 3600  # a lost task blocks no longer than this, and the nightly run catches up anyway


@shared_task(name="liaison.match_all_needs")
def match_all_needs() -> None:
    run_matching(trigger=MatchTrigger.NIGHTLY)


@shared_task(name="liaison.match_needs")
def match_needs(need_ids: list[int]) -> None:
    """Matches needs that opened or changed, and looks up the sentences their people will read first."""
    run_matching(trigger=MatchTrigger.NEED, need_ids=need_ids, quote_best=3 if len(need_ids) <= 5 else 0)


@shared_task(name="liaison.match_catalogue_change")
def match_catalogue_change() -> None:
    """Matches all open needs anew after offers were published. Known texts are not encoded again."""
    cache.delete(_PENDING)  # before reading: what is published from now on asks for a run of its own
    run_matching(trigger=MatchTrigger.TECHNOLOGY)


@shared_task(name="liaison.match_find_duplicates")
def find_duplicates() -> None:
    refresh_twins()
    refresh_joint_requests()


@shared_task(name="liaison.send_weekly_digests")
def send_weekly_digests() -> dict[str, int]:
    return dict(send_digests())


def enqueue_catalogue_change() -> None:
    """Offers published while a run is still waiting to start share that run."""
    if cache.add(_PENDING, 1, _PENDING_SECONDS) and not wake("liaison.match_catalogue_change"):
        cache.delete(_PENDING)  # nobody was told, so the next offer asks again
