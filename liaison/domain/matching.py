"""Running the matching engine over the catalogue and keeping what it finds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from liaison.domain.documents import NEED_COLUMNS, best_offer_document, demand_document
from liaison.domain.engine import PublishedCatalogue, current_engine, document_vectors, published_catalogue
from liaison.enums import MatchRunState, MatchTrigger
from liaison.matching.engine import ENGINE_VERSION
from liaison.matching.types import Demand, RankedOffer
from liaison.models import Match, MatchRun
from startups.models import Need
from startups.queries.need import open_needs
from universities.models import Technology

_BLOCK = 200  # needs ranked and stored in one transaction

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
    engine = current_engine()
    run = MatchRun.objects.create(
        trigger=trigger,
        engine_version=ENGINE_VERSION,
        encoder=engine.encoder_id,
        weights=engine.weights.as_data(),
    )
    try:
        _match(run, need_ids, quote_best, progress or (lambda step, done, total: None))
    except BaseException as error:
        run.state, run.error, run.finished_at = MatchRunState.FAILED, repr(error)[:2000], timezone.now()
        run.save()
        raise
    run.state, run.finished_at = MatchRunState.DONE, timezone.now()
    run.save()
    return run


def _match(run: MatchRun, need_ids: Sequence[int] | None, quote_best: int, progress: StepProgress) -> None:
    engine = current_engine()
    published = published_catalogue(lambda done, total: progress("offers", done, total))
    wanted = open_needs() if need_ids is None else open_needs().filter(pk__in=need_ids)
    rows = wanted.only("source_language", *NEED_COLUMNS).order_by("pk")
    demands = [demand_document(need) for need in rows.iterator(chunk_size=500)]
    vectors = document_vectors(engine, demands, "query", lambda done, total: progress("needs", done, total))
    for start in range(0, len(demands), _BLOCK):
        block = demands[start : start + _BLOCK]
        part = None if vectors is None else vectors[start : start + _BLOCK]
        rankings = engine.rank(published.catalogue, block, settings.MATCHES_PER_NEED, part)
        run.matches += _store(run, published, dict(zip(block, rankings, strict=True)))
        run.needs += len(block)
        progress("matches", run.needs, len(demands))
    run.technologies = published.technologies
    if quote_best:
        best = Match.objects.filter(run=run, rank__lte=quote_best).order_by("pk").values_list("pk", flat=True)
        quote_sentences(match_ids=list(best), progress=lambda done, total: progress("quotes", done, total))


def _store(run: MatchRun, published: PublishedCatalogue, rankings: dict[Demand, list[RankedOffer]]) -> int:
    pairs = [
        (demand, ranked) for demand, ranking in rankings.items() for ranked in ranking if ranked.score > 0
    ]
    # Offer by offer: the engine reads a text once for all the needs that share it.
    pairs.sort(key=lambda pair: (pair[1].offer_id, pair[0].id))
    explained = [(demand, ranked, _term_reasons(demand, ranked, published)) for demand, ranked in pairs]
    need_ids = [int(demand.id) for demand in rankings]
    with transaction.atomic():
        # Two runs over the same needs store one after the other, or each would retire the other's rows.
        locked = open_needs().filter(pk__in=need_ids).select_for_update().order_by("pk")
        still_open = set(locked.values_list("pk", flat=True))
        # What a newer run has stored was computed from newer texts: a slow older run leaves it alone.
        newer = set(_current(need_ids).filter(run__gt=run.pk).values_list("need", flat=True))
        kept = _kept_quotes(need_ids, published)
        rows = [
            _row(run, demand, ranked, [*kept.get((int(demand.id), int(ranked.offer_id)), []), *reasons][:3])
            for demand, ranked, reasons in explained
            if int(demand.id) in still_open - newer
        ]
        existing = set(
            Technology.objects.filter(pk__in={row.technology_id for row in rows}).values_list("pk", flat=True)
        )
        rows = [row for row in rows if row.technology_id in existing]
        Match.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["need", "technology"],
            update_fields=["run", "is_current", "rank", "score", "lexical", "dense", "reasons", "updated_at"],
            batch_size=1000,
        )
        _current(need_ids).exclude(need__in=newer).exclude(run=run).update(is_current=False)
    return len(rows)


def _current(need_ids: Iterable[int]) -> QuerySet[Match]:
    return Match.objects.filter(need__in=need_ids, is_current=True)


def _row(run: MatchRun, demand: Demand, ranked: RankedOffer, reasons: list[dict[str, Any]]) -> Match:
    return Match(
        need_id=int(demand.id),
        technology_id=int(ranked.offer_id),
        run=run,
        rank=ranked.rank,
        score=ranked.score,
        lexical=ranked.lexical,
        dense=ranked.dense,
        probability=ranked.probability,
        band=ranked.band,
        signals=dict(ranked.signals),
        reasons=reasons,
        gap=gap,
    )


def _term_reasons(demand: Demand, ranked: RankedOffer, published: PublishedCatalogue) -> list[dict[str, Any]]:
    versions = published.documents[int(ranked.offer_id)]
    offer = next((version for version in versions if version.language == demand.language), versions[0])
    reasons = current_engine().explain(demand, offer, published.catalogue, with_sentences=False)
    return [{**asdict(reason), "language": offer.language} for reason in reasons]


def _kept_quotes(
    need_ids: Iterable[int], published: PublishedCatalogue
) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """Sentence pairs of earlier runs that still stand in both texts: looking them up anew costs too much."""
    kept: dict[tuple[int, int], list[dict[str, Any]]] = {}
    earlier = Match.objects.filter(need__in=need_ids, reasons__contains=[{"code": "sentence"}])
    for match in earlier.select_related("need"):
        versions = published.documents.get(match.technology_id, [])
        need = demand_document(match.need)
        quotes = [reason for reason in match.reasons if reason["code"] == "sentence"]
        kept[match.need_id, match.technology_id] = [
            quote for quote in quotes if any(_stands(quote, need, offer) for offer in versions)
        ]
    return kept


def _stands(reason: dict[str, Any], *documents: Any) -> bool:
    sides = zip((reason["need"], reason["offer"]), documents, strict=True)
    return all(document.content[span["start"] : span["end"]] == span["text"] for span, document in sides)


def quote_sentences(*, match_ids: Sequence[int], progress: Callable[[int, int], None] | None = None) -> None:
    """Adds the closest pair of sentences to the reasons of these matches, where they have none yet."""
    matches = Match.objects.filter(pk__in=match_ids).select_related("need", "technology")
    for done, match in enumerate(matches, start=1):
        if not any(reason["code"] == "sentence" for reason in match.reasons):
            # Unless another run has stored the pair anew meanwhile, perhaps from other texts.
            unchanged = Match.objects.filter(pk=match.pk, run=match.run_id)
            unchanged.update(reasons=explain_pair(match.need, match.technology))
        if progress:
            progress(done, len(match_ids))


def explain_pair(need: Need, technology: Technology) -> list[dict[str, Any]]:
    """Up to three reasons why this technology answers this need, as stored with a match."""
    demand = demand_document(need)
    offer = best_offer_document(technology, demand.language)
    reasons = current_engine().explain(demand, offer, published_catalogue().catalogue)
    return [{**asdict(reason), "language": offer.language} for reason in reasons]
