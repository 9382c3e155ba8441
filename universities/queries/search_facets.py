"""What the list of offers is narrowed by, and how many offers each choice leaves.

Several choices of one facet are alternatives; facets narrow each other. The number beside a choice is that of
the offers it would show: counted under all facets but its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np
from django.utils import timezone

from universities.enums import PRICE_BANDS, IPStatus
from universities.queries.search_snapshot import Ints, Snapshot
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.readiness import BANDS

FACETS = ("field", "university", "trl", "mode", "ip", "price", "confirmed")
RECENT = timedelta(days=180)
RECENT_CHOICE = "180"
IP_CHOICES = [value for value in IPStatus.values if value]

# By facet, the values chosen, such as {"trl": ["4-6", "7-9"]}.
Choices = Mapping[str, Sequence[str]]


class Facet(Protocol):
    """How one facet reads the list. Choices are known by their place in `values`."""

    @property
    def values(self) -> Sequence[str]: ...

    def chosen(self, places: Sequence[int]) -> Any:
        """Which offers of the whole list have one of these choices: a mask."""

    def counts(self, rows: Ints) -> Ints:
        """How many of these offers have each choice."""


@dataclass(frozen=True, slots=True)
class _One:
    """At most one choice for each offer: its place, or -1."""

    values: Sequence[str]
    codes: Ints

    def chosen(self, places: Sequence[int]) -> Any:
        wanted = np.zeros(len(self.values) + 1, bool)
        wanted[list(places)] = True  # the last stands for -1
        return wanted[self.codes]

    def counts(self, rows: Ints) -> Ints:
        return np.bincount(self.codes[rows] + 1, minlength=len(self.values) + 1)[1:]


@dataclass(frozen=True, slots=True)
class _Bits:
    """Any of a dozen choices for each offer, as bits."""

    values: Sequence[str]
    bits: Ints

    def chosen(self, places: Sequence[int]) -> Any:
        return (self.bits & sum(1 << place for place in places)) != 0

    def counts(self, rows: Ints) -> Ints:
        size = 1 << len(self.values)
        patterns = np.bincount(self.bits[rows], minlength=size)
        has = (np.arange(size)[:, None] >> np.arange(len(self.values))) & 1
        return patterns[:size] @ has


@dataclass(frozen=True, slots=True)
class _Many:
    """Any of many choices: `rows` and `codes` have an entry for each offer and choice, sorted by offer."""

    values: Sequence[str]
    rows: Ints
    codes: Ints
    size: int

    def chosen(self, places: Sequence[int]) -> Any:
        wanted = np.zeros(len(self.values) + 1, bool)
        wanted[list(places)] = True
        mask = np.zeros(self.size, bool)
        mask[self.rows[wanted[self.codes]]] = True
        return mask

    def counts(self, rows: Ints) -> Ints:
        if len(rows) * 20 < self.size:  # few: gather their entries
            starts, stops = np.searchsorted(self.rows, rows), np.searchsorted(self.rows, rows, "right")
            lengths = stops - starts
            before = np.repeat(np.cumsum(lengths) - lengths, lengths)
            entries = np.repeat(starts, lengths) + np.arange(lengths.sum()) - before
            codes = self.codes[entries]
        else:
            mask = np.zeros(self.size, bool)
            mask[rows] = True
            codes = self.codes[mask[self.rows]]
        return np.bincount(codes, minlength=len(self.values))


def facets_of(snapshot: Snapshot) -> dict[str, Facet]:
    """The facets of a list, by name."""
    today = timezone.localdate()
    if snapshot.notes.get("day") != today:  # what is recent changes at midnight
        snapshot.notes |= {"facets": _facets(snapshot, today), "day": today}
        snapshot.notes.pop("totals", None)
    facets: dict[str, Facet] = snapshot.notes["facets"]
    return facets


def _facets(snapshot: Snapshot, today: date) -> dict[str, Facet]:
    band_of = np.full(10, -1, np.int8)
    for place, (lower, upper) in enumerate(BANDS.values()):
        band_of[lower : upper + 1] = place
    since = (today - RECENT - date(1970, 1, 1)).days
    codes = [one.code for one in snapshot.fields]
    return {
        "field": _Many(codes, snapshot.tag_rows, snapshot.tag_fields, len(snapshot)),
        "university": _One([one.code for one in snapshot.universities], snapshot.university),
        "trl": _One(list(BANDS), band_of[snapshot.trl]),
        "mode": _Bits(CooperationMode.values, snapshot.modes),
        "ip": _One(IP_CHOICES, _ip_places(snapshot.ip)),
        "price": _Bits(list(PRICE_BANDS), snapshot.price),
        "confirmed": _One([RECENT_CHOICE], np.where(snapshot.confirmed >= since, 0, -1).astype(np.int8)),
    }


def _ip_places(codes: Ints) -> Ints:
    place_of = [IP_CHOICES.index(value) if value else -1 for value in IPStatus.values]
    return np.array(place_of, np.int8)[codes]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The offers left by all choices, in the order they came, and counts by facet and place of the choice."""

    rows: Ints
    counts: dict[str, Ints]


def known_choices(snapshot: Snapshot, asked: Choices) -> dict[str, list[int]]:
    """The places of the choices there are; others are left out. A field gives way to chosen ones below it."""
    facets = facets_of(snapshot)
    known = {}
    for name in FACETS:
        values = facets[name].values
        places = [values.index(value) for value in dict.fromkeys(asked.get(name, ())) if value in values]
        if places:
            known[name] = places
    if "field" in known:
        above = {snapshot.fields[place].parent for place in known["field"]}
        known["field"] = [place for place in known["field"] if place not in above]
    return known


def narrow(snapshot: Snapshot, rows: Ints, places: Mapping[str, Sequence[int]]) -> Narrowed:
    """Narrow these offers of the list by choices, and count what each choice would leave."""
    facets = facets_of(snapshot)
    whole = rows is snapshot.all_rows
    masks = {name: facets[name].chosen(chosen)[rows] for name, chosen in places.items()}
    left = rows[_all_but(None, masks)] if masks else rows
    if whole and not masks:
        return Narrowed(rows, _totals(snapshot, facets))
    counts = {}
    for name, facet in facets.items():
        others = rows[_all_but(name, masks)] if name in masks and len(masks) > 1 else None
        if others is None:
            others = rows if name in masks else left
        counts[name] = facet.counts(others)
    return Narrowed(left, counts)


def _all_but(left_out: str | None, masks: Mapping[str, Any]) -> Any:
    return np.logical_and.reduce([mask for name, mask in masks.items() if name != left_out])


def _totals(snapshot: Snapshot, facets: Mapping[str, Facet]) -> dict[str, Ints]:
    if "totals" not in snapshot.notes:
        snapshot.notes["totals"] = {name: facet.counts(snapshot.all_rows) for name, facet in facets.items()}
    totals: dict[str, Ints] = snapshot.notes["totals"]
    return totals


def strictest(
    snapshot: Snapshot, rows: Ints, places: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, int]]:
    """Facets without whose choices some of the offers would be left, with how many: most first."""
    facets = facets_of(snapshot)
    masks = {name: facets[name].chosen(chosen)[rows] for name, chosen in places.items()}
    for name in masks:
        others = [mask for other, mask in masks.items() if other != name]
        count = int(np.logical_and.reduce(others).sum()) if others else len(rows)
        if count:
            yield name, count
