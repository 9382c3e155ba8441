"""The offers of one language, ready to be compared with needs: indexes of their words, and their vectors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from liaison.matching.encoders.encoder import Vectors
from liaison.matching.fusion import PRIOR_OFFERS, Scores
from liaison.matching.lexical import BM25Index
from liaison.matching.lexicon import Lexicon
from liaison.matching.text import emphasised, native_counts, pivot_counts
from liaison.matching.types import Demand, Document
from yangpu_portal.core.text import contains_han

NATIVE, PIVOT = "native", "pivot"
Indexed = Callable[[str], BM25Index]


class Shelf:
    """The offers of one language in the order of their ids; ``vectors`` (offers, dimensions) are centred."""

    def __init__(
        self, language: str, ids: Sequence[str], lexicon: Lexicon, vectors: Vectors | None, indexed: Indexed
    ) -> None:
        """``indexed`` gives the index of a kind, NATIVE or PIVOT, when it is first needed."""
        self.language = language
        self.ids = ids
        self.vectors = vectors
        self._lexicon = lexicon
        self._indexed = indexed

    @classmethod
    def of(
        cls, language: str, offers: Sequence[Document], lexicon: Lexicon, vectors: Vectors | None = None
    ) -> "Shelf":
        """Return a shelf of offers at hand."""

        def indexed(kind: str) -> BM25Index:
            return BM25Index.of([offer_counts(kind, offer.content, lexicon) for offer in offers])

        return cls(language, [offer.id for offer in offers], lexicon, vectors, indexed)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def native(self) -> BM25Index:
        """Words of the offers' own language."""
        return self._indexed(NATIVE)

    @cached_property
    def pivot(self) -> BM25Index:
        """English words of the offers and English glosses of their Chinese words."""
        return self.native if self.language == "en" else self._indexed(PIVOT)

    def part(self, offer_ids: Iterable[str]) -> "Shelf":
        """Return a shelf of some of the offers, on which words are as rare as here."""
        rows = sorted(self.rows(offer_ids))
        vectors = None if self.vectors is None else self.vectors[rows]
        whole = {NATIVE: lambda: self.native, PIVOT: lambda: self.pivot}
        return Shelf(
            self.language,
            [self.ids[row] for row in rows],
            self._lexicon,
            vectors,
            lambda kind: whole[kind]().part(rows),
        )

    def rows(self, offer_ids: Iterable[str]) -> list[int]:
        """Return the rows of those offers that stand here."""
        return [self._row_of[offer_id] for offer_id in offer_ids if offer_id in self._row_of]

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        return {offer_id: row for row, offer_id in enumerate(self.ids)}

    def lexical_scores(self, demands: Sequence[Demand], language: str) -> Scores:
        """Return BM25 shares, float32 (needs, offers of this shelf), of needs of one language.

        Chinese meets Chinese in pairs of characters. Otherwise the two meet in English, for which the
        Chinese words of either, also those in an English text, stand for their glosses.
        """
        if self.language == language != "en":
            return self.native.scores([_query(demand, need_counts) for demand in demands])
        known = self.native.vocabulary if self.language == "en" else None

        def english(text: str) -> Mapping[str, float]:
            return pivot_counts(text, self._lexicon, known) if contains_han(text) else need_counts(text)

        return self.pivot.scores([_query(demand, english) for demand in demands])

    def importance(self, form: str, need_language: str) -> float:
        """Return how telling a word is here for needs of a language, 0 to 1.

        That is its rarity; among few offers, where all words are rare or none, it is taken to be 1.
        """
        index = self.pivot if need_language == "en" != self.language else self.native
        tokens = list(native_counts(form)) or [form]
        rarity = sum(index.rarity(token) for token in tokens) / len(tokens)
        return (len(self) * rarity + PRIOR_OFFERS) / (len(self) + PRIOR_OFFERS)


def offer_counts(kind: str, content: str, lexicon: Lexicon) -> Mapping[str, float]:
    """Return the counts of an offer's words for the index of a kind."""
    return native_counts(content) if kind == NATIVE else pivot_counts(content, lexicon)


@lru_cache(maxsize=2048)
def need_counts(text: str) -> Mapping[str, float]:
    """Return the search tokens of a need's text, cut once for all the shelves it is compared with."""
    return native_counts(text)


def _query(demand: Demand, count: Callable[[str], Mapping[str, float]]) -> dict[str, float]:
    return emphasised(count(demand.content), count(demand.title))
