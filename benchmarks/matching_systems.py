"""The systems that are compared: our engine, and by themselves the signals it is made of.

What the comparison takes from inside the engine, its indexes of words and its centred vectors, is all here.
Scores of the offers of each language become standard scores per need, as cosines and BM25 of two languages
cannot be compared as they are; within one language that changes no ranking.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from liaison.matching.dense import LANGUAGES, centred, shipped_means
from liaison.matching.encoders.encoder import Role, Vectors
from liaison.matching.engine import Engine
from liaison.matching.evaluation.collection import Collection
from liaison.matching.shelf import Shelf
from liaison.matching.types import Demand, Offer

DEPTH = 100
ENGINE, BM25, DENSE, FULL_TEXT, RRF = (
    "engine",
    "BM25 alone",
    "dense alone",
    "PostgreSQL full text",
    "RRF of BM25 and dense",
)

_BLOCK_SCORES = 4_000_000
_RRF_CONSTANT = 60  # Cormack, Clarke and Büttcher, 2009
_RRF_DEPTH = 1000

Rankings = dict[str, list[str]]
Scores = npt.NDArray[np.float32]  # (needs, offers)
Score = Callable[[slice], Scores]


class Systems:
    """One collection, ready to be ranked by each system. Vectors come from the engine's encoder."""

    def __init__(self, engine: Engine, collection: Collection) -> None:
        self._engine = engine
        self._offers, self._needs = collection.offers, collection.needs
        self._ids = [offer.id for offer in self._offers]
        self._columns = _by_language(self._offers)
        self._offer_vectors = engine.encode(self._offers, "passage")
        self._need_vectors = engine.encode(self._needs, "query")

    def engine(self) -> Rankings:
        """Rank by the engine as it is shipped."""
        catalogue = self._engine.catalogue(self._offers, self._offer_vectors)
        ranked = self._engine.rank(catalogue, self._needs, DEPTH, self._need_vectors)
        pairs = zip(self._needs, ranked, strict=True)
        return {need.id: [item.offer_id for item in ranking] for need, ranking in pairs}

    def signals(self) -> dict[str, Rankings]:
        """Rank by BM25 alone and, when there is an encoder, by vectors alone and by the RRF of the two."""
        scores = {BM25: self._bm25()}
        dense = self._dense()
        if dense is not None:
            scores[DENSE] = dense
        rankings: dict[str, Rankings] = {name: {} for name in (*scores, *([RRF] if dense else []))}
        for block in _blocks(len(self._needs), len(self._offers)):
            found = {name: score(block) for name, score in scores.items()}
            if dense is not None:
                found[RRF] = reciprocal_rank_fusion(found[BM25], found[DENSE])
            for name, rows in found.items():
                for need, row in zip(self._needs[block], rows, strict=True):
                    rankings[name][need.id] = [self._ids[column] for column in _order(row)[:DEPTH]]
        return rankings

    def _bm25(self) -> Score:
        shelves = {
            language: Shelf.of(language, [self._offers[column] for column in columns], self._engine.lexicon)
            for language, columns in self._columns.items()
        }

        def score(block: slice) -> Scores:
            needs = self._needs[block]
            scores = np.empty((len(needs), len(self._offers)), np.float32)
            for language, rows in _by_language(needs).items():
                spoken = [needs[row] for row in rows]
                for shelf_language, columns in self._columns.items():
                    found = shelves[shelf_language].lexical_scores(spoken, language)
                    scores[np.ix_(rows, columns)] = _standard(found)
            return scores

        return score

    def _dense(self) -> Score | None:
        if self._offer_vectors is None or self._need_vectors is None:
            return None
        offers = self._centred(self._offers, self._offer_vectors, "passage")
        needs = self._centred(self._needs, self._need_vectors, "query")

        def score(block: slice) -> Scores:
            scores = needs[block] @ offers.T
            for columns in self._columns.values():
                scores[:, columns] = _standard(scores[:, columns])
            return scores

        return score

    def _centred(self, documents: Sequence[Offer | Demand], vectors: Vectors, role: Role) -> Vectors:
        assert self._engine.encoder is not None
        means = shipped_means(self._engine.encoder.id)
        return centred(vectors, [document.spoken_language for document in documents], role, means)


def reciprocal_rank_fusion(*systems: Scores) -> Scores:
    """Return the sum of 1 / (60 + rank) over the systems, each giving to its first thousand only."""
    fused = np.zeros(systems[0].shape, np.float32)
    for scores in systems:
        for row, line in enumerate(scores):
            best = _order(line)[:_RRF_DEPTH]
            fused[row, best] += 1 / (_RRF_CONSTANT + np.arange(1, len(best) + 1))
    return fused


def _order(scores: Scores) -> npt.NDArray[np.int64]:
    """Columns, best first; ties in the order of the columns, which is that of the ids."""
    return np.argsort(-scores, kind="stable")


def _standard(scores: Scores) -> Scores:
    deviation = np.maximum(scores.std(1, keepdims=True), np.float32(1e-9))
    standard: Scores = (scores - scores.mean(1, keepdims=True)) / deviation
    return standard


def _by_language(documents: Sequence[Offer | Demand]) -> dict[str, npt.NDArray[np.int64]]:
    spoken = np.array([document.spoken_language for document in documents])
    places = {language: np.flatnonzero(spoken == language) for language in LANGUAGES}
    return {language: found for language, found in places.items() if len(found)}


def _blocks(needs: int, offers: int) -> Iterator[slice]:
    size = max(1, _BLOCK_SCORES // offers)
    return (slice(start, start + size) for start in range(0, needs, size))
