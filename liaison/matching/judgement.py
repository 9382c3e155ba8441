"""The second look at a need's candidates: hard exclusions, signals of the facts, probability and band."""

import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from liaison.matching.constraints import excluded
from liaison.matching.facts import NOTHING_ASKED, NOTHING_STATED, OfferFacts
from liaison.matching.fusion import probability
from liaison.matching.shelf import Shelf
from liaison.matching.signals import all_signals
from liaison.matching.types import Demand, Offer, RankedOffer
from liaison.matching.weights import Weights

REFUSAL = "refusal"
# The cosines from which an offer counts as like one the company refused, and as good as the same: those of
# centred vectors in one language and across the two, where translations of a text seldom reach 0.6 and other
# texts no 0.35; and without vectors those of words.
_MEANING, _TRANSLATED, _WORDS = (0.5, 0.9), (0.35, 0.6), (0.5, 0.9)
_DECIMALS = 5  # below the differences between processors, so that ties are ties everywhere

FactsOf = Callable[[Collection[str]], Mapping[str, OfferFacts]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer in the pool of a need: ``text`` is what its words and meaning give to the log-odds.

    ``words`` and ``meaning`` are standard scores; ``across`` says that the two speak different languages.
    """

    offer_id: str
    text: float
    words: float
    meaning: float | None
    across: bool = False


def judged(
    demand: Demand,
    pool: Sequence[Candidate],
    *,
    facts: Mapping[str, OfferFacts],
    likeness: Mapping[str, float],
    weights: Weights,
    context: float,
    top: int,
) -> list[RankedOffer]:
    """Return the ``top`` candidates that are not excluded, each offer once, best first, ties by id.

    ``likeness`` says how like an offer is to one that was refused; ``context`` is the part of the log-odds
    that all candidates share.
    """
    rows: dict[str, tuple[float, Candidate, Mapping[str, float]]] = {}
    best: list[float] = []  # a heap of the ``top`` highest scores so far
    for candidate in sorted(pool, key=lambda one: (-one.text, one.offer_id)):
        if len(best) == top and context + candidate.text + weights.most_evidence < best[0]:
            break  # whatever the facts of this one and those behind it say, they do not come among the best
        if candidate.offer_id in rows:
            continue  # the better version stands already
        scores = _signals(demand, candidate, facts, likeness)
        if scores is None:
            continue
        score = round(context + candidate.text + weights.evidence(scores), _DECIMALS)
        rows[candidate.offer_id] = score, candidate, scores
        heapq.heappush(best, score) if len(best) < top else heapq.heappushpop(best, score)
    ordered = sorted(rows.values(), key=lambda row: (-row[0], row[1].offer_id))
    return [_ranked(rank, *row, weights) for rank, row in enumerate(ordered[:top], start=1)]


def _signals(
    demand: Demand,
    candidate: Candidate,
    facts: Mapping[str, OfferFacts],
    likeness: Mapping[str, float],
) -> dict[str, float] | None:
    """Return the score of each signal that says something; None when the pair is excluded."""
    known = facts.get(candidate.offer_id, NOTHING_STATED)
    if demand.facts == NOTHING_ASKED:
        return {}
    offer = Offer(candidate.offer_id, facts=known)
    if excluded(demand, offer):
        return None
    scores = {
        name: signal.score for name, signal in all_signals(demand, offer).items() if signal.score is not None
    }
    if candidate.offer_id in likeness:
        scores[REFUSAL] = 0.5 * (1 - likeness[candidate.offer_id])
    return scores


def _ranked(
    rank: int, score: float, candidate: Candidate, signals: Mapping[str, float], weights: Weights
) -> RankedOffer:
    likely = probability(score)
    return RankedOffer(
        candidate.offer_id,
        rank,
        score,
        candidate.words,
        candidate.meaning,
        likely,
        weights.band(likely),
        signals,
    )


def refusal_likeness(demand: Demand, pool: Sequence[Candidate], shelves: Sequence[Shelf]) -> dict[str, float]:
    """Return how like each candidate is to an offer the company refused: from 0 to 1, only what is alike."""
    found: dict[str, float] = {}
    refused = sorted(demand.facts.refused)
    ids = list(dict.fromkeys(candidate.offer_id for candidate in pool)) if refused else []
    for shelf, other in product(shelves, repeat=2):
        rows, others = shelf.rows(ids), other.rows(refused)
        if not rows or not others:
            continue
        for row, share in zip(rows, _alike(shelf, rows, other, others).tolist(), strict=True):
            if share > found.get(shelf.ids[row], 0.0):
                found[shelf.ids[row]] = share
    return found


def _alike(shelf: Shelf, rows: Sequence[int], other: Shelf, others: Sequence[int]) -> npt.NDArray[np.float32]:
    """Return from 0 to 1 how like each of the rows is to the one of the others that it is most like."""
    if shelf.vectors is not None and other.vectors is not None:
        cosines = shelf.vectors[rows] @ other.vectors[others].T
        low, high = _MEANING if shelf is other else _TRANSLATED
    elif shelf is other:
        words = shelf.native.weights[:, [*rows, *others]]
        lengths = np.sqrt(words.multiply(words).sum(0)).A1
        products = (words[:, : len(rows)].T @ words[:, len(rows) :]).toarray()
        cosines = products / np.maximum(np.outer(lengths[: len(rows)], lengths[len(rows) :]), 1e-9)
        low, high = _WORDS
    else:
        return np.zeros(len(rows), np.float32)
    return np.clip((cosines.max(1) - low) / (high - low), 0, 1)
