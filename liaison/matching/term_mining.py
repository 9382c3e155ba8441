"""Learns what Chinese words are called in English from texts that say the same in both languages.

IBM Model 1 (Brown et al., 1993) in both directions over whole texts: expectation maximisation of the
probability that an English stem translates a Chinese word, and the reverse. A pair is kept when both
directions hold it likely, which removes words that merely occur in the same texts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from liaison.matching.lexicon import Lexicon, Mined
from yangpu_portal.core.text import search_tokens, words

_ROUNDS = 6
_TEXTS_WITH_WORD = 2  # a word of a single text says nothing
_FORWARD_FLOOR = 0.08
_BACKWARD_FLOOR = 0.05
_STEMS_PER_WORD = 4
_SHORTEST_STEM = 3

Indices = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Side:
    """The words of one language that occur in enough texts, and those of each text by number."""

    words: list[str]
    texts: list[Indices]


def mine_terms(pairs: Iterable[tuple[str, str]], lexicon: Lexicon) -> Mined:
    """Return {Chinese word: ((English stem, weight), …)} learned from (Chinese, English) texts.

    Weights are 0 to 1, heaviest first, ties by stem; the same pairs give the same terms in any order.
    """
    texts = sorted(set(pairs))
    chinese = _side([_chinese_words(text, lexicon) for text, _ in texts])
    english = _side([_english_stems(text) for _, text in texts])
    if not chinese.words or not english.words:
        return {}
    keys = [
        left[:, None] * len(english.words) + right[None]
        for left, right in zip(chinese.texts, english.texts, strict=True)
    ]
    links = np.unique(np.concatenate([key.ravel() for key in keys]))
    blocks = [np.searchsorted(links, key) for key in keys]
    sources, targets = np.divmod(links, len(english.words))
    forward = _probabilities(blocks, sources, axis=0)
    backward = _probabilities(blocks, targets, axis=1)
    kept = np.flatnonzero((forward > _FORWARD_FLOOR) & (backward > _BACKWARD_FLOOR))
    found: dict[str, list[tuple[str, float]]] = {}
    for link in kept:
        weight = round(float(forward[link] * backward[link]), 3)
        found.setdefault(chinese.words[sources[link]], []).append((english.words[targets[link]], weight))
    return {
        word: tuple(sorted(stems, key=lambda stem: (-stem[1], stem[0]))[:_STEMS_PER_WORD])
        for word, stems in sorted(found.items())
    }


def _chinese_words(text: str, lexicon: Lexicon) -> set[str]:
    return {
        word.form[start:end]
        for word in words(text)
        if word.is_han
        for start, end in lexicon.segment(word.form)
        if end - start > 1
    }


def _english_stems(text: str) -> set[str]:
    return {token for token in search_tokens(text) if len(token) >= _SHORTEST_STEM and token.isascii()}


def _side(texts: Sequence[set[str]]) -> _Side:
    frequency = Counter(word for text in texts for word in text)
    known = sorted(word for word, count in frequency.items() if count >= _TEXTS_WITH_WORD)
    number = {word: position for position, word in enumerate(known)}
    return _Side(known, [_numbers(text, number) for text in texts])


def _numbers(text: set[str], number: dict[str, int]) -> Indices:
    return np.array(sorted(number[word] for word in text if word in number), np.int64)


def _probabilities(blocks: Sequence[Indices], given: Indices, axis: int) -> Probabilities:
    """Return the probability of each link given its word on one side.

    Each text shares out every word of the other side (along ``axis``) among its candidates by what the round
    before found.
    """
    likely = np.ones(len(given))
    for _ in range(_ROUNDS):
        counts = np.zeros(len(given))
        for block in blocks:
            shares = likely[block]
            counts[block] += shares / np.maximum(shares.sum(axis, keepdims=True), 1e-12)
        likely = counts / np.maximum(np.bincount(given, counts)[given], 1e-12)
    return likely


def format_terms(mined: Mined) -> Iterator[str]:
    """Yield lines of data/mined_terms.tsv: Chinese<TAB>stem weight, stem weight, …"""
    for word, stems in mined.items():
        yield word + "\t" + ", ".join(f"{stem} {weight:g}" for stem, weight in stems) + "\n"
