"""BM25 and the words it counts."""

import math

import numpy as np
import pytest

from liaison.matching.lexical import K1, B, BM25Index
from liaison.matching.lexicon import Lexicon
from liaison.matching.text import emphasised, native_counts, pivot_counts


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
