"""Why offers answer a paragraph that somebody typed into the search, as with the matches of a need."""

from collections.abc import Sequence

from django.conf import settings

from liaison.domain.documents import best_offer_document
from liaison.domain.engine import shipped_engine
from liaison.domain.explanation import StoredExplanation, stored_explanation
from liaison.domain.published import kept_catalogue, published_documents
from liaison.domain.search import search_demand


def explain_search(text: str, technology_ids: Sequence[int]) -> dict[int, StoredExplanation]:
    """Up to three reasons and a gap for each of these offers; {} when there is no catalogue to ask.

    Without the closest sentences, which would take a third of a second for each.
    """
    kept = kept_catalogue()
    if kept is None:
        return {}
    engine, demand = shipped_engine(settings.MATCHING_ENCODER), search_demand(text)
    explained = {}
    for key, versions in published_documents(technology_ids).items():
        offer = best_offer_document(versions, demand.language)
        if offer:
            found = engine.explain(demand, offer, kept.catalogue, with_sentences=False)
            explained[key] = stored_explanation(found, offer)
    return explained
