"""Finding offers for what somebody typed: a word, some words, or a paragraph.

Words are exact: what has all of them, in either language, is found and nothing else. The engine, which
compares meanings, ranks a paragraph, and looks once more where words find nothing. Without its catalogue or
encoder, words go on alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings

from liaison.domain.engine import shipped_engine
from liaison.domain.published import PublishedCatalogue, kept_catalogue
from liaison.matching.types import Demand
from universities.queries.search import Hits, Readings, find_words
from universities.queries.search_facets import Narrowed, known_choices, narrow
from universities.queries.search_order import MATCH, SORTS, ListPage, ordered, page_at
from universities.queries.search_snapshot import Ints, Snapshot, current_snapshot
from yangpu_portal.core.text import detect_language

MOST_BY_MEANING = 60
# Standard scores of meaning or words below which an offer is not close to a few words, or to a paragraph.
_CLOSE, _RELATED = 2.0, 1.0
_STEPS = 10_000  # of a score, as a whole number
_TITLED = 1_000 * _STEPS  # words in the title come before any rank


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the text and its words, choices by facet, the order, and the place in it."""

    text: str = ""
    words: Sequence[Readings] = ()
    is_description: bool = False
    choices: Mapping[str, Sequence[str]] | None = None
    sort: str = ""
    loose: bool = False
    after: str = ""
    before: str = ""
    may_compare: Callable[[], bool] = lambda: True  # asked once, before the engine, which costs a second


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list. `rows`: what the text finds, before the choices narrow it.

    `loosened`: no offer has all the words, and those with some are shown; `by_meaning`: those whose meaning
    is close are; `words_alone`: the engine, which would have been asked, might not be.
    """

    snapshot: Snapshot
    page: ListPage
    rows: Ints
    narrowed: Narrowed
    places: Mapping[str, Sequence[int]]
    sort: str
    loosened: bool = False
    by_meaning: bool = False
    words_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    """Rows of the list, newest first, and a score for each row of the whole list."""

    snapshot: Snapshot
    rows: Ints
    scores: Ints | None = None
    loosened: bool = False
    by_meaning: bool = False
    words_alone: bool = False


def find_offers(wanted: Wanted, snapshot: Snapshot | None = None) -> Found:
    """The public offers that answer, a page of them, and what each choice would leave.

    Args:
        snapshot: the list as it is now, for who has just looked; it serves where no text is asked for.
    """
    hit = _hit(wanted, snapshot)
    sorts = [one for one in SORTS if one != MATCH or hit.scores is not None]
    sort = wanted.sort if wanted.sort in sorts else sorts[0]
    places = known_choices(hit.snapshot, wanted.choices or {})
    narrowed = narrow(hit.snapshot, hit.rows, places)
    rows, key = ordered(hit.snapshot, narrowed.rows, sort, hit.scores)
    page = page_at(rows, key, after=wanted.after, before=wanted.before)
    marks = hit.loosened, hit.by_meaning, hit.words_alone
    return Found(hit.snapshot, page, hit.rows, narrowed, places, sort, *marks)


def _hit(wanted: Wanted, snapshot: Snapshot | None) -> _Hit:
    if not wanted.text:
        snapshot = snapshot or current_snapshot()
        return _Hit(snapshot, snapshot.all_rows)
    strict = None if wanted.is_description else _by_words(wanted, any_word=wanted.loose)
    if strict and (len(strict.rows) or wanted.loose):
        return strict
    may_compare = wanted.may_compare()
    close = _close(wanted) if may_compare else None
    if close and len(close.rows):
        return close
    return replace(_by_some_words(wanted, strict), words_alone=not may_compare)


def _by_some_words(wanted: Wanted, strict: _Hit | None) -> _Hit:
    """What has some of the words; `strict`, where it was asked for all of them, which nothing has."""
    if strict is not None and len(wanted.words) < 2:
        return strict
    some = _by_words(wanted, any_word=True)
    return replace(some, loosened=strict is not None and len(some.rows) > 0)


def _by_words(wanted: Wanted, *, any_word: bool) -> _Hit:
    hits = find_words(wanted.words, any_word=any_word)
    snapshot = current_snapshot(hits.stamp if hits else None)
    if hits is None:
        return _Hit(snapshot, np.empty(0, np.int32), np.zeros(len(snapshot), np.int8))
    rows, _which = snapshot.rows_of(hits.keys)
    return _Hit(snapshot, np.sort(rows), _scores(snapshot, hits))


def _scores(snapshot: Snapshot, hits: Hits) -> Ints:
    """Words in the title first; among few, by how much of the words each has."""
    scores = np.zeros(len(snapshot), np.int32 if len(hits.ranked) else np.int8)
    titled, _which = snapshot.rows_of(hits.titled)
    if not len(hits.ranked):
        scores[titled] = 1
        return scores
    rows, which = snapshot.rows_of(hits.ranked)
    scores[rows] = hits.ranks[which] * _STEPS
    scores[titled] = scores[titled] + _TITLED
    return scores


def _close(wanted: Wanted) -> _Hit | None:
    """What is close in words and meaning, as the engine ranks it; None when there is no catalogue to ask."""
    kept = kept_catalogue()
    if kept is None:
        return None
    ranked = ranked_by_engine(kept, wanted.text, least=_RELATED if wanted.is_description else _CLOSE)
    snapshot = current_snapshot()
    keys = np.array([key for key, _score in ranked], np.int32)
    rows, which = snapshot.rows_of(keys)
    scores = np.zeros(len(snapshot), np.int32)
    scores[rows] = np.array([score for _key, score in ranked], np.float64)[which] * _STEPS
    return _Hit(snapshot, np.sort(rows), scores, by_meaning=not wanted.is_description and len(rows) > 0)


def ranked_by_engine(kept: PublishedCatalogue, text: str, *, least: float) -> list[tuple[int, float]]:
    """The keys of the closest offers with their scores, best first.

    Args:
        least: standard scores by which words or meaning must stand out among all offers.
    """
    engine = shipped_engine(settings.MATCHING_ENCODER)
    demand = search_demand(text)
    vectors = engine.encode([demand], "query") if engine.encoder else None
    pools = kept.catalogue.pools([demand], engine.centred_needs([demand], vectors), MOST_BY_MEANING)
    best: dict[int, float] = {}
    for _rows, found in pools:
        for one in found[0].candidates:
            if max(one.words, one.meaning or 0.0) >= least:
                best.setdefault(int(one.offer_id), one.text)
    return list(best.items())[:MOST_BY_MEANING]


def search_demand(text: str) -> Demand:
    """What was typed, as the engine reads a need."""
    return Demand("search", "", text, detect_language(text))
