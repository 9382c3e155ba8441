"""The words of a text as the engine counts and shows them: as they are, and through the dictionary."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from liaison.matching.lexicon import Lexicon
from yangpu_portal.core.text import Word, is_stop_word, search_tokens, stem, words

GLOSSES_PER_WORD = 4
LONE_CHARACTER_WEIGHT = 0.7
_MINED_SHARE = 0.5  # of a word that both the dictionary and mined texts translate
_MINED_CERTAIN = 0.3  # the summed weight from which mined stems take that share whole
_REPEATS = 8  # BM25's k3
_PART = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word at ``content[start:end]``: an English stem, or a Chinese word of the dictionary."""

    form: str
    start: int
    end: int
    is_han: bool

    @property
    def can_stand_alone(self) -> bool:
        """Whether the word says something by itself: no stop word, single character or plain number."""
        return len(self.form) > 1 and not self.form.isdigit() and not is_stop_word(self.form)


def native_counts(text: str) -> Counter[str]:
    """Return how often each search token occurs: English stems and Chinese bigrams."""
    return Counter(search_tokens(text))


def emphasised(counts: Mapping[str, float], title: Mapping[str, float]) -> dict[str, float]:
    """Return the word weights of a need: repeated words count less and less, words of the title once more."""
    weights = {word: count * (_REPEATS + 1) / (count + _REPEATS) for word, count in counts.items()}
    for word in title:
        weights[word] = weights.get(word, 0.0) + 1.0
    return weights


def pivot_counts(text: str, lexicon: Lexicon, known: Container[str] | None = None) -> dict[str, float]:
    """Return weights of English stems: those of English words, and of the glosses of Chinese ones.

    The weight of a Chinese word is shared among its glosses and the stems mined for it. Those not in
    ``known`` take no share.
    """
    counts: dict[str, float] = {}
    for word in words(text):
        if not word.is_han:
            for token in search_tokens(word.form):
                counts[token] = counts.get(token, 0.0) + 1.0
            continue
        for start, end in lexicon.segment(word.form):
            lone = end - start == 1 and len(word.form) > 1
            share = LONE_CHARACTER_WEIGHT if lone else 1.0
            for token, weight in _gloss_weights(word.form[start:end], lexicon, known).items():
                counts[token] = counts.get(token, 0.0) + share * weight
    return counts


def _gloss_weights(headword: str, lexicon: Lexicon, known: Container[str] | None) -> Mapping[str, float]:
    glossed = _dictionary_weights(headword, lexicon, known)
    mined = {
        stem: weight for stem, weight in lexicon.mined.get(headword, ()) if known is None or stem in known
    }
    if not mined:
        return glossed
    share = _MINED_SHARE if glossed else 1.0
    total = max(sum(mined.values()), _MINED_CERTAIN)
    weights = {token: (1 - share) * weight for token, weight in glossed.items()}
    for token, weight in mined.items():
        weights[token] = weights.get(token, 0.0) + share * weight / total
    return weights


def _dictionary_weights(headword: str, lexicon: Lexicon, known: Container[str] | None) -> dict[str, float]:
    weights: dict[str, float] = {}
    readings: list[Sequence[str]] = list(_readings(headword, lexicon))
    if known is not None:
        readings = [[token for token in tokens if token in known] for tokens in readings]
    readings = [tokens for tokens in readings if tokens][:GLOSSES_PER_WORD]
    for tokens in readings:
        for token in tokens:
            weights[token] = weights.get(token, 0.0) + 1 / len(readings) / len(tokens)
    return weights


@lru_cache(maxsize=100_000)
def _readings(headword: str, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """The search tokens of each gloss: cutting them anew for every text would take most of the time."""
    return tuple(tuple(search_tokens(gloss)) for gloss in lexicon.glosses(headword))


def terms(text: str, lexicon: Lexicon) -> list[Term]:
    """Return the words of a text in order: hyphenated ones in parts, Chinese ones as in the dictionary."""
    found: list[Term] = []
    for word in words(text):
        found += _han_terms(word, lexicon) if word.is_han else _latin_terms(word, text)
    return found


def _han_terms(word: Word, lexicon: Lexicon) -> Iterator[Term]:
    for start, end in lexicon.segment(word.form):
        yield Term(word.form[start:end], word.start + start, word.start + end, is_han=True)


def _latin_terms(word: Word, text: str) -> Iterator[Term]:
    parts = list(_PART.finditer(text, word.start, word.end))
    forms = word.form.split("-")
    if len(parts) != len(forms):  # letters that Unicode unifies into several, or a possessive
        forms, spans = [word.form], [(word.start, word.end)]
    else:
        spans = [part.span() for part in parts]
    for form, (start, end) in zip(forms, spans, strict=True):
        yield Term(form if is_stop_word(form) else stem(form), start, end, is_han=False)
