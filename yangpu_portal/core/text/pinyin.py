"""How Chinese names are typed by whoever types no Chinese: 杨浦 as "yangpu" or "yp".

A name is turned into the words by whose beginnings it is found: from every character on, the characters
themselves, their syllables and the first letters of these. So 上海杨浦科技 is found by 杨浦, by "yangpuke"
and by "ypkj", and never by letters from the midst of a syllable.

Characters with several readings keep them: the reading of the whole phrase stands first (重庆 "chongqing"),
each other reading is put into it one at a time ("zhongqing"). Their number is bounded, so that no name grows
without end. Full and short typing mixed ("shanghaidx") is taken apart when it is searched for: as words of a
name its mixtures would double with every character.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert

from yangpu_portal.core.text.characters import HAN, normalise

_RUNS = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LETTERS = 40  # of one run: names are shorter, and what is cut off is found by its beginning
_READINGS = 3  # of one character; more are found in classical texts only
_OTHER = 12  # other readings put into one run
_MIXED = 4  # ways to read one word that is typed in full and by first letters
_MIXED_LETTERS = 24  # of such a word
_LONGEST_SYLLABLE = 6
_BEFORE = 3  # from so many characters before another reading on, the name is found by it


def runs(text: str) -> list[str]:
    """The words of a text: runs of Chinese characters, and of letters and digits, in small letters."""
    return _RUNS.findall(normalise(text).lower())


def sounds(text: str) -> set[str]:
    """The words by whose beginnings a text is found."""
    found: set[str] = set()
    for run in runs(text):
        if _HAN_RUN.match(run):
            found.update(_of_characters(run[:_LETTERS]))
        else:
            found.add(run[: _LETTERS * 2])
    return found


def mixed(word: str) -> list[tuple[str, str]]:
    """How a word reads of which one end is typed in full and the other by first letters: "shanghaidx" is
    ("shanghai", "shdx"). Words that are typed in full are none.

    Returns:
        the part in full, and the first letters of all; the longest parts first.
    """
    if not (word.isascii() and word.isalpha()) or len(word) > _MIXED_LETTERS or _shortened(word):
        return []
    found: list[tuple[str, str]] = []
    for full in range(len(word) - 1, 1, -1):
        before, start, end, after = word[:-full], word[:full], word[-full:], word[full:]
        # One letter after the full part is the beginning of its next syllable, which is found anyway.
        if len(after) > 1 and _are_first(after):
            found += [(start, short + after) for short in _shortened(start)]
        if _are_first(before):
            found += [(end, before + short) for short in _shortened(end)]
    return found[:_MIXED]


def _are_first(letters: str) -> bool:
    return not set(letters) & set("aeiouv")  # 啊 and 欧 are typed in full, or English would be taken for this


def _shortened(letters: str) -> list[str]:
    """The first letters of the syllables, for each way to read the letters as syllables and nothing else."""
    if not letters:
        return [""]
    return [
        letters[0] + rest
        for end in range(1, min(len(letters), _LONGEST_SYLLABLE) + 1)
        if letters[:end] in _syllables()
        for rest in _shortened(letters[end:])
    ]


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    readings = {reading for readings in PINYIN_DICT.values() for reading in readings.split(",")}
    plain = {convert(reading, Style.NORMAL, strict=True) for reading in readings}
    return frozenset(word for word in plain if not _are_first(word))


def _of_characters(run: str) -> Iterator[str]:
    spoken = lazy_pinyin(run)
    if len(spoken) != len(run):  # a character nobody can read
        spoken = [lazy_pinyin(character)[0] for character in run]
    for start in range(len(run)):
        yield run[start:]
        yield from _typed(spoken[start:])
    for place, other in _other_readings(run, spoken):
        changed = [*spoken[:place], other, *spoken[place + 1 :]]
        for start in range(max(0, place - _BEFORE), place + 1):
            yield from _typed(changed[start:])


def _typed(syllables: list[str]) -> tuple[str, str]:
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def _other_readings(run: str, spoken: list[str]) -> list[tuple[int, str]]:
    """Place and syllable of what else the characters may be read as, the likelier first."""
    others = [
        (rank, place, reading)
        for place, character in enumerate(run)
        for rank, reading in enumerate(_readings(character))
        if reading != spoken[place]
    ]
    return [(place, reading) for _rank, place, reading in sorted(others)[:_OTHER]]


@lru_cache(maxsize=20_000)
def _readings(character: str) -> tuple[str, ...]:
    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True)[0][:_READINGS])
