"""Offers that changed, matched alone: by what is usual for each need, without ranking all the others."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from liaison.domain.engine import current_engine, document_vectors
from liaison.domain.explanation import explain_rankings
from liaison.domain.match_parts import LEASE, wake_for_run
from liaison.domain.match_rows import store_changed
from liaison.domain.matching import demands_of, in_batches, plan_run, start_run
from liaison.domain.published import PublishedCatalogue, published_catalogue
from liaison.enums import MatchRunState, MatchTrigger
from liaison.matching.engine import Engine
from liaison.matching.types import Demand, RankedOffer
from liaison.models import Match, MatchChunk, MatchRun, NeedScale
from liaison.queries.duplicate import hiding_twins
from startups.queries.need import open_needs
from universities.queries.technology import published_technologies

MOST_CHANGED = 1000  # more changed offers than that are matched by a whole run, in parts
LATE_COMMITS = timedelta(minutes=15)


def changed_technologies() -> list[int]:
    """Published technologies that changed since the catalogue was last matched, and so are to be matched.

    So are those that a twin hides since, or hides no longer. Some of those matched last are among them: a
    change may be committed later than it is dated.
    """
    counting = Q(state=MatchRunState.DONE) | Q(_has_parts(), state=MatchRunState.RUNNING)
    last = _catalogue_runs().filter(counting).first()
    changed = published_technologies().order_by("pk")
    if last is not None:
        since = last.started_at - LATE_COMMITS
        changed = changed.filter(
            Q(updated_at__gte=since)
            | Q(twins__updated_at__gte=since)
            | Q(twins__shown_instead__updated_at__gte=since)
        ).distinct()
    return list(changed.values_list("pk", flat=True))


def whole_run_has_all() -> bool:
    """Whether a run of all needs, done or under way, has begun after the newest change of an offer."""
    newest = published_technologies().aggregate(at=Max("updated_at"))["at"]
    runs = _catalogue_runs().filter(_has_parts(), state__in=[MatchRunState.DONE, MatchRunState.RUNNING])
    return newest is None or runs.filter(started_at__gt=newest).exists()


def matching_changes() -> bool:
    """Whether somebody seems to be matching changed offers: it began no longer ago than a lease takes."""
    running = _catalogue_runs().filter(~_has_parts(), state=MatchRunState.RUNNING)
    return running.filter(started_at__gt=timezone.now() - LEASE).exists()


def hidden_technologies() -> set[int]:
    """Technologies for which a twin is shown instead."""
    return set(hiding_twins().values_list("technology", flat=True))


def match_technologies(*, technology_ids: Sequence[int]) -> MatchRun:
    """Matches changed technologies alone against all open needs, by what is usual for each need.

    The other matches stay as they are. Needs that no full run with this encoder has seen yet wait for theirs;
    those whose list may now lack an offer from outside it get a run of their own, and workers are called.

    Returns:
        the run, done. Until then it counts for nothing: what it should match stays to be matched.
    """
    engine, published = current_engine(), published_catalogue()
    run = start_run(trigger=MatchTrigger.TECHNOLOGY)
    known = open_needs().filter(match_scale__run__encoder=engine.encoder_id).order_by("pk")
    short: list[int] = []
    try:
        for ids in in_batches(list(known.values_list("pk", flat=True))):
            judged = _judged(engine, published, ids, technology_ids)
            short += _store_changed(run, judged, technology_ids)
    except BaseException as error:
        _end(run, MatchRunState.FAILED, error=repr(error)[:2000])
        raise
    if short:
        rematch = plan_run(trigger=MatchTrigger.NEED, need_ids=short)
        transaction.on_commit(partial(wake_for_run, rematch))
    run.technologies = len(technology_ids)
    _end(run, MatchRunState.DONE)
    return run


def close_abandoned_changes() -> None:
    """Ends the runs of changed offers whose worker has died: the changes are matched by the next one."""
    begun = Q(started_at__lt=timezone.now() - LEASE, trigger=MatchTrigger.TECHNOLOGY)
    MatchRun.objects.filter(begun, ~_has_parts(), state=MatchRunState.RUNNING).update(
        state=MatchRunState.FAILED, error="The worker ended before the run.", finished_at=timezone.now()
    )


def _catalogue_runs() -> QuerySet[MatchRun]:
    """Runs over all open needs, the newest first."""
    return MatchRun.objects.filter(trigger__in=[MatchTrigger.NIGHTLY, MatchTrigger.TECHNOLOGY])


def _has_parts() -> Exists:
    return Exists(MatchChunk.objects.filter(run=OuterRef("pk")))


def _end(run: MatchRun, state: MatchRunState, error: str = "") -> None:
    run.state, run.error, run.finished_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at", "needs", "matches", "technologies"])


def _judged(
    engine: Engine, published: PublishedCatalogue, need_ids: Sequence[int], technology_ids: Sequence[int]
) -> dict[Demand, list[RankedOffer]]:
    demands = demands_of(need_ids)
    scales = NeedScale.objects.in_bulk(need_ids)
    vectors = engine.centred_needs(demands, document_vectors(engine, demands, "query"))
    stored = [scales[int(demand.id)].scales for demand in demands]
    judged = published.catalogue.judge(demands, vectors, stored, [str(pk) for pk in technology_ids])
    return dict(zip(demands, judged, strict=True))


def _store_changed(
    run: MatchRun, judged: dict[Demand, list[RankedOffer]], technology_ids: Sequence[int]
) -> list[int]:
    """Stores a changed offer where it would stand in the list; elsewhere it is, or becomes, no match.

    One that has sunk keeps a place until the need is matched anew: who knows whether another is better.

    Returns:
        the needs of which a full list has room now, or ends lower than before: offers that are not in it
        may be better than its last.
    """
    need_ids = [int(demand.id) for demand in judged]
    before, listed = _last_scores(need_ids), _listed(need_ids, technology_ids)
    kept = {
        demand: [
            ranked
            for ranked in ranking
            if ranked.score >= before.get(int(demand.id), -float("inf"))
            or (int(demand.id), int(ranked.offer_id)) in listed
        ]
        for demand, ranking in judged.items()
    }
    gone = {
        int(demand.id): set(technology_ids) - {int(ranked.offer_id) for ranked in ranking}
        for demand, ranking in kept.items()
    }
    most = settings.MATCHES_PER_NEED
    run.matches += store_changed(run=run, explained=explain_rankings(kept), gone=gone, most=most)
    run.needs += len(judged)
    after = _last_scores(need_ids)
    return [need for need, score in before.items() if after.get(need, -float("inf")) < score]


def _last_scores(need_ids: Sequence[int]) -> dict[int, float]:
    """The score at the end of each full list; lists with room to spare have none."""
    ends = Match.objects.filter(need__in=need_ids, is_current=True, rank=settings.MATCHES_PER_NEED)
    return dict(ends.values_list("need", "score"))


def _listed(need_ids: Sequence[int], technology_ids: Sequence[int]) -> set[tuple[int, int]]:
    pairs = Match.objects.filter(need__in=need_ids, technology__in=technology_ids, is_current=True)
    return set(pairs.values_list("need", "technology"))
