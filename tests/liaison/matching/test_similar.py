"""Offers like a given one: by meaning across languages, by words without vectors, never the offer itself."""

import numpy as np

from liaison.matching.shelf import Shelf
from liaison.matching.similar import most_similar
from liaison.matching.types import Offer

ICE = "Batteries that start engines in the cold keep their capacity"
LEAK = "Acoustic sensors find leaks in buried water pipes"


def offer(key: str, text: str, language: str = "en") -> Offer:
    return Offer(key, text, text, language)


def unit(*numbers: float) -> np.ndarray:
    row = np.array(numbers, np.float32)
    return row / np.linalg.norm(row)


def test_words_find_it_without_vectors(lexicon):
    offers = [offer("1", ICE), offer("2", f"{ICE} and more"), offer("3", LEAK)]
    found = most_similar(offers, None, [Shelf.of("en", offers, lexicon)], {}, most=5)
    assert found == {"1": ["2"], "2": ["1"], "3": []}


def test_meaning_goes_first_and_its_bar_holds(lexicon):
    offers = [offer("1", ICE), offer("2", LEAK), offer("3", LEAK), offer("4", LEAK)]
    vectors = np.stack([unit(1, 0, 0), unit(0.6, 0.8, 0), unit(0.9, 0.1, 0), unit(0, 0.1, 1)])
    found = most_similar(offers, vectors, [Shelf.of("en", offers, lexicon, vectors)], {}, most=5)
    assert found["1"] == ["3", "2"]


def test_two_languages_of_one_offer_count_once(lexicon):
    english = [offer("1", ICE), offer("2", ICE)]
    chinese = [offer("1", "低温电池", "zh-hans"), offer("2", "低温电池", "zh-hans")]
    vectors = np.stack([unit(1, 0), unit(1, 0.1)])
    shelves = [Shelf.of("zh-hans", chinese, lexicon, vectors), Shelf.of("en", english, lexicon, vectors)]
    found = most_similar([*english, *chinese], np.concatenate([vectors, vectors]), shelves, {}, most=5)
    assert found == {"1": ["2"], "2": ["1"]}


def test_at_most_so_many(lexicon):
    offers = [offer(str(number), ICE) for number in range(5)]
    found = most_similar(offers, None, [Shelf.of("en", offers, lexicon)], {}, most=2)
    assert found["0"] == ["1", "2"]
    assert found["2"] == ["0", "1"]


def test_empty_catalogue_has_nothing_like_it(lexicon):
    assert most_similar([offer("1", ICE)], None, [Shelf.of("en", [], lexicon)], {}, most=2) == {"1": []}
