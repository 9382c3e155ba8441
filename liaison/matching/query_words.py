"""The words of a search query, each with the readings it may be found by: itself and its translations.

A reading is a run of search tokens. Chinese is cut into words of the dictionary, longest first; English
words are looked up in runs of up to three, so that "lithium battery" finds 锂电池. A token that ends in *
matches by its start.
"""

from collections.abc import Iterator
from functools import lru_cache

from liaison.matching.cache import cache_directory
from liaison.matching.lexicon import Lexicon, load_lexicon
from liaison.matching.text import GLOSSES_PER_WORD
from yangpu_portal.core.text import Word, is_stop_word, search_tokens, words

Reading = tuple[str, ...]
Readings = tuple[Reading, ...]

_LONGEST_RUN = 3
_TRANSLATIONS = 4


@lru_cache(maxsize=1)
def shared_lexicon() -> Lexicon:
    """The dictionary of this process, loaded when first needed (about half a second)."""
    return load_lexicon(cache_directory())


def query_words(text: str, lexicon: Lexicon, most: int = 60) -> list[Readings]:
    """Return the words of a query in order, without stop words and repetitions, at most ``most``."""
    found: dict[Readings, None] = {}
    for readings in _all_words(text, lexicon):
        found.setdefault(readings)
        if len(found) == most:
            break
    return list(found)


def _all_words(text: str, lexicon: Lexicon) -> Iterator[Readings]:
    pieces = list(words(text))
    alone = len(pieces) == 1
    position = 0
    while position < len(pieces):
        if pieces[position].is_han:
            yield from _han_words(pieces[position].form, lexicon, alone=alone)
            position += 1
        else:
            length, run_readings = _known_run(pieces[position : position + _LONGEST_RUN], lexicon)
            for piece in pieces[position : position + length]:
                yield from _latin_word(piece.form, run_readings, lexicon)
            position += length


def _han_words(run: str, lexicon: Lexicon, *, alone: bool) -> Iterator[Readings]:
    if len(run) == 1:
        if alone and not is_stop_word(run):
            yield ((f"{run}*",), *_glosses(run, lexicon))
        elif not is_stop_word(run):
            yield ((run,),)
        return
    for start, end in _segments(run, lexicon):
        word = run[start:end]
        whole = _word_readings(word, lexicon)
        parts = _parts(word, lexicon)
        for part in parts:
            yield tuple(dict.fromkeys((*_word_readings(part, lexicon), *whole)))
        if whole and not parts:
            yield whole


def _word_readings(word: str, lexicon: Lexicon) -> Readings:
    tokens = tuple(search_tokens(word)) if len(word) > 1 else ()
    return (tokens, *_glosses(word, lexicon)) if tokens else ()


def _parts(word: str, lexicon: Lexicon) -> list[str]:
    """The two words a compound is made of, for texts that say them apart: 防伪标签 is also 防伪 and 标签."""
    for cut in range(len(word) - 2, 1, -1):
        if word[:cut] in lexicon and word[cut:] in lexicon:
            return [word[:cut], word[cut:]]
    return []


def _segments(run: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Words of the dictionary; characters in a row that begin none form a word the dictionary lacks."""
    unknown = -1
    for start, end in lexicon.segment(run):
        if end - start == 1:
            unknown = start if unknown < 0 else unknown
            continue
        if unknown >= 0:
            yield unknown, start
        unknown = -1
        yield start, end
    if unknown >= 0:
        yield unknown, len(run)


def _glosses(word: str, lexicon: Lexicon) -> Iterator[Reading]:
    readings = (_latin_tokens(gloss) for gloss in lexicon.translations(word)[:GLOSSES_PER_WORD])
    yield from dict.fromkeys(reading for reading in readings if reading)


def _known_run(run: list[Word], lexicon: Lexicon) -> tuple[int, Readings]:
    """The length of the longest run the dictionary knows as one, and its translations; else (1, ())."""
    run = run[: next((index for index, word in enumerate(run) if word.is_han), len(run))]
    for length in range(len(run), 1, -1):
        translated = tuple(_headwords(" ".join(word.form for word in run[:length]), lexicon))
        if translated:
            return length, translated
    return 1, ()


def _latin_word(form: str, run_readings: Readings, lexicon: Lexicon) -> Iterator[Readings]:
    tokens = _latin_tokens(form)
    if tokens:
        yield tuple(dict.fromkeys((tokens, *_headwords(form, lexicon), *run_readings)))


def _latin_tokens(phrase: str) -> Reading:
    """Stems of the words; one with a hyphen may be written apart in the other text."""
    return tuple(search_tokens(phrase.replace("-", " ")))


def _headwords(phrase: str, lexicon: Lexicon) -> Iterator[Reading]:
    for form in _numbers(phrase):
        # A single character is part of too many other words to stand for one.
        headwords = [word for word in lexicon.translations(form) if len(word) > 1][:_TRANSLATIONS]
        if headwords:
            yield from dict.fromkeys(tuple(search_tokens(word)) for word in headwords if search_tokens(word))
            return


def _numbers(phrase: str) -> Iterator[str]:
    """The phrase as it stands, then as a singular."""
    yield phrase
    if phrase.endswith("ies"):
        yield f"{phrase[:-3]}y"
    elif phrase.endswith(("ses", "xes", "ches", "shes")):
        yield phrase[:-2]
    if phrase.endswith("s") and not phrase.endswith("ss"):
        yield phrase[:-1]
