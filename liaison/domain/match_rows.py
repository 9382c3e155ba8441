"""Writes of matches: one row for each need and technology, which the newest run overwrites."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, TextField, Window
from django.db.models.functions import Cast, RowNumber

from liaison.domain.explanation import StoredExplanation
from liaison.matching.catalogue import Found, Scales
from liaison.matching.types import Demand, RankedOffer
from liaison.models import Match, MatchRun, NeedScale
from startups.queries.need import open_needs
from universities.models import Technology

_COLUMNS = [
    *("run", "is_current", "rank", "score", "probability", "band", "lexical", "dense", "signals"),
    *("reasons", "gap", "updated_at"),
]

Explained = Sequence[tuple[Demand, RankedOffer, StoredExplanation]]


def store_rankings(*, run: MatchRun, found: Mapping[Demand, Found], explained: Explained) -> int:
    """Stores the whole list of each need, in place of the one it had; tells how many rows were written.

    Two runs over the same needs store one after the other. What a newer run has stored, for the whole need or
    for an offer that changed, was computed from newer texts: a slow older run leaves it alone.
    """
    need_ids = [int(demand.id) for demand in found]
    with transaction.atomic():
        still_open = _locked(need_ids)
        wanted = still_open - _ranked_since(run, still_open)
        changed = _changed_since(run, wanted)
        rows = _upsert(run, _in(wanted, changed, explained))
        _current(set(need_ids) - still_open | wanted).exclude(run__gte=run.pk).update(is_current=False)
        if changed:
            _rank_anew({need for need, _ in changed}, settings.MATCHES_PER_NEED)
        _store_scales(run, {int(demand.id): one.scales for demand, one in found.items()}, wanted)
    return rows


def store_changed(*, run: MatchRun, explained: Explained, gone: Mapping[int, set[int]], most: int) -> int:
    """Stores how a few changed technologies stand for needs whose other matches stay; tells how many rows.

    What a newer run has stored, for the whole need or for a pair, stays.

    Args:
        gone: technologies by need that are no match of it any more.
        most: how long a need's list may get; what falls off its end is no longer current.
    """
    need_ids = sorted({int(demand.id) for demand, _, _ in explained} | set(gone))
    with transaction.atomic():
        still_open = _locked(need_ids)
        wanted = still_open - _ranked_since(run, still_open)
        newer = _changed_since(run, wanted)
        rows = _upsert(run, _in(wanted, newer, explained))
        for need_id in sorted(gone.keys() & wanted):
            # As this run saw it, listed or not: a slow older run must not bring it back.
            earlier = Match.objects.filter(need=need_id, technology__in=gone[need_id], run__lt=run.pk)
            earlier.update(is_current=False, run=run)
        _rank_anew(wanted, most)
    return rows


def _ranked_since(run: MatchRun, need_ids: Iterable[int]) -> set[int]:
    """Needs the whole list of which a newer run has stored."""
    scales = NeedScale.objects.filter(need__in=need_ids, run__gt=run.pk)
    return set(scales.values_list("need", flat=True))


def _changed_since(run: MatchRun, need_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of need and technology that a newer run has stored."""
    pairs = Match.objects.filter(need__in=need_ids, run__gt=run.pk)
    return set(pairs.values_list("need", "technology"))


def _in(wanted: Collection[int], newer: Collection[tuple[int, int]], explained: Explained) -> Explained:
    return [
        one
        for one in explained
        if int(one[0].id) in wanted and (int(one[0].id), int(one[1].offer_id)) not in newer
    ]


def _locked(need_ids: Iterable[int]) -> set[int]:
    locked = open_needs().filter(pk__in=need_ids).select_for_update().order_by("pk")
    return set(locked.values_list("pk", flat=True))


def _current(need_ids: Iterable[int]) -> QuerySet[Match]:
    return Match.objects.filter(need__in=need_ids, is_current=True)


def _upsert(run: MatchRun, explained: Explained) -> int:
    rows = [_row(run, *one) for one in explained]
    existing = set(
        Technology.objects.filter(pk__in={row.technology_id for row in rows}).values_list("pk", flat=True)
    )
    rows = [row for row in rows if row.technology_id in existing]
    Match.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["need", "technology"],
        update_fields=_COLUMNS,
        batch_size=1000,
    )
    return len(rows)


def _row(run: MatchRun, demand: Demand, ranked: RankedOffer, why: StoredExplanation) -> Match:
    return Match(
        need_id=int(demand.id),
        technology_id=int(ranked.offer_id),
        run=run,
        rank=ranked.rank,
        score=ranked.score,
        probability=ranked.probability,
        band=ranked.band,
        lexical=ranked.lexical,
        dense=ranked.dense,
        signals=dict(ranked.signals),
        reasons=why.reasons,
        gap=why.gap,
    )


def _rank_anew(need_ids: Iterable[int], most: int) -> None:
    """Numbers the current matches of needs by score, equal ones as the engine does: by the id as text."""
    by_id = Cast("technology", TextField())
    place = Window(RowNumber(), partition_by=["need"], order_by=[F("score").desc(), by_id.asc()])
    ranked = _current(need_ids).annotate(place=place).values_list("pk", "rank", "place")
    moved = [
        Match(pk=pk, rank=place, is_current=place <= most)
        for pk, rank, place in ranked
        if rank != place or place > most
    ]
    Match.objects.bulk_update(moved, ["rank", "is_current"], batch_size=1000)


def _store_scales(run: MatchRun, scales: Mapping[int, Scales], wanted: set[int]) -> None:
    NeedScale.objects.bulk_create(
        [NeedScale(need_id=pk, run=run, scales=dict(scales[pk])) for pk in sorted(wanted)],
        update_conflicts=True,
        unique_fields=["need"],
        update_fields=["run", "scales"],
        batch_size=1000,
    )
