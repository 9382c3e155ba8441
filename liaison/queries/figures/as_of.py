"""What was known at the end of a day: the rows as their histories tell, whatever has changed since.

A day in the past is answered from the event rows that triggers of the database write (`core/history.py`) and
that nobody can change, so that the same question gets the same answer at any time. For days before the
first of them there is only what was recorded on that first day: dates of terms and payments tell the rest.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from liaison.enums import PeriodKind
from liaison.models import Membership
from yangpu_portal.core.fields import bilingual_text

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day, and what was known by then.

    Attributes:
        day: with which dates are compared.
        since: the first day of the period that ends on `day`.
        until: the moment up to which changes count; None: all of them.
        derived: whether the day lies before the first records, so that states follow from dates alone.
    """

    day: date
    since: date
    until: datetime | None = None
    derived: bool = False

    @property
    def moment(self) -> datetime:
        """Up to when rows that carry their own moments count: the end of the day, of today this moment."""
        if self.until is None and not self.derived:
            return timezone.now()
        return min(self.until or timezone.now(), end_of(self.day))


def as_of(day: date | None = None, period: PeriodKind = PeriodKind.YEAR) -> AsOf:
    """The end of a day in Shanghai; of today and days to come, this moment."""
    today = timezone.localdate()
    day = min(day or today, today)
    when = AsOf(day=day, since=period_start(day, period))
    if day == today:
        return when
    first = first_recorded_day()
    if first is None or day >= first:
        return replace(when, until=end_of(day))
    return replace(when, derived=True, until=None if first == today else end_of(first))


def period_start(day: date, period: PeriodKind) -> date:
    month = {
        PeriodKind.MONTH: day.month,
        PeriodKind.QUARTER: (day.month - 1) // 3 * 3 + 1,
        PeriodKind.YEAR: 1,
    }[period]
    return day.replace(month=month, day=1)


def first_recorded_day() -> date | None:
    """Since when changes of memberships are on record."""
    events = _history_of(Membership).objects.order_by("pgh_id")  # in the order of time, and there is an index
    first = events.values_list("pgh_created_at", flat=True).first()
    return first and timezone.localdate(first)


def rows_at(model: type[models.Model], when: AsOf) -> QuerySet[Any]:
    """The rows of a tracked model as they were; their columns have the same names in both cases."""
    if when.until is None:
        return model._default_manager.order_by()
    known = _history_of(model).objects.order_by().filter(pgh_created_at__lt=when.until)
    # Asked row by row where this stands inside another query: a list of all newest events would be made anew
    # for each of its rows.
    newer = known.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"))
    return known.filter(~Exists(newer)).exclude(pgh_label="delete")


def names_at(model: type[models.Model], ids: set[int], when: AsOf) -> dict[int, str]:
    """How these rows were called then. What has no history is called as it is today."""
    pair = next((name for name in ("name", "title") if _has(model, f"{name}_zh")), None)
    if pair is None:
        return {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)}
    rows = rows_at(model, when) if _has_history(model) else model._default_manager.order_by()
    key = "pk" if rows.model is model else "pgh_obj_id"  # which has the index
    found = rows.filter(**{f"{key}__in": ids}).only("id", f"{pair}_zh", f"{pair}_en")
    return {row.id: bilingual_text(row, pair)[0] for row in found}  # type: ignore[union-attr]


def _has_history(model: type[models.Model]) -> bool:
    return _has(model, "history")


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _history_of(model: type[models.Model]) -> Any:
    return model._meta.get_field("history").related_model


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    return start_of(day + _DAY)
