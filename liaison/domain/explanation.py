"""Why a technology answers a need, as it is stored with a match and shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

from liaison.domain.documents import best_offer_document, demand_document, offer_documents
from liaison.domain.engine import current_engine
from liaison.domain.published import published_catalogue, published_documents
from liaison.matching.types import Demand, Explanation, Offer, RankedOffer, Reason, Span
from liaison.models import Match
from liaison.queries.facts import with_need_facts, with_offer_facts
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.wakeups import wake

SENTENCE = "sentence"
LEADING = 10  # as many matches of a need are quoted when its page is opened
_REQUEST_SECONDS = 3600  # a lost task blocks no longer than this

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredExplanation:
    """Reasons and gap as JSON; each says in which language the offer's text is that it points into."""

    reasons: list[Data]
    gap: Data | None


def explain_pair(need: Need, technology: Technology) -> StoredExplanation:
    """Up to three reasons why this technology answers this need, and the gap between them.

    Raises DoesNotExist when either was deleted meanwhile.
    """
    demand = demand_document(with_need_facts(Need.objects.filter(pk=need.pk)).get())
    row = with_offer_facts(Technology.objects.filter(pk=technology.pk)).get()
    offer = best_offer_document(offer_documents(row), demand.language)
    assert offer is not None, "the database keeps a title in some language"
    match = Match.objects.filter(need=need, technology=technology).first()
    found = current_engine().explain(
        demand, offer, published_catalogue().catalogue, score=match.score if match else None
    )
    return stored_explanation(found, offer)


def explain_rankings(
    rankings: Mapping[Demand, Sequence[RankedOffer]],
) -> list[tuple[Demand, RankedOffer, StoredExplanation]]:
    """The explanation of every pair, but for the closest sentences: what earlier runs looked up is kept."""
    documents = published_documents(
        {int(ranked.offer_id) for ranking in rankings.values() for ranked in ranking}
    )
    pairs = [(demand, ranked) for demand, ranking in rankings.items() for ranked in ranking]
    # Offer by offer: the engine reads a text once for all the needs that share it.
    pairs.sort(key=lambda pair: (pair[1].offer_id, pair[0].id))
    quotes = _earlier_quotes([int(demand.id) for demand in rankings])
    engine, catalogue = current_engine(), published_catalogue().catalogue
    explained = []
    for demand, ranked in pairs:
        offer = best_offer_document(documents.get(int(ranked.offer_id), ()), demand.language)
        if offer is None:  # deleted meanwhile
            continue
        quote = _standing(quotes.get((int(demand.id), int(ranked.offer_id))), demand, offer)
        found = engine.explain(
            demand, offer, catalogue, score=ranked.score, with_sentences=False, quote=quote
        )
        explained.append((demand, ranked, stored_explanation(found, offer)))
    return explained


def quote_sentences(*, match_ids: Sequence[int], progress: Callable[[int, int], None] | None = None) -> None:
    """Adds the closest pair of sentences to the reasons of these matches, where they have none yet."""
    matches = Match.objects.filter(pk__in=match_ids).select_related("need", "technology")
    for done, match in enumerate(matches, start=1):
        if not is_quoted(match):
            _quote(match)
        if progress:
            progress(done, len(match_ids))


def is_quoted(match: Match) -> bool:
    """Whether the reasons of a match have its closest pair of sentences."""
    return any(reason["code"] == SENTENCE for reason in match.reasons)


def request_quotes(*, need: Need, matches: Sequence[Match]) -> bool:
    """Has a worker look up the closest sentences of a need's leading matches; tells whether one was called.

    Once for what a run has found: pairs without close sentences would be looked up at every visit.
    """
    # What was ranked without an encoder gets no quotes either.
    missing = [match for match in matches[:LEADING] if match.dense is not None and not is_quoted(match)]
    if not missing:
        return False
    mark = f"liaison:quotes-requested:{need.pk}:{max(match.run_id for match in missing)}"
    if not cache.add(mark, 1, _REQUEST_SECONDS):
        return False
    called = wake("liaison.match_quotes", [match.pk for match in missing])
    if not called:
        cache.delete(mark)  # nobody was told, so the next visit asks again
    return called


def _quote(match: Match) -> None:
    try:
        found = explain_pair(match.need, match.technology)
    except (Need.DoesNotExist, Technology.DoesNotExist):  # deleted meanwhile, and its matches with it
        return
    # Unless another run has stored the pair anew meanwhile, perhaps from other texts.
    unchanged = Match.objects.filter(pk=match.pk, run=match.run_id)
    unchanged.update(reasons=found.reasons, gap=found.gap)


def stored_explanation(found: Explanation, offer: Offer) -> StoredExplanation:
    """An explanation by the engine in the form that is stored and shown."""
    reasons = [{**asdict(reason), "language": offer.language} for reason in found.reasons]
    gap = {**asdict(found.gap), "language": offer.language} if found.gap else None
    return StoredExplanation(reasons, gap)


def _earlier_quotes(need_ids: Iterable[int]) -> dict[tuple[int, int], Data]:
    """The sentence pairs earlier runs looked up, by need and technology."""
    earlier = Match.objects.filter(need__in=need_ids, reasons__contains=[{"code": SENTENCE}])
    return {
        (match.need_id, match.technology_id): reason
        for match in earlier.only("need_id", "technology_id", "reasons")
        for reason in match.reasons
        if reason["code"] == SENTENCE
    }


def _standing(quote: Data | None, demand: Demand, offer: Offer) -> Reason | None:
    """A sentence pair that still stands in both texts: looking it up anew would cost too much."""
    if quote is None:
        return None
    need, supply = Span(**quote["need"]), Span(**quote["offer"])
    for document, span in ((demand, need), (offer, supply)):
        if document.content[span.start : span.end] != span.text:
            return None
    return Reason(SENTENCE, need, supply, quote["weight"])
