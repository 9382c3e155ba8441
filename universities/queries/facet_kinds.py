"""Kinds of facets: what an offer has of the choices, as numbers that are counted and compared at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]


class Facet(Protocol):
    """How one facet reads the list. Choices are known by their place in `values`."""

    @property
    def values(self) -> Sequence[str]: ...

    def chosen(self, places: Sequence[int]) -> Any:
        """Which offers of the whole list have one of these choices: a mask."""

    def counts(self, rows: Ints) -> Ints:
        """How many of these offers have each choice."""


@dataclass(frozen=True, slots=True)
class One:
    """At most one choice for each offer: its place, or -1."""

    values: Sequence[str]
    codes: Ints

    def chosen(self, places: Sequence[int]) -> Any:
        wanted = np.zeros(len(self.values) + 1, bool)
        wanted[list(places)] = True  # the last stands for -1
        return wanted.take(self.codes)

    def counts(self, rows: Ints) -> Ints:
        return np.bincount(self.codes.take(rows) + 1, minlength=len(self.values) + 1)[1:]


@dataclass(frozen=True, slots=True)
class Many:
    """Any of many choices. Few sets of choices occur: `codes` has the set of each offer, by number.

    `sets` and `members` have an entry for each set and choice in it.
    """

    values: Sequence[str]
    codes: Ints
    sets: Ints
    members: Ints
    size: int

    def chosen(self, places: Sequence[int]) -> Any:
        wanted = np.zeros(self.size, bool)
        wanted[self.sets[np.isin(self.members, places)]] = True
        return wanted.take(self.codes)  # twice as fast as [] for a long list

    def counts(self, rows: Ints) -> Ints:
        by_set = np.bincount(self.codes.take(rows), minlength=self.size)
        whole = np.bincount(self.members, by_set[self.sets], minlength=len(self.values))
        return whole.astype(np.int64)


def bits(values: Sequence[str], patterns: Ints) -> Many:
    """The facet from numbers that have a bit for each choice."""
    known, codes = np.unique(patterns, return_inverse=True)
    sets, members = np.nonzero((known[:, None] >> np.arange(len(values))) & 1)
    return Many(values, codes.astype(np.int32), sets, members, len(known))


def many(values: Sequence[str], rows: Ints, places: Ints, length: int) -> Many:
    """The facet from an entry for each offer and choice, each once, in a list of that length.

    A set is told by the sum of random numbers of its members. Among a million sets, two have the same with a
    chance of one to twenty million.
    """
    known = places >= 0  # a field may go while the list is read
    rows, places = rows[known], places[known]
    marks = np.random.default_rng(1).integers(1, 1 << 63, len(values) + 1, np.uint64)
    sums = np.zeros(length, np.uint64)
    np.add.at(sums, rows, marks[places])
    _sums, first, codes = np.unique(sums, return_index=True, return_inverse=True)
    set_of = np.full(length, -1, np.int32)
    set_of[first] = np.arange(len(first))
    of_first = set_of[rows] >= 0
    return Many(values, codes.astype(np.int32), set_of[rows][of_first], places[of_first], len(first))
