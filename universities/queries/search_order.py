"""Pages of the list of offers by place, not by number: a link names the offer it goes on from.

A cursor is the key of that offer in the order of the list: three numbers, of which the first is what the list
is sorted by and the others tell offers of the same apart. Any three numbers are a good cursor, so that it
needs no signature; and since no row is skipped over, a page costs the same at any depth.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from universities.queries.search_snapshot import Ints, Snapshot

PAGE = 20
COUNTED = 1000  # an exact number beyond tells a reader nothing
MATCH, NEWEST, READINESS = "match", "newest", "trl"
SORTS = (MATCH, NEWEST, READINESS)
_CURSOR = re.compile(r"(-?\d{1,18})\.(-?\d{1,18})\.(-?\d{1,18})", re.ASCII)

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of rows of the list; cursors of the pages around it are "" where there is none."""

    rows: Ints
    total: int
    before: str
    after: str


def ordered(
    snapshot: Snapshot, rows: Ints, sort: str, scores: Ints | None
) -> tuple[Ints, Callable[[int], Key]]:
    """These rows, given newest first, in the order wanted, and what tells the key of a row.

    `scores` has the score of every row of the list, for the best match.
    """
    if sort == MATCH and scores is not None:
        primary = scores
    elif sort == READINESS:
        primary = snapshot.trl
    else:
        return rows, lambda row: (0, int(snapshot.published[row]), int(snapshot.draws[row]))
    chosen = rows[np.argsort(-primary[rows], kind="stable")]
    return chosen, lambda row: (int(primary[row]), int(snapshot.published[row]), int(snapshot.draws[row]))


def page_at(rows: Ints, key: Callable[[int], Key], *, after: str = "", before: str = "") -> ListPage:
    """The page that follows a cursor, or ends before one; the first for none or an odd one."""
    total = len(rows)
    start = 0
    if (wanted := _read(after)) is not None:
        start = _place(rows, key, wanted, beyond=True)
        if start >= total:  # the rest has been withdrawn meanwhile
            start = max(0, total - PAGE)
    elif (wanted := _read(before)) is not None:
        start = max(0, _place(rows, key, wanted, beyond=False) - PAGE)
    page = rows[start : start + PAGE]
    return ListPage(
        page,
        total,
        before=_written(key(int(page[0]))) if start > 0 and len(page) else "",
        after=_written(key(int(page[-1]))) if start + PAGE < total else "",
    )


def _read(cursor: str) -> Key | None:
    found = _CURSOR.fullmatch(cursor)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _written(key: Key) -> str:
    return ".".join(map(str, key))


def _place(rows: Ints, key: Callable[[int], Key], wanted: Key, *, beyond: bool) -> int:
    """How many rows come before a key, or up to it: all keys fall from first to last."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        found = key(int(rows[middle]))
        if found > wanted or (beyond and found == wanted):
            low = middle + 1
        else:
            high = middle
    return low
