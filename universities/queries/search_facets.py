"""What the list of offers is narrowed by, and how many offers each choice leaves.

Several choices of one facet are alternatives; facets narrow each other. The number beside a choice is that of
the offers it would show: counted under all facets but its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

from universities.enums import PRICE_BANDS, IPStatus
from universities.queries.facet_kinds import Facet, One, bits, many
from universities.queries.search_snapshot import Ints, Snapshot
from yangpu_portal.core.enums import CooperationMode
from yangpu_portal.core.readiness import BANDS

FACETS = ("field", "university", "trl", "mode", "ip", "price", "confirmed")
RECENT = timedelta(days=180)
RECENT_CHOICE = "180"
IP_CHOICES = [value for value in IPStatus.values if value]

# By facet, the values chosen, such as {"trl": ["4-6", "7-9"]}.
Choices = Mapping[str, Sequence[str]]


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
        "field": many(codes, snapshot.tag_rows, snapshot.tag_fields, len(snapshot)),
        "university": One([one.code for one in snapshot.universities], snapshot.university),
        "trl": One(list(BANDS), band_of[snapshot.trl]),
        "mode": bits(CooperationMode.values, snapshot.modes),
        "ip": One(IP_CHOICES, _ip_places(snapshot.ip)),
        "price": bits(list(PRICE_BANDS), snapshot.price),
        "confirmed": One([RECENT_CHOICE], np.where(snapshot.confirmed >= since, 0, -1).astype(np.int8)),
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
    if not places:
        counts = _totals(snapshot, facets) if whole else _counts(facets, rows)
        return Narrowed(rows, counts)
    masks = {name: facets[name].chosen(chosen) for name, chosen in places.items()}
    if not whole:
        masks = {name: mask.take(rows) for name, mask in masks.items()}
    met = np.sum(list(masks.values()), axis=0, dtype=np.uint8)
    # An offer that misses one facet is counted by that one; one that misses more, by none.
    near = np.flatnonzero(met >= len(masks) - 1)
    offers, all_met = rows.take(near), met.take(near) == len(masks)
    left = offers[all_met]
    counts = _counts({name: facet for name, facet in facets.items() if name not in masks}, left)
    for name, mask in masks.items():
        counts[name] = facets[name].counts(offers[all_met | ~mask.take(near)])
    return Narrowed(left, counts)


def _counts(facets: Mapping[str, Facet], rows: Ints) -> dict[str, Ints]:
    return {name: facet.counts(rows) for name, facet in facets.items()}


def _totals(snapshot: Snapshot, facets: Mapping[str, Facet]) -> dict[str, Ints]:
    if "totals" not in snapshot.notes:
        snapshot.notes["totals"] = _counts(facets, snapshot.all_rows)
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
