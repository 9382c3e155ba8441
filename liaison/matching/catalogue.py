"""Offers prepared for ranking: one shelf per language with its word indexes and centred vectors."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from liaison.matching.dense import LANGUAGES
from liaison.matching.encoders.encoder import Progress, Vectors
from liaison.matching.fusion import (
    DENSE_PRIOR,
    LEXICAL_PRIOR,
    PRIOR_OFFERS,
    Scores,
    Weights,
    best_columns,
    standardise,
)
from liaison.matching.lexical import BM25Index
from liaison.matching.lexicon import Lexicon
from liaison.matching.text import emphasised, native_counts, pivot_counts
from liaison.matching.types import Demand, Offer, RankedOffer

_BLOCK_SCORES = 4_000_000  # needs times offers worked on at once: three arrays of 16 MB
_DECIMALS = 5  # below the differences between processors, so that ties are ties everywhere


class Shelf:
    """The offers of one language."""

    def __init__(self, language: str, offers: Sequence[Offer], lexicon: Lexicon) -> None:
        self.language = language
        self._offers = offers
        self._lexicon = lexicon

    @cached_property
    def native(self) -> BM25Index:
        """Words of the offers' own language."""
        return BM25Index([native_counts(offer.content) for offer in self._offers])

    @cached_property
    def pivot(self) -> BM25Index:
        """English words of the offers and English glosses of their Chinese words."""
        return BM25Index([pivot_counts(offer.content, self._lexicon) for offer in self._offers])

    def lexical_scores(self, demands: Sequence[Demand], language: str) -> Scores:
        """Return BM25 shares, float32 (needs, offers of this shelf), of needs of one language."""
        if language == "en" != self.language:
            return self.pivot.scores(_queries(demands, native_counts))
        if language != self.language:
            known = self.native.vocabulary
            return self.native.scores(
                _queries(demands, lambda text: pivot_counts(text, self._lexicon, known))
            )
        return self.native.scores(_queries(demands, native_counts))

    def importance(self, form: str, need_language: str) -> float:
        """Return how telling a word is here for needs of a language, 0 to 1.

        That is its rarity; among few offers, where all words are rare or none, it is taken to be 1.
        """
        index = self.pivot if need_language == "en" != self.language else self.native
        tokens = list(native_counts(form)) or [form]
        rarity = sum(index.rarity(token) for token in tokens) / len(tokens)
        return (len(self._offers) * rarity + PRIOR_OFFERS) / (len(self._offers) + PRIOR_OFFERS)


def _queries(
    demands: Sequence[Demand], count: Callable[[str], Mapping[str, float]]
) -> list[dict[str, float]]:
    return [emphasised(count(demand.content), count(demand.title)) for demand in demands]


class Catalogue:
    """Offers ready to be ranked. Made by ``Engine.catalogue``."""

    def __init__(
        self, offers: Sequence[Offer], vectors: Vectors | None, lexicon: Lexicon, weights: Weights
    ) -> None:
        """``vectors`` are the centred vectors of the offers in their order, None to rank by words alone."""
        order = sorted(range(len(offers)), key=lambda index: (offers[index].id, index))
        self._offers = [offers[index] for index in order]
        self._vectors = vectors[order] if vectors is not None else None
        self._weights = weights
        self._versions = max(Counter(offer.id for offer in offers).values(), default=1)
        self._shelves: list[tuple[Shelf, npt.NDArray[np.int64]]] = []
        for language in LANGUAGES:
            columns = [i for i, offer in enumerate(self._offers) if offer.spoken_language == language]
            if columns:
                shelf = Shelf(language, [self._offers[column] for column in columns], lexicon)
                self._shelves.append((shelf, np.array(columns)))

    def __len__(self) -> int:
        return len(self._offers)

    def shelf(self, language: str) -> Shelf | None:
        """Return the shelf of a language, None when it has no offers."""
        return next((shelf for shelf, _ in self._shelves if shelf.language == language), None)

    def rank(
        self,
        demands: Sequence[Demand],
        vectors: Vectors | None,
        top: int,
        progress: Progress | None = None,
    ) -> list[list[RankedOffer]]:
        """Return the best offers of each need. ``vectors`` are the centred vectors of the needs."""
        if not self._offers:
            return [[] for _ in demands]
        rankings: list[list[RankedOffer]] = []
        block = max(1, min(256, _BLOCK_SCORES // len(self._offers)))
        for start in range(0, len(demands), block):
            part = demands[start : start + block]
            rankings += self._rank_block(
                part, None if vectors is None else vectors[start : start + block], top
            )
            if progress:
                progress(len(rankings), len(demands))
        return rankings

    def _rank_block(
        self, demands: Sequence[Demand], vectors: Vectors | None, top: int
    ) -> list[list[RankedOffer]]:
        lexical = self._lexical(demands)
        dense = None if vectors is None or self._vectors is None else self._dense(vectors, self._vectors)
        fused = self._weights.lexical * lexical
        if dense is not None:
            fused += self._weights.dense * dense
        return [
            self._ranking(fused[row], lexical[row], None if dense is None else dense[row], top)
            for row in range(len(demands))
        ]

    def _lexical(self, demands: Sequence[Demand]) -> Scores:
        scores = np.zeros((len(demands), len(self._offers)), np.float32)
        for language in LANGUAGES:
            rows = [row for row, demand in enumerate(demands) if demand.spoken_language == language]
            if not rows:
                continue
            spoken = [demands[row] for row in rows]
            for shelf, columns in self._shelves:
                found = shelf.lexical_scores(spoken, language)
                scores[np.array(rows)[:, None], columns] = standardise(found, LEXICAL_PRIOR)
        return scores

    def _dense(self, needs: Vectors, offers: Vectors) -> Scores:
        scores = np.zeros((len(needs), len(offers)), np.float32)
        for _, columns in self._shelves:
            scores[:, columns] = standardise(needs @ offers[columns].T, DENSE_PRIOR)
        return scores

    def _ranking(self, fused: Scores, lexical: Scores, dense: Scores | None, top: int) -> list[RankedOffer]:
        rounded = np.round(fused.astype(np.float64), _DECIMALS)
        ranking: dict[str, RankedOffer] = {}
        for column in best_columns(rounded, top * self._versions):
            offer_id = self._offers[column].id
            if offer_id not in ranking and len(ranking) < top:
                ranking[offer_id] = RankedOffer(
                    offer_id,
                    len(ranking) + 1,
                    float(rounded[column]),
                    float(lexical[column]),
                    None if dense is None else float(dense[column]),
                )
        return list(ranking.values())
