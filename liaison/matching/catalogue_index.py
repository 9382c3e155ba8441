"""The catalogue in a form that is kept: counted words and vectors of each offer, and what follows from them.

When some offers change, only those are read and counted anew (``refreshed``); what depends on all of them,
such as the rarity of words and the mean vectors, is computed afresh from the counts. Saved in a folder, one
copy in memory serves all processes of a machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from liaison.matching.array_folder import load_folder, save_folder
from liaison.matching.dense import LANGUAGES, Means, centred
from liaison.matching.encoders.encoder import Vectors, unit_rows
from liaison.matching.lexical import BM25Index, WordCounts
from liaison.matching.lexicon import Lexicon
from liaison.matching.shelf import NATIVE, PIVOT, Shelf, offer_counts
from liaison.matching.types import Offer

_KINDS = {"zh-hans": (NATIVE, PIVOT), "en": (NATIVE,)}


@dataclass(frozen=True)
class _Part:
    """The offers of one language by id: their words of each kind and vectors as encoded, in float16."""

    ids: list[str]
    counts: Mapping[str, WordCounts]
    vectors: npt.NDArray[np.float16] | None


class CatalogueIndex:
    """Shelves, with what is needed to bring them up to date."""

    def __init__(
        self, parts: Mapping[str, _Part], shelves: Sequence[Shelf], marks: Mapping[str, str]
    ) -> None:
        """``marks`` has for each offer id what changes whenever the offer does."""
        self.shelves = shelves
        self.marks = marks
        self._parts = parts

    @classmethod
    def empty(cls) -> "CatalogueIndex":
        """Return an index without offers, from which every other one is made."""
        return cls({}, [], {})

    def refreshed(
        self,
        marks: Mapping[str, str],
        changed: Sequence[Offer],
        vectors: Vectors | None,
        lexicon: Lexicon,
        means: Means,
    ) -> "CatalogueIndex":
        """Return the index of the offers in ``marks``.

        ``changed`` are the documents of all offers whose mark is another than before, with their ``vectors``
        as encoded, float32 (documents, dimensions), None to rank by words alone. What is neither changed nor
        known before is left out.
        """
        kept_ids = {offer_id for offer_id, mark in marks.items() if self.marks.get(offer_id) == mark}
        parts, shelves = {}, []
        for language in LANGUAGES:
            part = self._part(language, kept_ids, changed, vectors, lexicon)
            parts[language] = part
            shelves.append(_shelf(language, part, lexicon, means))
        return CatalogueIndex(parts, shelves, dict(marks))

    def _part(
        self,
        language: str,
        kept_ids: set[str],
        changed: Sequence[Offer],
        vectors: Vectors | None,
        lexicon: Lexicon,
    ) -> _Part:
        old = self._parts.get(language) or _Part([], {}, None)
        kept = np.array([row for row, offer_id in enumerate(old.ids) if offer_id in kept_ids], np.int64)
        new = [row for row, offer in enumerate(changed) if offer.spoken_language == language]
        ids = [*(old.ids[row] for row in kept), *(changed[row].id for row in new)]
        order = np.array(sorted(range(len(ids)), key=lambda row: ids[row]), np.int64)
        counts = {}
        for kind in _KINDS[language]:
            added = [offer_counts(kind, changed[row].content, lexicon) for row in new]
            known = old.counts.get(kind) or WordCounts.of([])
            counts[kind] = known.with_changes(kept, added).in_order(order)
        stacked = None
        if vectors is not None:
            before = (
                old.vectors[kept] if old.vectors is not None else np.zeros((0, vectors.shape[1]), np.float16)
            )
            stacked = np.concatenate([before, vectors[new].astype(np.float16)])[order]
        return _Part([ids[row] for row in order], counts, stacked)

    def save(self, folder: Path) -> None:
        """Write everything to a new folder. Raises OSError."""
        values: dict[str, Any] = {}
        about: dict[str, Any] = {"marks": dict(self.marks), "ids": {}}
        for shelf in self.shelves:
            part = self._parts[shelf.language]
            about["ids"][shelf.language] = part.ids
            if part.vectors is not None and shelf.vectors is not None:
                values[f"{shelf.language}-vectors"] = part.vectors
                values[f"{shelf.language}-centred"] = shelf.vectors
            for kind, counts in part.counts.items():
                index = shelf.native if kind == NATIVE else shelf.pivot
                name = f"{shelf.language}-{kind}"
                values |= {f"{name}-words": counts.vocabulary, f"{name}-idf": index.idf}
                values |= _matrix_values(f"{name}-counts", counts.matrix)
                values |= _matrix_values(f"{name}-weights", index.weights)
        save_folder(folder, values, about)

    @classmethod
    def load(cls, folder: Path, lexicon: Lexicon) -> "CatalogueIndex":
        """Return the index in a folder, its arrays mapped. Raises DamagedFolderError."""
        values, about = load_folder(folder)
        parts, shelves = {}, []
        for language in LANGUAGES:
            ids = about["ids"][language]
            counts, indexes = {}, {}
            for kind in _KINDS[language]:
                name = f"{language}-{kind}"
                vocabulary = values[f"{name}-words"]
                shape = (len(ids), len(vocabulary))
                counts[kind] = WordCounts(vocabulary, _matrix(values, f"{name}-counts", shape))
                weights = _matrix(values, f"{name}-weights", shape[::-1])
                indexes[kind] = BM25Index(vocabulary, values[f"{name}-idf"], weights)
            parts[language] = _Part(ids, counts, values.get(f"{language}-vectors"))
            shelves.append(
                Shelf(language, ids, lexicon, values.get(f"{language}-centred"), indexes.__getitem__)
            )
        return cls(parts, shelves, about["marks"])


def _shelf(language: str, part: _Part, lexicon: Lexicon, means: Means) -> Shelf:
    indexes = {kind: BM25Index.from_counts(counts) for kind, counts in part.counts.items()}
    vectors = None
    if part.vectors is not None:
        sound = unit_rows(part.vectors.astype(np.float32))
        vectors = centred(sound, [language] * len(part.ids), "passage", means)
    return Shelf(language, part.ids, lexicon, vectors, indexes.__getitem__)


def _matrix_values(name: str, matrix: sparse.csr_matrix) -> dict[str, npt.NDArray[Any]]:
    return {f"{name}-{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}


def _matrix(values: Mapping[str, Any], name: str, shape: tuple[int, int]) -> sparse.csr_matrix:
    parts = (values[f"{name}-{part}"] for part in ("data", "indices", "indptr"))
    return sparse.csr_matrix(tuple(parts), shape=shape)
