"""The kept catalogue: brought up to date, saved and opened, it ranks as one that is built from scratch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.matching.catalogue_index import CatalogueIndex
from liaison.matching.engine import Engine
from liaison.matching.lexicon import Lexicon
from liaison.matching.types import Demand, Offer, RankedOffer

from .hashing_encoder import HashingEncoder

TEXTS = [
    "锂电池低温电解液",
    "Lithium battery electrolyte",
    "桥梁 sensor 监测",
    "Bridge monitoring",
    "",
    "泵 pump pump",
]
NEEDS = [
    Demand("1", "低温电池", "需要电解液"),
    Demand("2", "Bridge sensor"),
    Demand("3", "pump"),
    Demand("4", ""),
]

# What happens to a few offers at a time: texts in one or two languages, or none when they are withdrawn.
changes = st.lists(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.sampled_from(TEXTS), max_size=2), min_size=1, max_size=4
    ),
    max_size=5,
)


@dataclass
class Kept:
    """A catalogue that is kept up to date, and what it has to hold."""

    engine: Engine
    index: CatalogueIndex = field(default_factory=CatalogueIndex.empty)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def change(self, texts: dict[str, list[str]], mark: str) -> None:
        for offer_id, versions in texts.items():
            self.offers.pop(offer_id, None)
            self.marks.pop(offer_id, None)
            if versions:
                self.offers[offer_id] = [Offer(offer_id, text) for text in versions]
                self.marks[offer_id] = mark
        self.refresh([offer_id for offer_id, versions in texts.items() if versions])

    def refresh(self, changed: Sequence[str]) -> None:
        documents = [offer for offer_id in changed for offer in self.offers[offer_id]]
        vectors = self.engine.encode(documents, "passage")
        self.index = self.engine.refreshed(self.index, self.marks, documents, vectors)

    def ranking(self) -> list[list[RankedOffer]]:
        return self.engine.rank(self.engine.opened(self.index, lambda ids: {}), NEEDS)


def _built(kept: Kept) -> Kept:
    fresh = Kept(kept.engine, offers=kept.offers, marks=kept.marks)
    fresh.refresh(list(kept.offers))
    return fresh


@pytest.mark.parametrize("encoder", [None, HashingEncoder()], ids=["words", "vectors"])
@settings(max_examples=60, deadline=None)
@given(changes=changes)
def test_an_index_kept_up_to_date_ranks_as_a_new_one(
    lexicon: Lexicon, encoder: HashingEncoder | None, changes: list[dict[str, list[str]]]
) -> None:
    kept = Kept(Engine(lexicon, encoder))
    for number, texts in enumerate(changes):
        kept.change(texts, str(number))
    assert kept.ranking() == _built(kept).ranking()


@pytest.mark.parametrize("encoder", [None, HashingEncoder()], ids=["words", "vectors"])
@pytest.mark.parametrize(
    "texts", [{}, {"a": TEXTS[:2]}, {str(number): [text] for number, text in enumerate(TEXTS)}]
)
def test_an_index_that_is_saved_and_opened_ranks_as_before(
    lexicon: Lexicon, tmp_path: Path, encoder: HashingEncoder | None, texts: dict[str, list[str]]
) -> None:
    kept = Kept(Engine(lexicon, encoder))
    kept.change(texts, "1")
    kept.index.save(tmp_path / "1")
    opened = Kept(kept.engine, CatalogueIndex.load(tmp_path / "1", lexicon), kept.offers, kept.marks)
    assert opened.index.marks == kept.marks
    assert opened.ranking() == kept.ranking()


def test_an_index_that_was_opened_is_brought_up_to_date(lexicon: Lexicon, tmp_path: Path) -> None:
    kept = Kept(Engine(lexicon, HashingEncoder()))
    kept.change({"a": TEXTS[:2], "b": TEXTS[2:4], "c": ["pump"]}, "1")
    kept.index.save(tmp_path / "1")
    kept.index = CatalogueIndex.load(tmp_path / "1", lexicon)
    kept.change({"b": [], "c": ["Bridge pump"], "d": TEXTS[:1]}, "2")
    assert kept.ranking() == _built(kept).ranking()


def test_only_what_changed_is_encoded(hashing_engine: Engine) -> None:
    kept = Kept(hashing_engine)
    kept.change({"a": ["pump"], "b": ["valve"]}, "1")
    hashing_engine.encoder.asked.clear()
    kept.change({"b": ["valves"]}, "2")
    assert hashing_engine.encoder.asked == ["valves\n"]


def test_a_kept_index_ranks_as_a_catalogue_of_offers_at_hand(words_engine: Engine) -> None:
    kept = Kept(words_engine)
    kept.change({str(number): [text] for number, text in enumerate(TEXTS)}, "1")
    offers = [offer for versions in kept.offers.values() for offer in versions]
    assert kept.ranking() == words_engine.rank(words_engine.catalogue(offers), NEEDS)
