"""Running the matching engine over the catalogue: in parts, by any number of workers.

A run is cut into parts of some needs each. The parts are rows: whichever worker claims one matches it, and
what a worker that died had claimed is claimed again after its lease. Celery only wakes the workers.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from liaison.domain.documents import NEED_COLUMNS, demand_document
from liaison.domain.engine import current_engine, document_vectors
from liaison.domain.explanation import explain_rankings, quote_sentences
from liaison.domain.match_parts import (
    Lease,
    claim_part,
    end_run_if_done,
    finish_part,
    has_free_part,
    keep_error,
    release_part,
)
from liaison.domain.match_rows import store_rankings
from liaison.domain.published import published_catalogue
from liaison.enums import MatchRunState, MatchTrigger
from liaison.matching.engine import ENGINE_VERSION, Engine
from liaison.matching.types import Demand
from liaison.models import Match, MatchChunk, MatchRun
from liaison.queries.facts import with_need_facts
from startups.models import Need
from startups.queries.need import open_needs

logger = logging.getLogger(__name__)

NEEDS_PER_CHUNK = 200
_MOST_QUOTED = 5  # needs at once whose people wait for their first matches
_WAKEUP_TIME = timedelta(minutes=2)
_GIVEN_UP_FOR = timedelta(days=1)

# Told the name of the step, what is done and what there is.
StepProgress = Callable[[str, int, int], None]


class MatchRunFailedError(Exception):
    """A run has a part that failed again and again; the message is the error kept with the run."""


def run_matching(
    *,
    trigger: MatchTrigger,
    need_ids: Sequence[int] | None = None,
    quote_best: int = 0,
    progress: StepProgress | None = None,
) -> MatchRun:
    """Matches open needs with the published catalogue and stores the best offers of each.

    Safe to run twice and side by side: a pair has one row, which the newest run overwrites.

    Args:
        need_ids: the needs to match, by default all that are open.
        quote_best: for how many of the best offers of each need the closest sentences are looked up
            (0.3 s each).

    Returns:
        the run, done; still running when another worker has one of its parts.

    Raises:
        MatchRunFailedError: a part failed again and again. The others are matched.
    """
    run = plan_run(trigger=trigger, need_ids=need_ids, quote_best=quote_best)
    while work_on_run(run_id=run.pk, progress=progress):
        pass
    run.refresh_from_db()
    if run.state == MatchRunState.FAILED:
        raise MatchRunFailedError(run.error)
    return run


@transaction.atomic
def plan_run(
    *, trigger: MatchTrigger, need_ids: Sequence[int] | None = None, quote_best: int = 0
) -> MatchRun:
    """Makes a run with its parts, to be worked on by ``work_on_run``; done at once without any need."""
    run = start_run(trigger=trigger, quote_best=quote_best)
    wanted = open_needs() if need_ids is None else open_needs().filter(pk__in=need_ids)
    parts = in_batches(list(wanted.order_by("pk").values_list("pk", flat=True)))
    MatchChunk.objects.bulk_create(MatchChunk(run=run, need_ids=part) for part in parts)
    if not parts:
        run.state, run.finished_at = MatchRunState.DONE, timezone.now()
        run.save(update_fields=["state", "finished_at"])
    return run


def start_run(*, trigger: MatchTrigger, quote_best: int = 0) -> MatchRun:
    """A run without parts, with a note of what ranks."""
    return MatchRun.objects.create(trigger=trigger, quotes=quote_best, **_made_by(current_engine()))


def plan_lost_needs() -> MatchRun | None:
    """Plans a run of the needs that have opened without anybody being told; None when there are none."""
    waiting = MatchChunk.objects.filter(done=False).filter(
        Q(run__state=MatchRunState.RUNNING)
        # What failed again and again is left to the run of the night.
        | Q(run__state=MatchRunState.FAILED, run__started_at__gt=timezone.now() - _GIVEN_UP_FOR)
    )
    expected = {need_id for ids in waiting.values_list("need_ids", flat=True) for need_id in ids}
    lost = open_needs().filter(match_scale__isnull=True, opened_at__lt=timezone.now() - _WAKEUP_TIME)
    ids = [need_id for need_id in lost.values_list("pk", flat=True) if need_id not in expected]
    return plan_run(trigger=MatchTrigger.NEED, need_ids=ids, quote_best=quotes_for(ids)) if ids else None


def quotes_for(need_ids: Sequence[int]) -> int:
    """For how many matches of each need, of so many, sentences are looked up at once."""
    return 3 if len(need_ids) <= _MOST_QUOTED else 0


def work_on_run(*, run_id: int, progress: StepProgress | None = None) -> bool:
    """Claims a part of a run and matches it; tells whether there was one to claim.

    A part that fails is released, for another attempt after the other parts; the error is logged and kept
    with the run. An error before, in bringing the catalogue up to date, is kept too and goes on.
    """
    told = progress or (lambda step, done, total: None)
    if has_free_part(run_id):
        _prepare(run_id, told)
    part = claim_part(run_id)
    if part is None:
        end_run_if_done(run_id)
        return False
    try:
        _match_part(part, told)
    except BaseException as error:
        release_part(part, error)
        if not isinstance(error, Exception):  # the worker is told to stop
            raise
        logger.exception("Part %s of match run %s failed", part.pk, run_id)
    end_run_if_done(run_id)
    return True


def demands_of(need_ids: Sequence[int]) -> list[Demand]:
    """The texts and facts of needs, by id."""
    rows = with_need_facts(Need.objects.filter(pk__in=need_ids)).only(*NEED_COLUMNS).order_by("pk")
    return [demand_document(need) for need in rows]


def in_batches(need_ids: Sequence[int]) -> list[Sequence[int]]:
    """Needs in the parts of a run."""
    return [need_ids[start : start + NEEDS_PER_CHUNK] for start in range(0, len(need_ids), NEEDS_PER_CHUNK)]


def _made_by(engine: Engine) -> dict[str, object]:
    return {
        "engine_version": f"{ENGINE_VERSION}/{engine.weights.version}",
        "encoder": engine.encoder_id,
        "weights": engine.weights.as_data(),
    }


def _prepare(run_id: int, progress: StepProgress) -> None:
    """Encodes new offers, for hours after a large import, before a part is claimed from others."""
    try:
        published_catalogue(lambda done, total: progress("offers", done, total))
    except BaseException as error:
        keep_error(run_id, error)
        raise


def _match_part(part: MatchChunk, progress: StepProgress) -> None:
    lease, engine = Lease(part), current_engine()

    def told(step: str) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            lease.renew()
            progress(step, done, total)

        return tell

    made_by = _made_by(engine)
    if part.run.engine_version != made_by["engine_version"]:  # the weights have changed since it was planned
        MatchRun.objects.filter(pk=part.run_id).update(**made_by)
    published = published_catalogue(told("offers"))
    demands = demands_of(list(open_needs().filter(pk__in=part.need_ids).values_list("pk", flat=True)))
    vectors = document_vectors(engine, demands, "query", told("needs"))
    centred = engine.centred_needs(demands, vectors)
    most = settings.MATCHES_PER_NEED
    found = published.catalogue.rank_with_scales(demands, centred, most, told("matches"))
    by_need = dict(zip(demands, found, strict=True))
    explained = explain_rankings({demand: one.ranking for demand, one in by_need.items()})
    stored = store_rankings(run=part.run, found=by_need, explained=explained)
    if part.run.quotes:
        best = Match.objects.filter(run=part.run, need__in=part.need_ids, rank__lte=part.run.quotes)
        ids = list(best.order_by("pk").values_list("pk", flat=True))
        quote_sentences(match_ids=ids, progress=told("quotes"))
    finish_part(part, needs=len(demands), matches=stored, technologies=published.technologies)
