"""Search tokens: stemmed English words and overlapping pairs of Chinese characters.

Words are found in the text as it stands and unified one by one, so that their offsets point at the original
text.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from yangpu_portal.core.text.characters import HAN, INVISIBLE, word_set

_LONGEST_WORD = 64
_IN_WORD = rf"(?:[^\W_{HAN}]|[\u0300-\u036f{INVISIBLE}])"
_WORD = re.compile(rf"[^\W_{HAN}]{_IN_WORD}*(?:[-\u2010\u2011'\u2019]{_IN_WORD}+)*|[{HAN}]+")
_HAN_START = re.compile(f"[{HAN}]")
_POSSESSIVE = re.compile(r"'s?\Z")
_PARTS = re.compile(rf"[^\W_{HAN}]+(?:-[^\W_{HAN}]+)*|[{HAN}]+")
_DROPPED = re.compile(rf"[\u0300-\u036f{INVISIBLE}]")

STOP_WORDS = word_set(
    "a about above after against all also among an and any are as at be been before being below between "
    "both but by can could did do does during each for from had has have he her here his how however i if "
    "in into is it its may more most no nor not of on only or other our over per same she should so some "
    "such than that the their them then there therefore these they this those through thus to too under "
    "upon us use used using very via was we were what when where whether which while who why will with "
    "within without would you your"
)
CHINESE_STOP_WORDS = word_set(
    "的 了 和 是 在 与 及 或 等 对 为 中 以 其 该 此 将 并 而 被 由 于 从 到 也 可 这 那 它 吗 呢 有 个 "
    "可以 能够 进行 通过 一种 一个 我们 他们 它们 如何 什么 哪些 多少 没有 以及 并且 具有 之间 本文"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, or a run of Chinese characters: ``text[start:end]``, unified as ``form``."""

    form: str
    start: int
    end: int

    @property
    def is_han(self) -> bool:
        """Whether this is a run of Chinese characters; its form then has one character per offset."""
        return _HAN_START.match(self.form) is not None


def words(text: str) -> Iterator[Word]:
    """Yield words and runs of Chinese characters in order; forms are lower-case, NFKC, without accents."""
    for match in _WORD.finditer(text):
        raw = match[0]
        if _HAN_START.match(raw):
            form = raw if unicodedata.is_normalized("NFKC", raw) else _unified(raw)
            yield Word(form, match.start(), match.end())
        else:
            yield from _latin_words(raw, match.start(), match.end())


def _latin_words(raw: str, start: int, end: int) -> Iterator[Word]:
    form = raw[:_LONGEST_WORD].lower()
    if not form.isascii():
        form = _unified(form)
    form = _POSSESSIVE.sub("", form)
    for part in _PARTS.findall(form):  # unifying may bring a space or a stroke into one character
        yield Word(part, start, end)


def _unified(raw: str) -> str:
    decomposed = unicodedata.normalize("NFKD", raw).lower()
    return (
        unicodedata.normalize("NFKC", _DROPPED.sub("", decomposed))
        .replace("\u2010", "-")
        .replace("\u2019", "'")
    )


def search_tokens(text: str) -> list[str]:
    """Return the tokens to index or look up: English stems and Chinese bigrams in text order, no stop words.

    A word with hyphens gives itself and its parts; a Chinese character standing alone is a token.
    """
    tokens: list[str] = []
    for word in words(text):
        if word.is_han:
            tokens += _han_tokens(word.form)
        else:
            tokens += _latin_tokens(word.form)
    return tokens


def _han_tokens(run: str) -> list[str]:
    pieces = [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return [piece for piece in pieces if piece not in CHINESE_STOP_WORDS]


@lru_cache(maxsize=200_000)
def _latin_tokens(form: str) -> tuple[str, ...]:
    forms = [form, *form.split("-")] if "-" in form else [form]
    return tuple(stem(part) for part in forms if part and part not in STOP_WORDS)


_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()  # the stemmer keeps the word at hand in itself


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the English stem of one lower-case word."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(word))


def is_stop_word(form: str) -> bool:
    """Whether a word form says nothing by itself, in either language."""
    return form in STOP_WORDS or form in CHINESE_STOP_WORDS
