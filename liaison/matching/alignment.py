"""Measured parameters of several offers, set side by side: the same parameter in one row.

Parameters are paired as the matching pairs them, by name and comparable unit. Beyond that, a Chinese and an
English name are taken for the same where the dictionary translates nearly all words of the one by the other.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from liaison.matching.facts import Quantity
from liaison.matching.query_words import query_words, shared_lexicon
from liaison.matching.signals.parameter import (
    NAMES_ALIKE,
    Comparison,
    compared,
    is_difference,
    likeness,
    unit_of,
)
from yangpu_portal.core.text import contains_han, search_tokens
from yangpu_portal.core.units import comparable, converted

_TRANSLATED_ALIKE = 0.7
# What says nothing of which parameter is meant: beside other words it need not be translated.
_SMALL = re.compile(r"^(率|值|数|量|度|rate|value|ratio|of|the|per)$")
_UP, _DOWN = frozenset({"ge", "gt"}), frozenset({"le", "lt"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A parameter of an offer; `baseline` is what products in use today reach, in the same unit."""

    quantity: Quantity
    baseline: float | None = None


@dataclass(slots=True)
class Row:
    """One parameter: the number of the need's target, and by offer that of its measured value (None: none).

    ``best`` are the offers with the best value, where it is known which way is better and values differ;
    ``results`` says by offer whether the target is reached.
    """

    target: int | None
    metrics: list[int | None]
    best: frozenset[int] = frozenset()
    results: list[Comparison | None] = field(default_factory=list)


def aligned(targets: Sequence[Quantity], offers: Sequence[Sequence[Measured]]) -> list[Row]:
    """Return the rows: wanted parameters first, as the need has them, then those of most offers."""
    rows = [Row(number, [None] * len(offers)) for number in range(len(targets))]
    for place, offer in enumerate(offers):
        _place(rows, targets, offers, place)
        for number in range(len(offer)):
            if all(row.metrics[place] != number for row in rows):
                rows.append(Row(None, [None] * len(offers)))
                rows[-1].metrics[place] = number
    for row in rows:
        _judge(row, targets, offers)
    rows.sort(key=lambda row: (row.target is None, -_count(row) if row.target is None else 0))
    return rows


def alike(names: tuple[str, ...], others: tuple[str, ...]) -> float:
    """Return how alike two parameters are named, 0 to 1; 0 below what makes them the same."""
    same_language = likeness(names, others)
    if same_language >= NAMES_ALIKE:
        return same_language
    if is_difference(names) != is_difference(others):
        return 0.0
    pairs = ((one, other) for one in names for other in others if contains_han(one) != contains_han(other))
    return max((_translated(one, other) for one, other in pairs), default=0.0)


@lru_cache(maxsize=20_000)
def _translated(name: str, other: str) -> float:
    chinese, english = (name, other) if contains_han(name) else (other, name)
    tokens = {token for token in search_tokens(english) if not _SMALL.match(token)}
    words = [readings for readings in query_words(chinese, shared_lexicon()) if not _is_small(readings)]
    if not tokens or not words:
        return 0.0
    met = [[reading for reading in readings if tokens >= set(reading)] for readings in words]
    covered = {token for readings in met for reading in readings for token in reading}
    share = sum(map(bool, met)) / len(words)
    result = math.sqrt(share * len(covered) / len(tokens))
    return result if result >= _TRANSLATED_ALIKE else 0.0


def _is_small(readings: Iterable[tuple[str, ...]]) -> bool:
    return all(_SMALL.match(token) for token in next(iter(readings)))


def _place(
    rows: Sequence[Row], targets: Sequence[Quantity], offers: Sequence[Sequence[Measured]], place: int
) -> None:
    """Puts the metrics of one offer into the rows they are most like; none is used twice."""
    found = []
    for row_number, row in enumerate(rows):
        members = list(_members(row, targets, offers))
        for number, metric in enumerate(offers[place]):
            wanted = metric.quantity
            scores = [
                alike(member.names, wanted.names)
                for member in members
                if comparable(unit_of(wanted), unit_of(member))
            ]
            if scores and max(scores) > 0:
                found.append((-max(scores), row_number, number))
    taken: set[int] = set()
    for _score, row_number, number in sorted(found):
        if rows[row_number].metrics[place] is None and number not in taken:
            rows[row_number].metrics[place] = number
            taken.add(number)


def _members(
    row: Row, targets: Sequence[Quantity], offers: Sequence[Sequence[Measured]]
) -> Iterator[Quantity]:
    if row.target is not None:
        yield targets[row.target]
    for measured in _measured(row, offers):
        if measured:
            yield measured.quantity


def _measured(row: Row, offers: Sequence[Sequence[Measured]]) -> list[Measured | None]:
    return [None if number is None else offers[place][number] for place, number in enumerate(row.metrics)]


def _count(row: Row) -> int:
    return sum(number is not None for number in row.metrics)


def _judge(row: Row, targets: Sequence[Quantity], offers: Sequence[Sequence[Measured]]) -> None:
    measured, target = _measured(row, offers), None if row.target is None else targets[row.target]
    row.results = [compared(target, one.quantity) if target and one else None for one in measured]
    known = {place: one.quantity for place, one in enumerate(measured) if one}
    upward = _better(target, [one for one in measured if one])
    if len(known) < 2 or upward is None:
        return
    first = next(iter(known.values()))
    difference = is_difference(first.names)
    values = {
        place: converted(one.value, unit_of(one), unit_of(first), difference=difference)
        for place, one in known.items()
    }
    sure = {place: value for place, value in values.items() if value is not None}
    if len(sure) < 2 or math.isclose(max(sure.values()), min(sure.values())):
        return
    best = max(sure.values()) if upward else min(sure.values())
    row.best = frozenset(place for place, value in sure.items() if math.isclose(value, best))


def _better(target: Quantity | None, measured: Sequence[Measured]) -> bool | None:
    """Return whether more is better: as the need says, else the bounds, else what offers improve upon."""
    for comparators in (
        {target.comparator} if target else set(),
        {one.quantity.comparator for one in measured},
    ):
        ways = {comparator in _UP for comparator in comparators if comparator in _UP | _DOWN}
        if len(ways) == 1:
            return ways.pop()
    improved = {
        one.quantity.value > one.baseline
        for one in measured
        if one.baseline is not None and one.quantity.value != one.baseline
    }
    return improved.pop() if len(improved) == 1 else None
