"""The list of public offers in the memory of a process: what they are ordered, filtered and counted by.

A few numbers for each offer, read in one go, from which pages of the list with all their counts are made. It
stays true because everything that changes what a list shows
moves a stamp in the database (`models.stamp`), which each request looks at:

- Nobody held an uncommitted move of the stamp when the list was read: it is valid until the stamp moves.
- Somebody did, who commits later: it is read again after a few seconds.
- Reading a large list takes long: it is not read again at once, so that this never takes more than a
  twentieth of a process; a large list may be behind for that long.
"""

import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from universities.models import University
from universities.queries.search import numbers
from universities.queries.stamps import stamps_are_settled
from yangpu_portal.core.models import Field

Ints = npt.NDArray[Any]

_UNSETTLED_SECONDS = 5
_SHARE = 20  # times what reading it took, a list is kept at least; nothing for a small one
_SMALL_SECONDS = 0.2
_MOST_CARDS = 10_000
_MOST_PAGES = 200
_COLUMNS = {
    "keys": ("int4send(technology_id::int4)", ">i4"),
    "published": ("int8send((EXTRACT(epoch FROM published_at) * 1000000)::int8)", ">i8"),
    "draws": ("int4send(draw)", ">i4"),
    "confirmed": ("int4send(COALESCE(confirmed_on - date '1970-01-01', -1))", ">i4"),
    "trl": ("int2send(COALESCE(trl, 0::smallint))", ">i2"),
    "university": ("int4send(university_key)", ">i4"),
    "ip": ("int2send(ip)", ">i2"),
    "price": ("int2send(price)", ">i2"),
    "modes": ("int4send(modes)", ">i4"),
}
_ROWS = f"""
    SELECT {", ".join(f"string_agg({sent}, '')" for sent, _kind in _COLUMNS.values())}
    FROM (SELECT * FROM universities_technologysearch WHERE published AND NOT hidden
          ORDER BY published_at DESC, draw DESC) listed
"""  # noqa: S608 - columns of our own table
# A moment is taken shortly before the transaction that stores it begins, and clocks differ a little.
_COMPLETE_UNTIL = """
    SELECT (EXTRACT(epoch FROM min(xact_start) - interval '1 minute') * 1000000)::int8
    FROM pg_stat_activity WHERE datname = current_database()
"""
_TAGS = """
    SELECT string_agg(int4send(technology_id::int4), ''), string_agg(int4send(field_id::int4), '')
    FROM universities_technology_fields
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A field or a university as facets need it; `parent` is the place of the field above, else -1."""

    key: int
    code: str
    name_zh: str
    name_en: str
    parent: int = -1


@dataclass(eq=False)
class Snapshot:
    """Public offers, newest first: an array for each column, as long as the list.

    `confirmed`: days since 1970, or -1. `price`, `modes`: bits. `tag_rows`, `tag_fields`: one entry for each
    offer and field it belongs to, a field above another too, as places in the list and in `fields`.
    `published`, `complete_until`: microseconds since 1970.

    An offer may be stored long after the moment it was published at. All that was published before
    `complete_until` is on the list: every transaction that was open when the list was read began later.
    """

    stamp: int
    settled: bool
    keys: Ints
    published: Ints
    draws: Ints
    confirmed: Ints
    trl: Ints
    university: Ints
    ip: Ints
    price: Ints
    modes: Ints
    fields: list[Named]
    universities: list[Named]
    tag_rows: Ints
    tag_fields: Ints
    complete_until: int = 0
    read_at: float = 0.0
    seconds: float = 0.0
    notes: dict[Any, Any] = field(default_factory=dict)  # what follows from the list and is worked out once
    cards: dict[Any, Any] = field(default_factory=dict)  # what pages made of single offers
    pages: dict[Any, bytes] = field(default_factory=dict)  # whole pages that all visitors read alike

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def all_rows(self) -> Ints:
        return np.arange(len(self), dtype=np.int32)

    @cached_property
    def _row_of(self) -> Ints:
        """By key, the place in the list, or -1; the last stands for all keys beyond."""
        rows = np.full(int(self.keys.max(initial=0)) + 2, -1, np.int32)
        rows[self.keys] = self.all_rows
        return rows

    def rows_of(self, keys: Ints) -> tuple[Ints, Ints]:
        """The places in the list of those of these offers that are on it, and which of them these are."""
        places = self._row_of.take(np.minimum(keys, len(self._row_of) - 1))
        on_list = np.flatnonzero(places >= 0)
        return places[on_list], on_list

    def keep_card(self, key: Any, card: Any) -> None:
        if len(self.cards) >= _MOST_CARDS:
            self.cards.clear()
        self.cards[key] = card

    def keep_page(self, key: Any, page: bytes) -> None:
        if len(self.pages) >= _MOST_PAGES:
            self.pages.clear()
        self.pages[key] = page


_held: list[Snapshot] = []  # at most one: the newest this process has read
_reading = threading.Lock()


def forget_snapshot() -> None:
    """Has the list read anew by whoever asks next."""
    _held.clear()


def current_snapshot(stamp: int | None = None) -> Snapshot:
    """The list as it is now; `stamp` when the caller has just asked for it."""
    stamp = _stamp() if stamp is None else stamp
    held = next(iter(_held), None)
    if held and _is_valid(held, stamp):
        return held
    with _reading:  # the threads of a process read once
        held = next(iter(_held), None)
        if held and _is_valid(held, stamp):
            return held
        snapshot = _read()
        _held[:] = [snapshot]
        return snapshot


def _is_valid(held: Snapshot, stamp: int) -> bool:
    age = time.monotonic() - held.read_at
    if held.seconds > _SMALL_SECONDS and age < _SHARE * held.seconds:
        return True
    return held.stamp == stamp and (held.settled or age < _UNSETTLED_SECONDS)


def _stamp() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM universities_search_stamp")
        return int(cursor.fetchone()[0])


def _read() -> Snapshot:
    started, stamp = time.monotonic(), _stamp()  # before the list: what comes between is seen next time
    settled = stamps_are_settled()
    with connection.cursor() as cursor:
        cursor.execute(
            _COMPLETE_UNTIL
        )  # before the list too: who commits in between is still counted as open
        complete_until = cursor.fetchone()[0]
        cursor.execute(_ROWS)
        stored = cursor.fetchone()
        cursor.execute(_TAGS)
        tagged, tags = (numbers(data) for data in cursor.fetchone())
    columns: dict[str, Any] = {
        name: numbers(data, kind)
        for data, (name, (_sent, kind)) in zip(stored, _COLUMNS.items(), strict=True)
    }
    fields, universities = _fields(), _universities()
    snapshot = Snapshot(
        stamp=stamp,
        settled=settled,
        fields=fields,
        universities=universities,
        complete_until=complete_until,
        tag_rows=np.empty(0, np.int32),
        tag_fields=np.empty(0, np.int32),
        **columns,
    )
    snapshot.university = _places([one.key for one in universities], snapshot.university)
    rows, chosen = snapshot.rows_of(tagged)
    snapshot.tag_rows, snapshot.tag_fields = _with_parents(
        rows, _places([one.key for one in fields], tags[chosen]), fields
    )
    snapshot.read_at = time.monotonic()
    snapshot.seconds = snapshot.read_at - started
    return snapshot


def _fields() -> list[Named]:
    rows = list(Field.objects.values_list("pk", "code", "name_zh", "name_en", "parent_id"))
    places = {row[0]: place for place, row in enumerate(rows)}
    return [Named(*row[:4], parent=places.get(row[4], -1)) for row in rows]


def _universities() -> list[Named]:
    return [Named(*row) for row in University.objects.values_list("pk", "slug", "name_zh", "name_en")]


def _places(keys: list[int], values: Ints) -> Ints:
    """Where each value stands among these keys; -1 for one that is not there."""
    lookup = np.full(max([0, *keys, *values[-1:].tolist(), int(values.max(initial=0))]) + 1, -1, np.int32)
    lookup[keys] = np.arange(len(keys))
    return lookup[values]


def _with_parents(rows: Ints, fields: Ints, known: list[Named]) -> tuple[Ints, Ints]:
    """Each pair of offer and field once, with those of the fields above, sorted by offer."""
    above = np.array([one.parent for one in known] or [-1], np.int32)[fields]
    all_rows = np.concatenate([rows, rows[above >= 0]])
    all_fields = np.concatenate([fields, above[above >= 0]])
    pairs = np.unique(all_rows.astype(np.int64) * (len(known) + 1) + all_fields)
    return (pairs // (len(known) + 1)).astype(np.int32), (pairs % (len(known) + 1)).astype(np.int32)
