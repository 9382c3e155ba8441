"""Pages of a list: a bounded count, real links, and never an error for an odd page number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

PAGE_SIZE = 20
COUNTED = 1000  # counting further costs time and tells a reader nothing


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `total` is at most `COUNTED`; `is_capped` says there are more."""

    rows: Sequence[Any]
    number: int
    last: int
    total: int
    is_capped: bool

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> list[int | None]:
        """The pages to link: the first, the last and those around this one; None stands for a gap."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown: list[int | None] = []
        for number in sorted(number for number in near if 1 <= number <= self.last):
            if shown and shown[-1] != number - 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_of(queryset: QuerySet[Any], number: str | None) -> Page:
    """The page of that number; the first for what is no number, the last for one beyond it."""
    found = queryset.order_by().values("pk")[: COUNTED + 1].count()
    total = min(found, COUNTED)
    last = max(1, -(-total // PAGE_SIZE))
    wanted = int(number) if number and number.isascii() and number.isdigit() and len(number) < 6 else 1
    current = min(max(1, wanted), last)
    rows = list(queryset[(current - 1) * PAGE_SIZE : current * PAGE_SIZE]) if total else []
    return Page(rows, current, last, total, is_capped=found > COUNTED)
