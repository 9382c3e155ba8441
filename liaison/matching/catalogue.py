"""Offers prepared for ranking: a shelf for each language, and the way from a need to its best offers.

Texts first: words and meaning are compared with every offer at once and leave a pool of candidates for each
need. Then the facts: only candidates are judged by constraints and signals (``judgement``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from liaison.matching.dense import LANGUAGES
from liaison.matching.encoders.encoder import Progress, Vectors
from liaison.matching.facts import OfferFacts
from liaison.matching.fusion import (
    DENSE_PRIOR,
    LEXICAL_PRIOR,
    Scale,
    Scores,
    best_columns,
    fused,
    need_length,
)
from liaison.matching.judgement import Candidate, FactsOf, judged, refusal_likeness
from liaison.matching.shelf import Shelf
from liaison.matching.text import native_counts
from liaison.matching.types import Demand, RankedOffer
from liaison.matching.weights import Weights

_BLOCK_SCORES = 8_000_000  # needs times offers worked on at once: a few arrays of 32 MB
_NEEDS_AT_ONCE = 256
LEAST_POOL = 100


@dataclass(frozen=True)
class _Scored:
    """Raw scores of a kind, (needs, offers), with their scale."""

    raw: Scores
    scale: Scale

    def at(self, row: int, column: int) -> float:
        """Return one standard score."""
        return float((self.raw[row, column] - self.scale.mean[row, 0]) / self.scale.deviation[row, 0])


@dataclass(frozen=True)
class _Compared:
    """One shelf against a block of needs: ``total`` (needs, offers), and what it is made of."""

    shelf: Shelf
    total: Scores
    words: _Scored
    meaning: _Scored | None
    across: bool

    def best(self, row: int, size: int) -> Iterator[Candidate]:
        """Yield the best candidates of one need."""
        for column in best_columns(self.total[row], size):
            total = float(self.total[row, column])
            if total > -np.inf:
                words = self.words.at(row, column)
                meaning = self.meaning.at(row, column) if self.meaning else None
                yield Candidate(self.shelf.ids[column], total, words, meaning, self.across)


class Catalogue:
    """Offers ready to be ranked. Made by ``Engine.catalogue``, or of shelves kept on disk."""

    def __init__(self, shelves: Sequence[Shelf], weights: Weights, facts_of: FactsOf) -> None:
        """``facts_of`` gives the facts of offers by id; it is asked for candidates only."""
        self._shelves = sorted(
            (shelf for shelf in shelves if len(shelf)), key=lambda shelf: LANGUAGES.index(shelf.language)
        )
        self._weights = weights
        self._facts_of = facts_of
        self._versions = 2 if len(self._shelves) > 1 else 1

    def __len__(self) -> int:
        """The number of documents: an offer in two languages counts twice."""
        return sum(len(shelf) for shelf in self._shelves)

    def shelf(self, language: str) -> Shelf | None:
        """Return the shelf of a language, None when it has no offers."""
        return next((shelf for shelf in self._shelves if shelf.language == language), None)

    def rank(
        self,
        demands: Sequence[Demand],
        vectors: Vectors | None,
        top: int,
        progress: Progress | None = None,
    ) -> list[list[RankedOffer]]:
        """Return the best offers of each need. ``vectors`` are the centred vectors of the needs."""
        rankings: list[list[RankedOffer]] = [[] for _ in demands]
        done = 0
        for rows, pools in self.pools(demands, vectors, max(LEAST_POOL, 2 * top)):
            facts = self._facts_of({candidate.offer_id for pool in pools for candidate in pool})
            for row, pool in zip(rows, pools, strict=True):
                rankings[row] = self._ranking(demands[row], pool, facts, top)
            done += len(rows)
            if progress:
                progress(done, len(demands))
        return rankings

    def pools(
        self, demands: Sequence[Demand], vectors: Vectors | None, size: int
    ) -> Iterator[tuple[list[int], list[list[Candidate]]]]:
        """Yield blocks of needs, as their places, with the candidates of each: the best of each shelf."""
        if not self._shelves:
            return
        block = max(1, min(_NEEDS_AT_ONCE, _BLOCK_SCORES // len(self)))
        for language in LANGUAGES:
            spoken = [row for row, demand in enumerate(demands) if demand.spoken_language == language]
            for start in range(0, len(spoken), block):
                rows = spoken[start : start + block]
                chosen = None if vectors is None else vectors[rows]
                yield rows, self._pools([demands[row] for row in rows], language, chosen, size)

    def _pools(
        self, demands: Sequence[Demand], language: str, vectors: Vectors | None, size: int
    ) -> list[list[Candidate]]:
        lengths = np.array([[demand_length(demand)] for demand in demands], np.float32)
        compared = [self._compare(shelf, demands, language, vectors, lengths) for shelf in self._shelves]
        for shelf in compared:
            _leave_out_refused(shelf, demands)
        pools = ([one for side in compared for one in side.best(row, size)] for row in range(len(demands)))
        return [
            sorted(pool, key=lambda one: (-one.text, one.offer_id))[: size * self._versions] for pool in pools
        ]

    def _compare(
        self, shelf: Shelf, demands: Sequence[Demand], language: str, vectors: Vectors | None, lengths: Scores
    ) -> _Compared:
        words = shelf.lexical_scores(demands, language)
        words_scored = _Scored(words, Scale.of(words, LEXICAL_PRIOR))
        meaning_scored = meaning_standard = None
        if vectors is not None and shelf.vectors is not None:
            meaning = vectors @ shelf.vectors.T
            meaning_scored = _Scored(meaning, Scale.of(meaning, DENSE_PRIOR))
            meaning_standard = meaning_scored.scale.standard(meaning)
        standard = words_scored.scale.standard(words)
        across = shelf.language != language
        total = fused(standard, meaning_standard, lengths, across, self._weights)
        return _Compared(shelf, total, words_scored, meaning_scored, across)

    def _ranking(
        self, demand: Demand, pool: Sequence[Candidate], facts: Mapping[str, OfferFacts], top: int
    ) -> list[RankedOffer]:
        context = self._weights.context(len(self), demand_length(demand))
        likeness = refusal_likeness(demand, pool, self._shelves)
        ranked = judged(demand, pool, facts=facts, likeness=likeness, weights=self._weights, context=context)
        return ranked[:top]


def demand_length(demand: Demand) -> float:
    """Return the length of a need as the weights count it."""
    return need_length(len(native_counts(demand.content)))


def _leave_out_refused(compared: _Compared, demands: Sequence[Demand]) -> None:
    """Take what a company refused off the list before the best are chosen, so that others fill its place."""
    for row, demand in enumerate(demands):
        compared.total[row, compared.shelf.rows(demand.facts.refused)] = -np.inf
