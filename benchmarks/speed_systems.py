"""What is timed: our engine, and the known ways to find the best offers for a need.

Each system is built over a catalogue and then answers needs, one or many at once, with the columns of its
best TOP offers. Texts have their vectors already; words are cut and looked up inside, as in use.
"""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import bm25s
import faiss
import numpy as np
import numpy.typing as npt

from benchmarks.synthetic import DIMENSIONS, Synthetic, synthetic
from liaison.matching.cache import cache_directory
from liaison.matching.encoders.encoder import Progress, Role, Vectors
from liaison.matching.engine import Engine
from liaison.matching.lexicon import load_lexicon
from yangpu_portal.core.text import search_tokens

TOP = 20
_NEEDS_AT_ONCE = 256
_LINKS, _BUILD_BREADTH, _SEARCH_BREADTH = 16, 80, 64  # M, efConstruction and efSearch of HNSW

Columns = npt.NDArray[np.int64]  # (needs, TOP)


class System(Protocol):
    """A way to find the best offers."""

    def best(self, start: int, stop: int) -> Columns:
        """Return the columns of the best TOP offers of the needs from start to stop."""


class VectorsAtHand:
    """Stands for the encoder where every vector is given: it knows their size and encodes nothing."""

    id = "vectors-at-hand"
    dimensions = DIMENSIONS

    def encode(self, texts: Sequence[str], role: Role, progress: Progress | None = None) -> Vectors:
        """See Encoder.encode. Raises RuntimeError: nothing is to be encoded here."""
        raise RuntimeError("A text is to be encoded while only ranking is timed.")


class OurEngine:
    """Engine.rank, all of it: words, meaning, fusion, the best first."""

    def __init__(self, data: Synthetic) -> None:
        self._data = data
        self._engine = Engine(load_lexicon(cache_directory()), VectorsAtHand())
        self._catalogue = self._engine.catalogue(data.offers, data.offer_vectors)

    def best(self, start: int, stop: int) -> Columns:
        """See System."""
        needs, vectors = self._data.needs[start:stop], self._data.need_vectors[start:stop]
        rankings = self._engine.rank(self._catalogue, needs, TOP, vectors)
        return np.array([[int(ranked.offer_id) for ranked in ranking] for ranking in rankings])


class MatrixProduct:
    """The limit: vectors alone, one product and the choice of the best, in NumPy."""

    def __init__(self, data: Synthetic) -> None:
        self._data = data

    def best(self, start: int, stop: int) -> Columns:
        """See System."""
        blocks = range(start, stop, _NEEDS_AT_ONCE)
        return np.vstack([self._block(first, min(first + _NEEDS_AT_ONCE, stop)) for first in blocks])

    def _block(self, start: int, stop: int) -> Columns:
        scores = self._data.need_vectors[start:stop] @ self._data.offer_vectors.T
        chosen = np.argpartition(scores, -TOP, axis=1)[:, -TOP:]
        order = np.argsort(-np.take_along_axis(scores, chosen, axis=1), axis=1)
        return np.take_along_axis(chosen, order, axis=1)


class Bm25s:
    """Words alone, by the library bm25s over the portal's search tokens, without translation."""

    def __init__(self, data: Synthetic) -> None:
        self._data = data
        self._index = bm25s.BM25(k1=1.5, b=0.9)
        self._index.index([search_tokens(offer.content) for offer in data.offers], show_progress=False)

    def best(self, start: int, stop: int) -> Columns:
        """See System."""
        tokens = [search_tokens(need.content) for need in self._data.needs[start:stop]]
        found: Columns = self._index.retrieve(tokens, k=TOP, show_progress=False).documents
        return found


class Hnsw:
    """Vectors alone, approximately, by the HNSW index of the library faiss."""

    def __init__(self, data: Synthetic) -> None:
        faiss.omp_set_num_threads(1)
        self._data = data
        self._index = faiss.IndexHNSWFlat(DIMENSIONS, _LINKS, faiss.METRIC_INNER_PRODUCT)
        self._index.hnsw.efConstruction, self._index.hnsw.efSearch = _BUILD_BREADTH, _SEARCH_BREADTH
        self._index.add(data.offer_vectors)

    def best(self, start: int, stop: int) -> Columns:
        """See System."""
        _, columns = self._index.search(self._data.need_vectors[start:stop], TOP)
        found: Columns = columns
        return found


SYSTEMS: dict[str, Callable[[Synthetic], System]] = {
    "our engine": OurEngine,
    "NumPy product": MatrixProduct,
    "bm25s": Bm25s,
    "faiss HNSW": Hnsw,
}
LIMIT, APPROXIMATE = "NumPy product", "faiss HNSW"


@dataclass(frozen=True)
class Measured:
    """CPU seconds to build the index, of each single need and of the batch; peak memory of the process in MB.

    ``recall`` is the share of the exact best TOP that were found, of the approximate system only.
    """

    build: float
    singles: list[float]
    batch: float | None
    megabytes: float
    recall: float | None


def measure(name: str, offers: int, singles: int, batch: int, texts: Sequence[str]) -> Measured:
    """Build one system over a synthetic catalogue, rank single needs, then ``batch`` needs at once."""
    data = synthetic(load_lexicon(cache_directory()), offers, max(singles, batch), texts)
    started = time.process_time()
    system = SYSTEMS[name](data)
    system.best(0, 2)  # a Chinese and an English need: indexes may be built when first used
    build = time.process_time() - started
    each = [_seconds(system, number, number + 1) for number in range(singles)]
    together = _seconds(system, 0, batch) if batch else None
    megabytes = _peak_megabytes()
    recall = _recall(system, MatrixProduct(data), max(singles, batch)) if name == APPROXIMATE else None
    return Measured(build, each, together, megabytes, recall)


def _seconds(system: System, start: int, stop: int) -> float:
    started = time.process_time()
    system.best(start, stop)
    return time.process_time() - started


def _recall(system: System, exact: System, needs: int) -> float:
    pairs = zip(system.best(0, needs), exact.best(0, needs), strict=True)
    return float(np.mean([len(np.intersect1d(found, right)) / TOP for found, right in pairs]))


def _peak_megabytes() -> float:
    # Linux hands ru_maxrss of the starting process down to the new one; VmHWM is the process's own.
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
