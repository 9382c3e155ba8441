"""Why a technology answers a need, as it is stored with a match and shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from liaison.domain.documents import NEED_COLUMNS, best_offer_document, demand_document
from liaison.domain.engine import current_engine
from liaison.domain.published import published_catalogue, published_documents
from liaison.matching.types import Demand, Document, Explanation, Offer, RankedOffer
from liaison.models import Match
from liaison.queries.facts import with_need_facts, with_offer_facts
from startups.models import Need
from universities.models import Technology

SENTENCE = "sentence"
_MOST_REASONS = 3

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredExplanation:
    """Reasons and gap as JSON; each says in which language the offer's text is that it points into."""

    reasons: list[Data]
    gap: Data | None


def explain_pair(need: Need, technology: Technology) -> StoredExplanation:
    """Up to three reasons why this technology answers this need, and the gap between them."""
    demand = demand_document(with_need_facts(Need.objects.filter(pk=need.pk)).get())
    row = with_offer_facts(Technology.objects.filter(pk=technology.pk)).get()
    offer = best_offer_document(row, demand.language)
    match = Match.objects.filter(need=need, technology=technology).first()
    found = current_engine().explain(
        demand, offer, published_catalogue().catalogue, score=match.score if match else None
    )
    return _stored(found, offer)


def explain_rankings(
    rankings: Mapping[Demand, Sequence[RankedOffer]],
) -> list[tuple[Demand, RankedOffer, StoredExplanation]]:
    """The explanation of every pair, but for the closest sentences: what earlier runs looked up is kept."""
    documents = published_documents(
        {int(ranked.offer_id) for ranking in rankings.values() for ranked in ranking}
    )
    kept = _kept_quotes([int(demand.id) for demand in rankings], documents)
    pairs = [
        (demand, ranked)
        for demand, ranking in rankings.items()
        for ranked in ranking
        if documents.get(int(ranked.offer_id))  # it may have been deleted meanwhile
    ]
    # Offer by offer: the engine reads a text once for all the needs that share it.
    pairs.sort(key=lambda pair: (pair[1].offer_id, pair[0].id))
    engine, catalogue = current_engine(), published_catalogue().catalogue
    explained = []
    for demand, ranked in pairs:
        versions = documents[int(ranked.offer_id)]
        offer = next((version for version in versions if version.language == demand.language), versions[0])
        found = engine.explain(demand, offer, catalogue, score=ranked.score, with_sentences=False)
        quotes = kept.get((int(demand.id), int(ranked.offer_id)), [])
        explained.append((demand, ranked, _stored(found, offer, quotes)))
    return explained


def quote_sentences(*, match_ids: Sequence[int], progress: Callable[[int, int], None] | None = None) -> None:
    """Adds the closest pair of sentences to the reasons of these matches, where they have none yet."""
    matches = Match.objects.filter(pk__in=match_ids).select_related("need", "technology")
    for done, match in enumerate(matches, start=1):
        if not any(reason["code"] == SENTENCE for reason in match.reasons):
            found = explain_pair(match.need, match.technology)
            # Unless another run has stored the pair anew meanwhile, perhaps from other texts.
            unchanged = Match.objects.filter(pk=match.pk, run=match.run_id)
            unchanged.update(reasons=found.reasons, gap=found.gap)
        if progress:
            progress(done, len(match_ids))


def _stored(found: Explanation, offer: Offer, quotes: Sequence[Data] = ()) -> StoredExplanation:
    reasons = [{**asdict(reason), "language": offer.language} for reason in found.reasons]
    gap = {**asdict(found.gap), "language": offer.language} if found.gap else None
    return StoredExplanation([*quotes, *reasons][:_MOST_REASONS], gap)


def _kept_quotes(
    need_ids: Iterable[int], documents: Mapping[int, Sequence[Offer]]
) -> dict[tuple[int, int], list[Data]]:
    """Sentence pairs of earlier runs that still stand in both texts: looking them up anew costs too much."""
    kept: dict[tuple[int, int], list[Data]] = {}
    earlier = Match.objects.filter(need__in=need_ids, reasons__contains=[{"code": SENTENCE}])
    needs = {
        need.pk: demand_document(need) for need in Need.objects.filter(pk__in=need_ids).only(*NEED_COLUMNS)
    }
    for match in earlier.only("need_id", "technology_id", "reasons"):
        quotes = [reason for reason in match.reasons if reason["code"] == SENTENCE]
        kept[match.need_id, match.technology_id] = [
            quote
            for quote in quotes
            if any(
                _stands(quote, needs[match.need_id], offer)
                for offer in documents.get(match.technology_id, ())
            )
        ]
    return kept


def _stands(reason: Data, *documents: Document) -> bool:
    sides = zip((reason["need"], reason["offer"]), documents, strict=True)
    return all(document.content[span["start"] : span["end"]] == span["text"] for span, document in sides)
