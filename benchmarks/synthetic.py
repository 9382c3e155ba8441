"""A made-up catalogue of any size that costs what a real one costs: words as frequent, vectors as clustered.

Words come from the dictionary, so that translation has its usual work, with Zipf's frequencies; three words
in ten belong to the topic of the text. Vectors lie around the centres of the topics in a space of few
dimensions, as those of texts do: evenly spread ones would be unfair to approximate search. Every second offer
and need is Chinese, and all state facts. The same numbers give the same catalogue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.synthetic_facts import need_facts, offer_facts
from liaison.matching.encoders.encoder import Vectors, unit_rows
from liaison.matching.lexicon import Lexicon
from liaison.matching.types import Demand, Offer

DIMENSIONS = 384
_INTRINSIC = 48
_TOPICS = 500
_SEED = 11
_OFFER_WORDS, _NEED_WORDS, _TITLE_WORDS = 120, 60, 8
_WORDS_OF_A_TOPIC = 200
_TOPICAL = 0.3

Words = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Synthetic:
    """Offers and needs with their unit vectors, float32 (texts, DIMENSIONS)."""

    offers: list[Offer]
    needs: list[Demand]
    offer_vectors: Vectors
    need_vectors: Vectors


def synthetic(lexicon: Lexicon, offers: int, needs: int, texts: Sequence[str] = ()) -> Synthetic:
    """Return a catalogue; given ``texts``, each offer is the halves of two of them instead of drawn words."""
    random = np.random.default_rng(_SEED)
    vocabularies = (_chinese_words(lexicon, random), _english_words(lexicon, random))
    topics = random.integers(0, _TOPICS, offers + needs)
    vectors = _vectors(random, topics)
    contents = (
        _halves(random, texts, offers) if texts else _texts(random, vocabularies, topics[:offers], False)
    )
    asked = (text.partition("\n") for text in _texts(random, vocabularies, topics[offers:], True))
    return Synthetic(
        [
            Offer(f"{number:07}", "", content, None, offer_facts(random))
            for number, content in enumerate(contents)
        ],
        [
            Demand(str(number), title, text, None, need_facts(random))
            for number, (title, _, text) in enumerate(asked)
        ],
        vectors[:offers],
        vectors[offers:],
    )


def _chinese_words(lexicon: Lexicon, random: np.random.Generator) -> Words:
    return random.permutation(np.array([word for word in lexicon.entries if 2 <= len(word) <= 4], object))


def _english_words(lexicon: Lexicon, random: np.random.Generator) -> Words:
    glosses = {gloss for joined in lexicon.entries.values() for gloss in joined.split("|")}
    return random.permutation(np.array(sorted(word for word in glosses if word.isalpha()), object))


def _texts(
    random: np.random.Generator, vocabularies: Sequence[Words], topics: Numbers, titled: bool
) -> list[str]:
    length = _TITLE_WORDS + _NEED_WORDS if titled else _OFFER_WORDS
    texts = [""] * len(topics)
    for language, (vocabulary, joint) in enumerate(zip(vocabularies, ("", " "), strict=True)):
        for row in range(language, len(topics), len(vocabularies)):
            words = vocabulary[_numbers(random, len(vocabulary), topics[row], length)]
            title = joint.join(words[:_TITLE_WORDS]) + "\n" if titled else ""
            texts[row] = title + joint.join(words[_TITLE_WORDS:] if titled else words)
    return texts


def _numbers(random: np.random.Generator, vocabulary: int, topic: int, length: int) -> Numbers:
    """Draw word numbers: density 1 / number, which is what Zipf's law says."""
    numbers = (vocabulary ** random.random(length)).astype(np.int64) - 1
    own = random.random(length) < _TOPICAL
    of_topic = (_WORDS_OF_A_TOPIC ** random.random(length)).astype(np.int64) + topic * _WORDS_OF_A_TOPIC // 4
    return np.where(own, of_topic, numbers) % vocabulary


def _halves(random: np.random.Generator, texts: Sequence[str], count: int) -> list[str]:
    pairs = random.integers(0, len(texts), (count, 2))
    return [texts[a][: len(texts[a]) // 2] + texts[b][len(texts[b]) // 2 :] for a, b in pairs]


def _vectors(random: np.random.Generator, topics: Numbers) -> Vectors:
    centres = random.standard_normal((_TOPICS, _INTRINSIC), dtype=np.float32)
    basis = random.standard_normal((_INTRINSIC, DIMENSIONS), dtype=np.float32)
    places = centres[topics] + random.standard_normal((len(topics), _INTRINSIC), dtype=np.float32)
    return unit_rows((places @ basis).astype(np.float32))
