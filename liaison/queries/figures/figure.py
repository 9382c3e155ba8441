"""What a figure is: a name, a definition, the rows it counts, and how they are measured.

Whatever is shown of a figure (the number, its list, its sheet in Excel) comes from the same `rows`, so that
number and list cannot tell different things.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise

from liaison.enums import FigureGroup
from liaison.queries.figures.as_of import AsOf
from universities.enums import StaffRole
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

Rows = Callable[[AsOf], QuerySet[Any] | None]
Lookup = Callable[[AsOf], Mapping[str, str]]


class Measure(Enum):
    COUNT = "count"  # how many rows
    SUM = "sum"  # what they add up to, by currency
    SHARE = "share"  # how many of them are `hit`


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        computed: how it is computed, beside the definition of what it means.
        model: whose rows it counts; who may view those may see the figure.
        rows: the rows as of a day, of a history or of the table itself, with the same columns; None where
            they are kept no longer.
        lookup: the same rows in the admin's list of today, as a filter in its address, where it has one.
        columns: what the sheet of the figure shows of a row, as paths.
        measured: the column that is summed, or tells the hits.
        own: the path to the university, where transfer officers see the figure of their own one.
        derived: the rows by dates alone, for days before the first records; without it there is no figure.
        sorting: the order of the rows in lists and sheets.
    """

    name: str
    group: FigureGroup
    title: Promise
    definition: Promise
    computed: Promise
    model: type[models.Model]
    rows: Rows
    columns: tuple[str, ...]
    sorting: tuple[str, ...] = ("id",)
    lookup: Lookup | None = None
    measure: Measure = Measure.COUNT
    measured: str = ""
    own: str = ""
    derived: Rows | None = None

    def may_be_seen_by(self, user: User) -> bool:
        permission = f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"
        return user.has_perm(permission) and (bool(self.own) or is_district_staff(user))

    def rows_for(self, user: User | None, when: AsOf) -> QuerySet[Any] | None:
        """The rows this person may see (None: anybody, all rows); None where nothing is known of the day."""
        read = self.derived if when.derived else self.rows
        rows = read(when) if read else None
        if rows is None or user is None or is_district_staff(user):
            return rows
        seats = user.university_seats.filter(role=StaffRole.TTO)
        return rows.filter(**{f"{self.own}__in": seats.values("university")})

    def value(self, user: User | None, when: AsOf) -> "Value | None":
        """One query."""
        rows = self.rows_for(user, when)
        if rows is None:
            return None
        if self.measure is Measure.SUM:
            sums = (
                rows.values("currency").order_by("currency").annotate(sum=Sum(self.measured), n=Count("pk"))
            )
            found = list(sums)
            amounts = {row["currency"]: row["sum"] for row in found}
            return Value(count=sum(row["n"] for row in found), amounts=amounts)
        if self.measure is Measure.SHARE:
            counted = rows.aggregate(n=Count("pk"), hits=Count("pk", filter=Q(**{self.measured: True})))
            return Value(count=counted["n"], hits=counted["hits"])
        return Value(count=rows.count())


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as of a day: how many rows its list has, and what they come to."""

    count: int
    amounts: dict[str, Decimal] = field(default_factory=dict)
    hits: int | None = None

    @property
    def share(self) -> float | None:
        """The hits among the rows, 0 to 1; None without rows."""
        return self.hits / self.count if self.hits is not None and self.count else None
