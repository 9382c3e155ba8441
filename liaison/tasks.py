"""Background tasks of the bridge. Each is safe to run twice."""

from celery import shared_task
from django.core.cache import cache

from liaison.domain.agreement_reminder import remind_of_agreements
from liaison.domain.changed_offers import (
    MOST_CHANGED,
    changed_technologies,
    close_abandoned_changes,
    hidden_technologies,
    match_technologies,
    matching_changes,
    whole_run_has_all,
)
from liaison.domain.deletion import delete_due_accounts
from liaison.domain.digest import send_digests
from liaison.domain.duplicates import refresh_joint_requests, refresh_twins
from liaison.domain.explanation import quote_sentences
from liaison.domain.feedback import MOST_REMATCHED, rematch_mark
from liaison.domain.import_job import forget_import_files
from liaison.domain.match_parts import unfinished_runs, wake_for_run
from liaison.domain.matching import plan_lost_needs, plan_run, quotes_for, run_matching, work_on_run
from liaison.domain.membership_clock import roll_over
from liaison.domain.missed_search import forget_missed_searches
from liaison.domain.reminder import remind_of_terms
from liaison.domain.saved_search import forget_removed_searches, send_search_news
from liaison.domain.similar import refresh_similar_offers
from liaison.enums import MatchTrigger
from liaison.imports.running import unfinished_imports, work_on_import
from startups.queries.need import open_needs
from universities.domain.search_terms import refresh_search_terms
from yangpu_portal.core.wakeups import wake

_PENDING = "liaison:catalogue-change-pending"
_PENDING_SECONDS = 3600  # a lost task blocks no longer than this, and the nightly run catches up anyway


@shared_task(name="liaison.match_all_needs")
def match_all_needs() -> None:
    """Plans the run of the night; as many tasks as it has parts let any worker on any host take them."""
    wake_for_run(plan_run(trigger=MatchTrigger.NIGHTLY))


@shared_task(name="liaison.refresh_search_terms")
def refresh_words_of_offers() -> None:
    refresh_search_terms()


@shared_task(name="liaison.match_part")
def match_part(run_id: int) -> None:
    """Works on parts of a run until none is free: a lost wake-up leaves none undone."""
    while work_on_run(run_id=run_id):
        pass


@shared_task(name="liaison.match_unfinished")
def match_unfinished() -> None:
    """Takes up what workers that died have left, and offers that changed without anybody being told."""
    lost = plan_lost_needs()
    if lost is not None:
        wake_for_run(lost)
    for run_id in unfinished_runs():
        match_part(run_id)
    close_abandoned_changes()
    if not matching_changes():
        match_catalogue_change()


@shared_task(name="liaison.match_needs")
def match_needs(need_ids: list[int]) -> None:
    """Matches needs that opened or changed, and looks up the sentences their people will read first."""
    run_matching(trigger=MatchTrigger.NEED, need_ids=need_ids, quote_best=quotes_for(need_ids))


@shared_task(name="liaison.match_company")
def match_company(company_id: int) -> None:
    """Matches the newest open needs of a company anew, after its people said something of their matches."""
    cache.delete(
        rematch_mark(company_id)
    )  # before reading: what is said from now on asks for a run of its own
    newest = open_needs().filter(company=company_id).order_by("-pk").values_list("pk", flat=True)
    match_needs(list(newest[:MOST_REMATCHED]))


@shared_task(name="liaison.match_catalogue_change")
def match_catalogue_change() -> None:
    """Matches the offers that were published or changed, and only those, with all open needs."""
    cache.delete(_PENDING)  # before reading: what is published from now on asks for a run of its own
    changed = changed_technologies()
    if len(changed) > MOST_CHANGED:
        if not whole_run_has_all():
            wake_for_run(plan_run(trigger=MatchTrigger.TECHNOLOGY))
    elif changed:
        match_technologies(technology_ids=changed)


@shared_task(name="liaison.match_quotes")
def match_quotes(match_ids: list[int]) -> None:
    """Looks up the closest sentences of matches that somebody is reading."""
    quote_sentences(match_ids=match_ids)


@shared_task(name="liaison.match_find_duplicates")
def find_duplicates() -> None:
    hidden = hidden_technologies()
    refresh_twins()
    changed = hidden ^ hidden_technologies()
    if len(changed) > MOST_CHANGED:
        wake_for_run(plan_run(trigger=MatchTrigger.TECHNOLOGY))
    elif changed:  # who has lost or gained a place is to be seen at once, also where a pair is gone
        match_technologies(technology_ids=sorted(changed))
    refresh_joint_requests()


@shared_task(name="liaison.send_weekly_digests")
def send_weekly_digests() -> dict[str, int]:
    return dict(send_digests())


@shared_task(name="liaison.send_saved_searches")
def send_saved_searches() -> dict[str, int]:
    """Mails what is new in saved searches, and forgets what was removed and what is old."""
    forget_removed_searches()
    forget_missed_searches()
    return dict(send_search_news())


def enqueue_catalogue_change() -> None:
    """Offers published while a run is still waiting to start share that run."""
    if cache.add(_PENDING, 1, _PENDING_SECONDS) and not wake("liaison.match_catalogue_change"):
        cache.delete(_PENDING)  # nobody was told, so the next offer asks again


@shared_task(name="liaison.match_similar_offers")
def find_similar_offers(technology_ids: list[int] | None = None) -> int:
    """What is like these offers. Without ids, of the night: like all, for new offers enter others' lists."""
    return refresh_similar_offers(technology_ids=technology_ids)


@shared_task(name="liaison.roll_over_memberships")
def roll_over_memberships() -> int:
    """Takes memberships as far as their dates say."""
    return roll_over()


@shared_task(name="liaison.remind_members")
def remind_members() -> int:
    """Reminds of last days; first what the night has left undone, so that nobody is told what is past."""
    roll_over()
    return remind_of_terms()


@shared_task(name="liaison.delete_due_accounts")
def delete_accounts() -> int:
    """Deletes the accounts whose people asked for it two weeks ago."""
    return delete_due_accounts()


@shared_task(name="liaison.work_on_import")
def work_on_one_import(job_id: int) -> bool:
    """Checks, writes or takes back a file somebody has imported."""
    return work_on_import(job_id=job_id)


@shared_task(name="liaison.work_on_imports")
def work_on_imports() -> int:
    """Takes up what workers that died have left, and what nobody was told of because the broker was away."""
    return sum(work_on_import(job_id=job_id) for job_id in unfinished_imports())


@shared_task(name="liaison.remind_of_agreements")
def remind_of_what_was_agreed() -> int:
    """Reminds of what is due by agreements, and of agreements that end."""
    return remind_of_agreements()


@shared_task(name="liaison.forget_import_files")
def forget_old_import_files() -> int:
    return forget_import_files()
