"""How alike two texts of the same kind are, two offers or two needs: by meaning and by words."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from liaison.matching.encoders.encoder import Vectors
from liaison.matching.lexicon import Lexicon
from liaison.matching.text import pivot_counts
from liaison.matching.types import Document

_SAMPLED_DOCUMENTS = 1_000
_PRIOR_DOCUMENTS = 1_000  # taken to be without the word, or few texts would find each of their words common
_DECIMALS = 4  # below the differences between processors, so that a bar is met everywhere or nowhere


class Likeness:
    """Compares documents, known by their rows."""

    def __init__(self, documents: Sequence[Document], vectors: Vectors | None, lexicon: Lexicon) -> None:
        """``vectors`` are the centred vectors of the documents, None to compare by words alone."""
        self._documents = documents
        self._vectors = vectors
        self._lexicon = lexicon
        self._known: dict[int, dict[str, float]] = {}

    def of(self, first: int, second: int) -> float:
        """Return the cosine of the vectors of two documents; without vectors that of their words."""
        if self._vectors is None:
            return self.words(first, second)
        return round(float(self._vectors[first] @ self._vectors[second]), _DECIMALS)

    def meanings(self, rows: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> Vectors:
        """Return the cosines of vectors, float32 (rows, others). Only with vectors."""
        assert self._vectors is not None
        return np.round(self._vectors[rows] @ self._vectors[others].T, _DECIMALS)

    def words(self, first: int, second: int) -> float:
        """Return the cosine, 0 to 1, of the words of two documents in whichever languages.

        Words are English stems and the glosses of Chinese words, weighted by sqrt(count) * ln(N / n), where n
        of the N documents of a sample have the word.
        """
        one, other = self._weights(first), self._weights(second)
        return round(sum(weight * other.get(word, 0.0) for word, weight in one.items()), _DECIMALS)

    def _weights(self, row: int) -> dict[str, float]:
        """Return the weights of the words of a document, of length one."""
        if row not in self._known:
            counts = pivot_counts(self._documents[row].content, self._lexicon)
            weights = {word: math.sqrt(count) * self._rarity(word) for word, count in counts.items()}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            self._known[row] = {word: weight / length for word, weight in weights.items()}
        return self._known[row]

    def _rarity(self, word: str) -> float:
        documents = len(self._sample) + _PRIOR_DOCUMENTS
        return math.log(documents / max(self._frequency[word], 1))

    @cached_property
    def _frequency(self) -> Counter[str]:
        frequency: Counter[str] = Counter()
        for document in self._sample:
            frequency.update(pivot_counts(document.content, self._lexicon).keys())
        return frequency

    @cached_property
    def _sample(self) -> Sequence[Document]:
        """Documents at even distances: cutting Chinese into words takes some milliseconds a text."""
        return self._documents[:: max(1, len(self._documents) // _SAMPLED_DOCUMENTS)]
