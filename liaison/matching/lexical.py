"""BM25 over sparse matrices: how well the words of a need occur in an offer.

The score of need q for offer d is the sum over their common words w of ``weight(w, q) * idf(w) * f * (k1 + 1)
/ (f + k1 * (1 - b + b * length(d) / mean length))`` with f = count(w, d) and ``idf(w) = ln(1 + (N - n + 0.5)
/ (n + 0.5))`` (Robertson and Zaragoza, 2009).
"""

from collections.abc import Mapping, Sequence

import marisa_trie
import numpy as np
import numpy.typing as npt
from scipy import sparse

K1 = 1.5
B = 0.9

Scores = npt.NDArray[np.float32]


class WordCounts:
    """How often each word occurs in each document: a vocabulary and a sparse matrix (documents, words)."""

    def __init__(self, vocabulary: marisa_trie.Trie, matrix: sparse.csr_matrix) -> None:
        self.vocabulary = vocabulary
        self.matrix = matrix

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, float]]) -> "WordCounts":
        """Count documents given as {word: count}; counts may be fractions."""
        numbers: dict[str, int] = {}
        entries = sum(len(counts) for counts in documents)
        words, counts_of = np.empty(entries, np.int32), np.empty(entries, np.float32)
        starts = np.zeros(len(documents) + 1, np.int32)
        position = 0
        for row, counts in enumerate(documents):
            for word, count in counts.items():
                words[position] = numbers.setdefault(word, len(numbers))
                counts_of[position] = count
                position += 1
            starts[row + 1] = position
        vocabulary = marisa_trie.Trie(numbers)
        own = np.fromiter((vocabulary[word] for word in numbers), np.int32, len(numbers))
        shape = (len(documents), len(numbers))
        return cls(vocabulary, sparse.csr_matrix((counts_of, own[words], starts), shape=shape))

    def with_changes(self, kept: npt.NDArray[np.int64], added: Sequence[Mapping[str, float]]) -> "WordCounts":
        """Return the counts of the rows ``kept``, in that order, followed by those of new documents."""
        new = WordCounts.of(added)
        old = self.matrix[kept]
        used = np.unique(old.indices)
        words = [self.vocabulary.restore_key(int(word)) for word in used]
        # Each word once: repeated ones would be numbered otherwise than when counted from scratch.
        vocabulary = marisa_trie.Trie(list(dict.fromkeys([*words, *new.vocabulary.keys()])))
        old_numbers = np.zeros(self.matrix.shape[1], np.int32)
        old_numbers[used] = [vocabulary[word] for word in words]
        new_numbers = np.array(
            [vocabulary[new.vocabulary.restore_key(word)] for word in range(len(new.vocabulary))], np.int32
        )
        matrix = sparse.vstack(
            [
                _renumbered(old, old_numbers, len(vocabulary)),
                _renumbered(new.matrix, new_numbers, len(vocabulary)),
            ],
            format="csr",
        )
        return WordCounts(vocabulary, matrix)

    def in_order(self, rows: npt.NDArray[np.int64]) -> "WordCounts":
        """Return the same documents in another order."""
        return WordCounts(self.vocabulary, self.matrix[rows])


def _renumbered(matrix: sparse.csr_matrix, numbers: npt.NDArray[np.int32], words: int) -> sparse.csr_matrix:
    indices = numbers[matrix.indices] if len(numbers) else matrix.indices
    return sparse.csr_matrix((matrix.data, indices, matrix.indptr), shape=(matrix.shape[0], words))


class BM25Index:
    """An index of documents: the share of a query's weight that each document answers."""

    def __init__(
        self,
        vocabulary: marisa_trie.Trie,
        idf: Scores,
        weights: sparse.csr_matrix,
    ) -> None:
        """``weights`` (words, documents) has the summand of each word and document at a query weight of 1."""
        self.vocabulary = vocabulary
        self.idf = idf
        self.weights = weights

    @classmethod
    def of(cls, documents: Sequence[Mapping[str, float]]) -> "BM25Index":
        """Index documents given as {word: count}."""
        return cls.from_counts(WordCounts.of(documents))

    @classmethod
    def from_counts(cls, counts: WordCounts) -> "BM25Index":
        """Index counted documents."""
        documents, words = counts.matrix.shape
        lengths = np.asarray(counts.matrix.sum(1), np.float32).ravel()
        frequency = np.bincount(counts.matrix.indices, minlength=words)
        idf = np.log1p((documents - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        mean_length = max(float(lengths.mean()), 1e-9) if documents else 1.0
        saturation = (K1 * (1 - B + B * lengths / mean_length)).astype(np.float32)
        weights = counts.matrix.tocsc(copy=True).T  # (words, documents) by rows, without moving anything
        weights.data = weights.data * np.float32(K1 + 1) / (weights.data + saturation[weights.indices])
        weights.data *= np.repeat(idf, np.diff(weights.indptr))
        return cls(counts.vocabulary, idf, weights)

    def part(self, documents: Sequence[int]) -> "BM25Index":
        """Return an index of some of the documents, with the rarity of words among all."""
        return BM25Index(self.vocabulary, self.idf, self.weights[:, documents])

    def scores(self, queries: Sequence[Mapping[str, float]]) -> Scores:
        """Return scores as shares, 0 to 1, of what each query could reach: float32 (queries, documents)."""
        words = self._query_matrix(queries)
        attainable = np.asarray(words @ (self.idf * np.float32(K1 + 1)), np.float32)
        words.data /= np.maximum(np.repeat(attainable, np.diff(words.indptr)), np.float32(1e-9))
        found: Scores = (words @ self.weights).toarray()
        return found

    def rarity(self, word: str) -> float:
        """Return how rare a word is, 0 to 1: its idf as a share of that of a word no document has."""
        if word not in self.vocabulary:
            return 1.0
        unseen = float(np.log1p((self.weights.shape[1] + 0.5) / 0.5))
        return float(self.idf[self.vocabulary[word]]) / unseen

    def _query_matrix(self, queries: Sequence[Mapping[str, float]]) -> sparse.csr_matrix:
        starts = [0]
        columns: list[int] = []
        values: list[float] = []
        for query in queries:
            for word, weight in query.items():
                if word in self.vocabulary:
                    columns.append(self.vocabulary[word])
                    values.append(weight)
            starts.append(len(columns))
        shape = (len(queries), len(self.idf))
        return sparse.csr_matrix(
            (np.array(values, np.float32), np.array(columns, np.int32), np.array(starts, np.int32)),
            shape=shape,
        )
