"""BM25 and the words it counts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.engine import Engine
from liaison.matching.lexical import K1, B, BM25Index, WordCounts
from liaison.matching.lexicon import Lexicon
from liaison.matching.text import emphasised, native_counts, pivot_counts
from liaison.matching.types import Demand, Offer
from yangpu_portal.core.text import contains_han


def test_score_is_the_formula_as_a_share_of_the_attainable() -> None:
    index = BM25Index.of([{"sensor": 2, "water": 1}, {"pump": 1}, {"water": 3}])
    (scores,) = index.scores([{"sensor": 1.0}])
    expected = 2 / (2 + K1 * (1 - B + B * 3 / (7 / 3)))
    assert scores.tolist() == pytest.approx([expected, 0, 0])


def test_rare_words_tell_more() -> None:
    index = BM25Index.of([{"sensor": 1, "water": 1}, {"pump": 1, "water": 1}, {"water": 1}])
    assert index.idf[index.vocabulary["sensor"]] == pytest.approx(math.log1p(2.5 / 1.5))
    assert index.rarity("water") < index.rarity("sensor") < index.rarity("unknown") == 1


@pytest.mark.parametrize("documents", [[], [{}], [{}, {}]])
def test_indexes_without_words_score_zero(documents: list[dict[str, float]]) -> None:
    scores = BM25Index.of(documents).scores([{"sensor": 1.0}, {}])
    assert scores.shape == (2, len(documents))
    assert np.all(scores == 0)


def test_pivot_joins_english_words_and_glosses(lexicon: Lexicon) -> None:
    counts = pivot_counts("RFID 防伪标签", lexicon)
    assert counts["rfid"] == 1
    assert counts["counterfeit"] > 0
    assert counts["label"] > 0


def test_glosses_outside_the_vocabulary_take_no_share(lexicon: Lexicon) -> None:
    assert pivot_counts("防伪", lexicon, {"counterfeit"}) == {"counterfeit": 1.0}


def test_words_of_the_title_count_once_more() -> None:
    weights = emphasised(native_counts("pump\npump water"), native_counts("pump"))
    assert weights == {"pump": pytest.approx(2 * 9 / 10 + 1), "water": 1.0}


def test_chinese_words_in_an_english_text_stand_for_their_glosses(lexicon: Lexicon) -> None:
    counts = pivot_counts("We sell labels (防伪标签) and labels.", lexicon)
    assert counts["label"] > 2
    assert counts["counterfeit"] > 0
    assert not any(contains_han(word) for word in counts)


def test_an_english_need_with_a_chinese_word_finds_what_it_is_called_in_english(words_engine: Engine) -> None:
    offers = [Offer("pasta", "Drying of pasta"), Offer("label", "Anti-counterfeiting labels")]
    need = Demand("1", "We look for 防伪", language="en")
    assert words_engine.rank(words_engine.catalogue(offers), [need])[0][0].offer_id == "label"


counted = st.dictionaries(
    st.sampled_from(["泵", "pump", "pumps", "a", "ab", "abc", "é"]), st.floats(0.25, 9, width=16)
)


@given(first=st.lists(counted, max_size=5), second=st.lists(counted, max_size=5), data=st.data())
def test_counts_with_changes_in_another_order_are_those_counted_from_scratch(
    first: list[dict[str, float]], second: list[dict[str, float]], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(range(len(first))), unique=True) if first else st.just([]))
    documents = [*(first[row] for row in kept), *second]
    order = data.draw(st.permutations(range(len(documents))))
    changed = WordCounts.of(first).with_changes(np.array(kept, np.int64), second)
    found, wanted = (
        changed.in_order(np.array(order, np.int64)),
        WordCounts.of([documents[row] for row in order]),
    )
    assert list(found.vocabulary.items()) == list(wanted.vocabulary.items())
    assert found.matrix.toarray().tolist() == wanted.matrix.toarray().tolist()
