"""Whether a ranking over offers in two languages leans to one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from liaison.matching.evaluation.collection import Collection
from liaison.matching.evaluation.metrics import query_values
from liaison.matching.types import Offer

CHINESE, ENGLISH = "zh-hans", "en"
_SHOWN = 10
_LEAST_SHARE = 0.05
_DEPTH = 100


@dataclass(frozen=True)
class LanguageBias:
    """Figures of one ranking; None where the collection has no such needs.

    ``chinese_target`` and ``english_target`` are nDCG@10 of the needs all of whose right offers are in that
    language; ``chinese_share`` is the share of Chinese offers among the first ten. Of the needs whose right
    offers are one in each language, ``chinese_first`` is how often the Chinese one stands higher, and
    ``lead`` by how many places on average (beyond a hundred counts as 101).
    """

    chinese_target: float | None
    english_target: float | None
    chinese_share: float
    chinese_first: float | None
    lead: float | None


def is_bilingual(collection: Collection) -> bool:
    """Whether the offers are in two languages, not just a few strays in the second."""
    return _LEAST_SHARE <= chinese_offers(collection.offers) <= 1 - _LEAST_SHARE


def chinese_offers(offers: Sequence[Offer]) -> float:
    """Return the share of the offers that are Chinese."""
    return sum(offer.spoken_language == CHINESE for offer in offers) / len(offers)


def language_bias(collection: Collection, rankings: Mapping[str, Sequence[str]]) -> LanguageBias:
    """Return the figures of a ranking of the needs of a bilingual collection."""
    languages = collection.languages
    targets: dict[str, list[float]] = {CHINESE: [], ENGLISH: []}
    shown: list[str] = []
    leads: list[int] = []
    for need, right in collection.truth.items():
        ranking = rankings.get(need, ())
        shown += [languages[offer] for offer in ranking[:_SHOWN]]
        spoken = sorted(languages[offer] for offer in right)
        if len(set(spoken)) == 1:
            targets[spoken[0]].append(query_values(ranking, right)[0])
        elif spoken == [ENGLISH, CHINESE]:
            places = {languages[offer]: _place(ranking, offer) for offer in right}
            leads.append(places[ENGLISH] - places[CHINESE])
    return LanguageBias(
        _mean(targets[CHINESE]),
        _mean(targets[ENGLISH]),
        _mean([language == CHINESE for language in shown]) or 0.0,
        _first(leads),
        _mean(leads),
    )


def _place(ranking: Sequence[str], offer: str) -> int:
    found = ranking[:_DEPTH]
    return found.index(offer) + 1 if offer in found else _DEPTH + 1


def _first(leads: Sequence[int]) -> float | None:
    """How often a lead is positive; both beyond reach counts as half."""
    return _mean([(np.sign(lead) + 1) / 2 for lead in leads])


def _mean(numbers: Sequence[float]) -> float | None:
    return float(np.mean(numbers)) if numbers else None
