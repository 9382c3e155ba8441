"""BM25 over sparse matrices: how well the words of a need occur in an offer.

The score of need q for offer d is the sum over their common words w of ``weight(w, q) * idf(w) * f * (k1 + 1)
/ (f + k1 * (1 - b + b * length(d) / mean length))`` with f = count(w, d) and ``idf(w) = ln(1 + (N - n + 0.5)
/ (n + 0.5))`` (Robertson and Zaragoza, 2009).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

K1 = 1.5
B = 0.9

Scores = npt.NDArray[np.float32]


class BM25Index:
    """An index of documents given as word counts; counts may be fractions."""

    def __init__(self, documents: Sequence[Mapping[str, float]]) -> None:
        self.vocabulary: dict[str, int] = {}
        lengths = np.array([sum(counts.values()) for counts in documents], np.float32)
        entries = sum(len(counts) for counts in documents)
        rows, columns = np.empty(entries, np.int32), np.empty(entries, np.int32)
        values = np.empty(entries, np.float32)
        position = 0
        for column, counts in enumerate(documents):
            for word, count in counts.items():
                rows[position] = self.vocabulary.setdefault(word, len(self.vocabulary))
                columns[position], values[position] = column, count
                position += 1
        frequency = np.bincount(rows, minlength=len(self.vocabulary))
        self.idf = np.log1p((len(documents) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        mean_length = max(float(lengths.mean()), 1e-9) if len(lengths) else 1.0
        saturation = K1 * (1 - B + B * lengths / mean_length)
        weights = self.idf[rows] * values * (K1 + 1) / (values + saturation[columns])
        shape = (len(self.vocabulary), len(documents))
        self._matrix = sparse.csr_matrix((weights, (rows, columns)), shape=shape, dtype=np.float32)

    def scores(self, queries: Sequence[Mapping[str, float]]) -> Scores:
        """Return scores as shares, 0 to 1, of what each query could reach: float32 (queries, documents)."""
        words = self._query_matrix(queries)
        attainable = np.asarray(words @ (self.idf * (K1 + 1))).reshape(-1, 1)
        found: Scores = (words @ self._matrix).toarray()
        found /= np.maximum(attainable, np.float32(1e-9))
        return found

    def rarity(self, word: str) -> float:
        """Return how rare a word is, 0 to 1: its idf as a share of that of a word no document has."""
        row = self.vocabulary.get(word)
        unseen = float(np.log1p((self._matrix.shape[1] + 0.5) / 0.5))
        return float(self.idf[row]) / unseen if row is not None else 1.0

    def _query_matrix(self, queries: Sequence[Mapping[str, float]]) -> sparse.csr_matrix:
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, query in enumerate(queries):
            for word, weight in query.items():
                column = self.vocabulary.get(word)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(weight)
        shape = (len(queries), len(self.vocabulary))
        return sparse.csr_matrix(
            (np.array(values, np.float32), (rows, columns)), shape=shape, dtype=np.float32
        )
