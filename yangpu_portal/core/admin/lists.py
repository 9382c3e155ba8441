"""Lists of the admin that stay fast with a hundred thousand rows.

- Rows are counted to a thousand and no further; who walks on to later pages is counted along.
- Years, months and days to choose from come from the calendar: to see which hold rows, all would be read.
- Texts find rows through the index of names, where the model has one.
"""

import datetime
from typing import Any

from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import PAGE_VAR
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Max, Min, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.views import ChangeList

from yangpu_portal.core.queries.found_names import label_of, named_rows
from yangpu_portal.core.queries.saved_filters import FiltersOfList, filters_of_list

COUNTED = 1000
_AHEAD = 10  # pages after the present one that are counted in any case
_YEARS = 12  # the latest to choose from
_LAST = {"year": 9998, "month": 12, "day": 31}


class BoundedPaginator(Paginator):
    """Counts as far as a reader looks. `is_capped` says that there are more rows than `count`."""

    def __init__(self, rows: Any, per_page: int, page: int) -> None:
        super().__init__(rows, per_page)
        self.bound = max(COUNTED, (page + _AHEAD) * per_page)

    @cached_property
    def found(self) -> int:
        rows: Any = self.object_list
        return rows.order_by().values("pk")[: self.bound + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.found, self.bound)

    @property
    def is_capped(self) -> bool:
        return self.found > self.bound


class PortalChangeList(ChangeList):
    """A list with what its templates show of its length, its dates and its saved filters."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.reader, self.asked = request.user, request.GET.urlencode()
        super().__init__(request, *args, **kwargs)

    @cached_property
    def saved_filters(self) -> FiltersOfList:
        return filters_of_list(self.reader, label_of(self.model), self.asked)

    @property
    def is_capped(self) -> bool:
        return bool(getattr(self.paginator, "is_capped", False))

    @property
    def shown_count(self) -> str:
        count = formats.number_format(self.result_count, use_l10n=True, force_grouping=True)
        return f"{count}+" if self.is_capped else count

    @property
    def is_narrowed(self) -> bool:
        """Whether words or filters leave some rows out."""
        return bool(self.query or self.has_active_filters)

    def dates(self) -> dict[str, Any] | None:
        """What stands above a list with dates: the way back, and periods to choose from."""
        if not self.date_hierarchy:
            return None
        return DateSteps(self).shown()


class DateSteps:
    """From years to months to days, one step at a time."""

    def __init__(self, changes: PortalChangeList) -> None:
        self.changes = changes
        self.name = changes.date_hierarchy
        self.chosen = {part: self._chosen(part) for part in ("year", "month", "day")}

    def shown(self) -> dict[str, Any] | None:
        year, month, day = self.chosen.values()
        if year is None:
            return self._years()
        if month is None:
            months = [datetime.date(year, number, 1) for number in range(1, 13)]
            return {
                "back": self._step(_("All dates")),
                "choices": [self._step(_month(one), year=year, month=one.month) for one in months],
            }
        first = datetime.date(year, month, 1)
        if day is None:
            days = [first + datetime.timedelta(number) for number in range(31)]
            return {
                "back": self._step(str(year), year=year),
                "choices": [
                    self._step(str(one.day), year=year, month=month, day=one.day)
                    for one in days
                    if one.month == month
                ],
            }
        there = first + datetime.timedelta(day - 1)
        shown = capfirst(formats.date_format(there, "MONTH_DAY_FORMAT"))
        return {
            "back": self._step(_month(first), year=year, month=month),
            "choices": [{"title": shown, "link": ""}],
        }

    def _chosen(self, part: str) -> int | None:
        """What the address says, as far as it is a date."""
        value = self.changes.params.get(f"{self.name}__{part}")
        text = str(value[-1] if isinstance(value, list) else value or "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        return number if 0 < number <= _LAST[part] else None

    def _years(self) -> dict[str, Any] | None:
        found = self.changes.queryset.order_by().aggregate(first=Min(self.name), last=Max(self.name))
        if found["first"] is None:
            return None
        first, last = self._year(found["first"]), self._year(found["last"])
        years = range(max(first, last - _YEARS + 1), last + 1)
        return {"back": None, "choices": [self._step(str(year), year=year) for year in years]}

    def _year(self, value: Any) -> int:
        field = get_fields_from_path(self.changes.model, self.name)[-1]
        return (timezone.localtime(value) if isinstance(field, DateTimeField) else value).year

    def _step(self, title: str, **parts: int) -> dict[str, str]:
        names = {f"{self.name}__{part}": str(value) for part, value in parts.items()}
        return {"title": title, "link": self.changes.get_query_string(names, [f"{self.name}__"])}


def _month(first: datetime.date) -> str:
    return capfirst(formats.date_format(first, "YEAR_MONTH_FORMAT"))


class BoundedLists:
    """For a `ModelAdmin`."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PortalChangeList

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any
    ) -> Paginator:
        page = request.GET.get(PAGE_VAR, "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return BoundedPaginator(queryset, per_page, number)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        term = search_term.replace("\x00", "")  # PostgreSQL refuses texts with a NUL
        rows = named_rows(queryset, term)
        if rows is not None:
            return rows, False
        return super().get_search_results(request, queryset, term)  # type: ignore[misc]
