"""Running the matching engine over the catalogue: in parts, by any number of workers.

A run is cut into ranges of needs by id. The parts are rows: whichever worker claims one matches it, and what
a worker that died had claimed is claimed again after ``LEASE``. Celery only wakes the workers.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from liaison.domain.documents import NEED_COLUMNS, demand_document
from liaison.domain.engine import current_engine, document_vectors
from liaison.domain.explanation import explain_rankings, quote_sentences
from liaison.domain.match_rows import store_changed, store_rankings
from liaison.domain.published import published_catalogue
from liaison.enums import MatchRunState, MatchTrigger
from liaison.matching.engine import ENGINE_VERSION
from liaison.matching.types import Demand, RankedOffer
from liaison.models import Match, MatchChunk, MatchRun, NeedScale
from liaison.queries.facts import with_need_facts
from startups.models import Need
from startups.queries.need import open_needs
from universities.queries.technology import published_technologies

NEEDS_PER_CHUNK = 200
LEASE = timedelta(minutes=30)  # far longer than a part takes whose texts have their vectors
MOST_ATTEMPTS = 3
MOST_CHANGED = 1000  # more changed offers than that are matched by a whole run, in parts
LATE_COMMITS = timedelta(minutes=15)

# Told the name of the step, what is done and what there is.
StepProgress = Callable[[str, int, int], None]


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
        the run, done. A run that ends in an error is kept as failed, and the error goes on.
    """
    run = plan_run(trigger=trigger, need_ids=need_ids, quote_best=quote_best)
    while work_on_run(run_id=run.pk, need_ids=need_ids, progress=progress):
        pass
    run.refresh_from_db()
    return run


@transaction.atomic
def plan_run(
    *, trigger: MatchTrigger, need_ids: Sequence[int] | None = None, quote_best: int = 0
) -> MatchRun:
    """Makes a run with its parts, to be worked on by ``work_on_run``."""
    engine = current_engine()
    run = MatchRun.objects.create(
        trigger=trigger,
        engine_version=f"{ENGINE_VERSION}/{engine.weights.version}",
        encoder=engine.encoder_id,
        weights=engine.weights.as_data(),
        quotes=quote_best,
    )
    wanted = open_needs() if need_ids is None else open_needs().filter(pk__in=need_ids)
    ids = list(wanted.order_by("pk").values_list("pk", flat=True))
    MatchChunk.objects.bulk_create(
        MatchChunk(run=run, first_need=part[0], last_need=part[-1])
        for part in (ids[start : start + NEEDS_PER_CHUNK] for start in range(0, len(ids), NEEDS_PER_CHUNK))
    )
    _end_if_done(run.pk)
    return run


def work_on_run(
    *, run_id: int, need_ids: Sequence[int] | None = None, progress: StepProgress | None = None
) -> bool:
    """Claims a part of a run and matches it; tells whether there was one to claim.

    Args:
        need_ids: only these needs of the part.
    """
    chunk = _claim(run_id)
    if chunk is None:
        _end_if_done(run_id)
        return False
    with _errors_kept(run_id):
        _match_chunk(chunk, need_ids, progress or (lambda step, done, total: None))
    MatchChunk.objects.filter(pk=chunk.pk).update(done=True)
    _end_if_done(run_id)
    return True


def unfinished_runs() -> list[int]:
    """Runs to be worked on or closed: with a part that is free or given up, or without open parts."""
    open_parts = MatchChunk.objects.filter(run=OuterRef("pk"), done=False)
    waiting = Q(Exists(open_parts.filter(_left()))) | ~Q(Exists(open_parts))
    running = MatchRun.objects.filter(waiting, state=MatchRunState.RUNNING)
    return list(running.order_by("pk").values_list("pk", flat=True))


def changed_technologies() -> list[int]:
    """Published technologies that changed since the catalogue was last matched, and so are to be matched.

    Some of those matched last are among them: a change may be committed later than it is dated.
    """
    whole = MatchRun.objects.filter(trigger__in=[MatchTrigger.NIGHTLY, MatchTrigger.TECHNOLOGY])
    last = whole.exclude(state=MatchRunState.FAILED).first()
    changed = published_technologies().order_by("pk")
    if last is not None:
        changed = changed.filter(updated_at__gte=last.started_at - LATE_COMMITS)
    return list(changed.values_list("pk", flat=True))


def match_technologies(*, technology_ids: Sequence[int]) -> MatchRun:
    """Matches changed technologies alone against all open needs, by what is usual for each need.

    The other matches stay as they are. Needs that no full run with this encoder has seen yet wait for theirs.
    """
    engine, published = current_engine(), published_catalogue()
    run = plan_run(trigger=MatchTrigger.TECHNOLOGY, need_ids=[])
    offer_ids = [str(pk) for pk in technology_ids]
    known = open_needs().filter(match_scale__run__encoder=engine.encoder_id).order_by("pk")
    with _errors_kept(run.pk):
        for ids in _batches(list(known.values_list("pk", flat=True))):
            demands = _demands(ids)
            scales = NeedScale.objects.in_bulk(ids)
            vectors = engine.centred_needs(demands, document_vectors(engine, demands, "query"))
            stored = [scales[int(demand.id)].scales for demand in demands]
            judged = published.catalogue.judge(demands, vectors, stored, offer_ids)
            run.matches += _store_changed(run, dict(zip(demands, judged, strict=True)), technology_ids)
            run.needs += len(demands)
    run.technologies = len(technology_ids)
    run.save(update_fields=["matches", "needs", "technologies"])
    return run


def _store_changed(
    run: MatchRun, judged: dict[Demand, list[RankedOffer]], technology_ids: Sequence[int]
) -> int:
    """A changed offer is stored where it would stand in the list; elsewhere it is, or becomes, no match."""
    last = _last_scores([int(demand.id) for demand in judged])
    listed = {
        demand: [ranked for ranked in ranking if ranked.score >= last.get(int(demand.id), -float("inf"))]
        for demand, ranking in judged.items()
    }
    kept = {
        int(demand.id): {int(ranked.offer_id) for ranked in ranking} for demand, ranking in listed.items()
    }
    gone = {need: set(technology_ids) - offers for need, offers in kept.items()}
    explained = explain_rankings(listed)
    return store_changed(run=run, explained=explained, gone=gone, most=settings.MATCHES_PER_NEED)


def _last_scores(need_ids: Sequence[int]) -> dict[int, float]:
    """The score at the end of each full list; lists with room to spare have none."""
    ends = Match.objects.filter(need__in=need_ids, is_current=True, rank=settings.MATCHES_PER_NEED)
    return dict(ends.values_list("need", "score"))


@contextmanager
def _errors_kept(run_id: int) -> Iterator[None]:
    """Keeps a run that ends in an error as failed; the error goes on."""
    try:
        yield
    except BaseException as error:
        MatchRun.objects.filter(pk=run_id).update(
            state=MatchRunState.FAILED, error=repr(error)[:2000], finished_at=timezone.now()
        )
        raise


def _left() -> Q:
    """Parts that nobody works on."""
    return Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - LEASE)


def _claimable() -> Q:
    return _left() & Q(done=False, attempts__lt=MOST_ATTEMPTS)


@transaction.atomic
def _claim(run_id: int) -> MatchChunk | None:
    free = MatchChunk.objects.filter(_claimable(), run=run_id, run__state=MatchRunState.RUNNING)
    chunk = free.select_for_update(skip_locked=True, of=("self",)).order_by("first_need").first()
    if chunk is not None:
        chunk.claimed_at, chunk.attempts = timezone.now(), chunk.attempts + 1
        chunk.save(update_fields=["claimed_at", "attempts"])
    return chunk


def _end_if_done(run_id: int) -> None:
    """Closes a run without open parts; one with a part that fails again and again ends as failed."""
    running = MatchRun.objects.filter(pk=run_id, state=MatchRunState.RUNNING)
    open_parts = MatchChunk.objects.filter(run=run_id, done=False)
    if not open_parts.exists():
        running.update(state=MatchRunState.DONE, finished_at=timezone.now())
    elif not open_parts.filter(
        Q(attempts__lt=MOST_ATTEMPTS) | Q(claimed_at__gte=timezone.now() - LEASE)
    ).exists():
        running.update(
            state=MatchRunState.FAILED,
            error=f"A part was given up after {MOST_ATTEMPTS} attempts.",
            finished_at=timezone.now(),
        )


def _match_chunk(chunk: MatchChunk, need_ids: Sequence[int] | None, progress: StepProgress) -> None:
    engine = current_engine()
    published = published_catalogue(lambda done, total: progress("offers", done, total))
    wanted = open_needs().filter(pk__range=(chunk.first_need, chunk.last_need))
    if need_ids is not None:
        wanted = wanted.filter(pk__in=need_ids)
    demands = _demands(list(wanted.values_list("pk", flat=True)))
    vectors = document_vectors(engine, demands, "query", lambda done, total: progress("needs", done, total))
    centred = engine.centred_needs(demands, vectors)
    found = published.catalogue.rank_with_scales(demands, centred, settings.MATCHES_PER_NEED)
    by_need = dict(zip(demands, found, strict=True))
    explained = explain_rankings({demand: one.ranking for demand, one in by_need.items()})
    stored = store_rankings(run=chunk.run, found=by_need, explained=explained)
    MatchRun.objects.filter(pk=chunk.run_id).update(
        needs=F("needs") + len(demands), matches=F("matches") + stored, technologies=published.technologies
    )
    progress("matches", len(demands), len(demands))
    if chunk.run.quotes:
        best = Match.objects.filter(run=chunk.run, need__in=[int(demand.id) for demand in demands])
        ids = best.filter(rank__lte=chunk.run.quotes).order_by("pk").values_list("pk", flat=True)
        quote_sentences(match_ids=list(ids), progress=lambda done, total: progress("quotes", done, total))


def _demands(need_ids: Sequence[int]) -> list[Demand]:
    rows = with_need_facts(Need.objects.filter(pk__in=need_ids)).only(*NEED_COLUMNS).order_by("pk")
    return [demand_document(need) for need in rows]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + NEEDS_PER_CHUNK] for start in range(0, len(ids), NEEDS_PER_CHUNK))
