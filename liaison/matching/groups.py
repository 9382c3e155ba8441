"""Groups grown pair by pair (union-find) that keep apart what people have told apart."""

from collections import defaultdict
from collections.abc import Iterable

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Return two ids in one order, so that a pair has one name."""
    return (one, other) if one < other else (other, one)


class Groups:
    """Disjoint sets of ids."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        """``apart`` are pairs of ids that never come into one group."""
        self._group_of: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, one: str, other: str) -> bool:
        """Unite the groups of two ids; tells whether they were two and may be one."""
        small, large = sorted((self._group(one), self._group(other)), key=len)
        if small is large or any(not self._apart[key].isdisjoint(large) for key in small):
            return False
        large += small
        for key in small:
            self._group_of[key] = large
        return True

    def all(self) -> list[list[str]]:
        """Return the groups of two and more, each sorted, in the order of their first ids."""
        distinct = {id(group): group for group in self._group_of.values() if len(group) > 1}
        return sorted(sorted(group) for group in distinct.values())

    def _group(self, key: str) -> list[str]:
        return self._group_of.setdefault(key, [key])
