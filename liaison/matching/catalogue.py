"""Offers prepared for ranking: a shelf for each language, and the way from a need to its best offers.

Texts first: words and meaning are compared with every offer at once and leave a pool of candidates for each
need. Then the facts: only candidates are judged by constraints and signals (``judgement``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from liaison.matching.dense import LANGUAGES
from liaison.matching.encoders.encoder import Progress, Vectors
from liaison.matching.facts import NOTHING_ASKED, OfferFacts
from liaison.matching.fusion import (
    DENSE_PRIOR,
    LEXICAL_PRIOR,
    Prior,
    Scale,
    Scores,
    best_columns,
    fused,
    need_length,
)
from liaison.matching.judgement import Candidate, FactsOf, judged, refusal_likeness
from liaison.matching.shelf import Shelf, need_counts
from liaison.matching.types import Demand, RankedOffer
from liaison.matching.weights import Weights

_BLOCK_SCORES = 8_000_000  # needs times offers worked on at once: a few arrays of 32 MB
_NEEDS_AT_ONCE = 256
LEAST_POOL = 60
_FURTHER = 8  # times the pool, when exclusions left too few of it

# Mean and deviation of words, then of meaning, by the language of the offers.
Scales = Mapping[str, Sequence[float]]
USUAL = (LEXICAL_PRIOR.mean, LEXICAL_PRIOR.deviation, DENSE_PRIOR.mean, DENSE_PRIOR.deviation)


@dataclass(frozen=True)
class _Scored:
    """Raw scores of a kind, (needs, offers), with their scale."""

    raw: Scores
    scale: Scale

    def at(self, row: int, columns: npt.NDArray[np.int64]) -> list[float]:
        """Return standard scores of one need."""
        standard = (self.raw[row, columns] - self.scale.mean[row, 0]) / self.scale.deviation[row, 0]
        return [float(value) for value in standard]


@dataclass(frozen=True)
class _Compared:
    """One shelf against a block of needs: ``total`` (needs, offers), and what it is made of."""

    shelf: Shelf
    total: Scores
    words: _Scored
    meaning: _Scored | None
    across: bool

    def scale(self, row: int) -> tuple[float, ...]:
        """Return mean and deviation of words, then of meaning, of one need."""
        kinds = [self.words, *([self.meaning] if self.meaning else [])]
        pairs = ((kind.scale.mean[row, 0], kind.scale.deviation[row, 0]) for kind in kinds)
        return tuple(float(value) for pair in pairs for value in pair)

    def best(self, row: int, size: int) -> Iterator[Candidate]:
        """Yield the best candidates of one need."""
        columns = best_columns(self.total[row], size)
        columns = columns[self.total[row, columns] > -np.inf]
        words = self.words.at(row, columns)
        meaning = self.meaning.at(row, columns) if self.meaning else [None] * len(columns)
        for column, total, word, sense in zip(
            columns.tolist(), self.total[row, columns].tolist(), words, meaning, strict=True
        ):
            yield Candidate(self.shelf.ids[column], total, word, sense, self.across)


@dataclass(frozen=True)
class Pool:
    """The candidates of one need, best first, and the scales they were measured by."""

    candidates: list[Candidate]
    scales: Scales


@dataclass(frozen=True)
class Found:
    """The ranking of one need, and the scales by which a changed offer can be judged without the others."""

    ranking: list[RankedOffer]
    scales: Scales


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
        return [found.ranking for found in self.rank_with_scales(demands, vectors, top, progress)]

    def rank_with_scales(
        self,
        demands: Sequence[Demand],
        vectors: Vectors | None,
        top: int,
        progress: Progress | None = None,
    ) -> list[Found]:
        """Return the best offers of each need, with the scales by which offers can be judged later."""
        # Where needs state nothing, texts alone decide, and a longer pool would change no ranking.
        judges = any(demand.facts != NOTHING_ASKED for demand in demands)
        size = max(LEAST_POOL, 2 * top) if judges else top
        found = self._looked(demands, vectors, top, size, progress)
        while size < len(self):
            # Exclusions may have emptied a pool of its best: look further for these needs alone.
            short = [row for row, one in enumerate(found) if len(one.ranking) < top]
            if not short:
                break
            size *= _FURTHER
            some = None if vectors is None else vectors[short]
            again = self._looked([demands[row] for row in short], some, top, size, None)
            for row, one in zip(short, again, strict=True):
                found[row] = one
        return found

    def _looked(
        self,
        demands: Sequence[Demand],
        vectors: Vectors | None,
        top: int,
        size: int,
        progress: Progress | None,
    ) -> list[Found]:
        """Return the best offers of each need among the ``size`` candidates of each shelf."""
        found = [Found([], {}) for _ in demands]
        done = 0
        for rows, pools in self.pools(demands, vectors, size):
            ranked = self._judged([demands[row] for row in rows], [pool.candidates for pool in pools], top)
            for row, pool, ranking in zip(rows, pools, ranked, strict=True):
                found[row] = Found(ranking, pool.scales)
            done += len(rows)
            if progress:
                progress(done, len(demands))
        return found

    def judge(
        self,
        demands: Sequence[Demand],
        vectors: Vectors | None,
        scales: Sequence[Scales],
        offer_ids: Sequence[str],
    ) -> list[list[RankedOffer]]:
        """Return how a few offers stand for each need, by the scales of an earlier ranking, in any order.

        The cost does not depend on how many other offers there are.
        """
        found: list[list[Candidate]] = [[] for _ in demands]
        few = [shelf.part(offer_ids) for shelf in self._shelves]
        for language in LANGUAGES:
            rows = [row for row, demand in enumerate(demands) if demand.spoken_language == language]
            chosen = None if vectors is None else vectors[rows]
            spoken = [demands[row] for row in rows]
            known = [scales[row] for row in rows]
            for shelf in few if rows else ():
                compared = self._compare(shelf, spoken, language, chosen, known)
                for place, row in enumerate(rows):
                    found[row] += compared.best(place, len(shelf))
        return self._judged(demands, found, len(offer_ids))

    def _judged(
        self, demands: Sequence[Demand], pools: Sequence[Sequence[Candidate]], top: int
    ) -> list[list[RankedOffer]]:
        facts = self._facts_of({candidate.offer_id for pool in pools for candidate in pool})
        pairs = zip(demands, pools, strict=True)
        return [self._ranking(demand, pool, facts, top) for demand, pool in pairs]

    def pools(
        self, demands: Sequence[Demand], vectors: Vectors | None, size: int
    ) -> Iterator[tuple[list[int], list[Pool]]]:
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
    ) -> list[Pool]:
        compared = [self._compare(shelf, demands, language, vectors) for shelf in self._shelves]
        for side in compared:
            _leave_out_refused(side, demands)
        return [self._pool(compared, row, size) for row in range(len(demands))]

    def _pool(self, compared: Sequence[_Compared], row: int, size: int) -> Pool:
        candidates = [one for side in compared for one in side.best(row, size)]
        candidates.sort(key=lambda one: (-one.text, one.offer_id))
        scales = {side.shelf.language: side.scale(row) for side in compared}
        return Pool(candidates[: size * self._versions], scales)

    def _compare(
        self,
        shelf: Shelf,
        demands: Sequence[Demand],
        language: str,
        vectors: Vectors | None,
        known: Sequence[Scales] | None = None,
    ) -> _Compared:
        """Compare needs of one language with a shelf, on its own scale or on those known of each need."""
        given = None if known is None else [scales.get(shelf.language, USUAL) for scales in known]
        words = shelf.lexical_scores(demands, language)
        words_scored = _Scored(words, _scale(words, LEXICAL_PRIOR, given, 0))
        meaning_scored = meaning_standard = None
        if vectors is not None and shelf.vectors is not None:
            meaning = vectors @ shelf.vectors.T
            meaning_scored = _Scored(meaning, _scale(meaning, DENSE_PRIOR, given, 2))
            meaning_standard = meaning_scored.scale.standard(meaning)
        across = shelf.language != language
        lengths = np.array([[demand_length(demand)] for demand in demands], np.float32)
        standard = words_scored.scale.standard(words)
        total = fused(standard, meaning_standard, lengths, across, self._weights)
        return _Compared(shelf, total, words_scored, meaning_scored, across)

    def _ranking(
        self, demand: Demand, pool: Sequence[Candidate], facts: Mapping[str, OfferFacts], top: int
    ) -> list[RankedOffer]:
        context = self._weights.context(len(self), demand_length(demand))
        likeness = refusal_likeness(demand, pool, self._shelves)
        return judged(
            demand, pool, facts=facts, likeness=likeness, weights=self._weights, context=context, top=top
        )


def _scale(scores: Scores, prior: Prior, given: Sequence[Sequence[float]] | None, place: int) -> Scale:
    if given is None:
        return Scale.of(scores, prior)
    columns = np.array([scales[place : place + 2] for scales in given], np.float32).reshape(-1, 2)
    return Scale(columns[:, :1], columns[:, 1:])


def demand_length(demand: Demand) -> float:
    """Return the length of a need as the weights count it."""
    return need_length(len(need_counts(demand.content)))


def _leave_out_refused(compared: _Compared, demands: Sequence[Demand]) -> None:
    """Take what a company refused off the list before the best are chosen, so that others fill its place."""
    for row, demand in enumerate(demands):
        compared.total[row, compared.shelf.rows(demand.facts.refused)] = -np.inf
