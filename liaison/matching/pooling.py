"""Needs of several companies that ask for the same thing and may be answered by one joint request."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from liaison.matching.encoders.encoder import Vectors
from liaison.matching.lexicon import Lexicon
from liaison.matching.likeness import Likeness
from liaison.matching.types import Demand

LARGEST_POOL = 8  # companies that sit around one table
MOST_NEEDS = 16  # that they bring along: what an officer still reads

_BLOCK_SCORES = 4_000_000  # similarities held at once: 16 MB


@dataclass(frozen=True, slots=True)
class Pool:
    """Needs, by id, of at least two companies. ``similarity`` is that of the two least alike, at most 1."""

    need_ids: tuple[str, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The least cosines of vectors and of words at which two needs ask for the same.

    ``translated`` is for the vectors of needs in two languages.
    """

    meaning: float
    translated: float
    words: float


WITH_VECTORS = Bars(meaning=0.5, translated=0.35, words=0.25)
WORDS_ALONE = 0.4


def pool(demands: Sequence[Demand], vectors: Vectors | None, lexicon: Lexicon) -> list[Pool]:
    """Return groups of needs that ask for the same thing, each need in one at most, by their first ids.

    ``vectors`` are the centred vectors of the needs in their order, float32 (needs, dimensions); None
    compares by words alone, all with all, some 20 microseconds a pair. Each need of a group is like each
    other one (complete link), so that no chain of small differences grows long.
    """
    order = sorted(range(len(demands)), key=lambda row: demands[row].id)
    ordered = [demands[row] for row in order]
    likeness = Likeness(ordered, vectors[order] if vectors is not None else None, lexicon)
    alike = dict(_alike(ordered, likeness, with_vectors=vectors is not None))
    askers = [(demand.facts.company, "" if demand.facts.company else demand.id) for demand in ordered]
    pools = [_pool(group, ordered, alike) for group in _complete_links(alike, askers)]
    return sorted((found for found in pools if found), key=lambda found: found.need_ids)


def _alike(
    demands: Sequence[Demand], likeness: Likeness, *, with_vectors: bool
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the pairs of rows that ask for the same, lower row first, with their similarity."""
    if not with_vectors:
        for first, second in combinations(range(len(demands)), 2):
            words = likeness.words(first, second)
            if words >= WORDS_ALONE:
                yield (first, second), words
        return
    for first, second in _near(demands, likeness):
        if likeness.words(first, second) >= WITH_VECTORS.words:
            yield (first, second), likeness.of(first, second)


def _near(demands: Sequence[Demand], likeness: Likeness) -> Iterator[tuple[int, int]]:
    rows = np.arange(len(demands))
    languages = np.array([demand.spoken_language for demand in demands])
    block = max(1, _BLOCK_SCORES // max(len(demands), 1))
    for start in range(0, len(demands), block):
        stop = start + block
        same = languages[start:stop, None] == languages[None, :]
        bars = np.where(same, np.float32(WITH_VECTORS.meaning), np.float32(WITH_VECTORS.translated))
        hits = likeness.meanings(rows[start:stop], rows) >= bars
        for first, second in np.argwhere(np.triu(hits, k=start + 1)):
            yield int(first) + start, int(second)


def _complete_links(alike: Mapping[tuple[int, int], float], askers: Sequence[Hashable]) -> list[list[int]]:
    """Return groups grown from the most alike pair on, in which every two are alike.

    One need of each asker comes first: many of one company would leave no room for another.
    """
    group_of: dict[int, list[int]] = {}
    strongest = sorted(alike, key=lambda key: (-alike[key], key))
    for further, (first, second) in product((False, True), strongest):
        one, other = group_of.setdefault(first, [first]), group_of.setdefault(second, [second])
        if one is other or not _has_room([askers[row] for row in (*one, *other)], further=further):
            continue
        if all((min(rows), max(rows)) in alike for rows in product(one, other)):
            one += other
            group_of |= dict.fromkeys(other, one)
    return list({id(group): group for group in group_of.values()}.values())


def _has_room(askers: Sequence[Hashable], *, further: bool) -> bool:
    """Whether needs of these askers are few enough for one group; ``further`` allows several of one."""
    distinct = len(set(askers))
    return distinct <= LARGEST_POOL and len(askers) <= (MOST_NEEDS if further else distinct)


def _pool(rows: Sequence[int], demands: Sequence[Demand], alike: dict[tuple[int, int], float]) -> Pool | None:
    members = sorted(rows)
    companies = {demands[row].facts.company for row in members} - {""}
    if len(companies) < 2:
        return None
    return Pool(
        tuple(demands[row].id for row in members), min(alike[key] for key in combinations(members, 2))
    )
