"""All figures of a day at once, kept for a while.

What is known of a day in the past cannot change, so it is kept for hours; today's figures for a minute, and
the page says when they were computed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from liaison.queries.figures.as_of import AsOf
from liaison.queries.figures.fees import FEE_FIGURES
from liaison.queries.figures.figure import Figure, Value
from liaison.queries.figures.memberships import MEMBERSHIP_FIGURES, members_by_tier_and_state
from liaison.queries.figures.series import Series, ending_by_month, fees_by_month, members_by_month
from liaison.queries.figures.work import WORK_FIGURES
from universities.enums import StaffRole
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff

FIGURES: dict[str, Figure] = {
    figure.name: figure for figure in (*MEMBERSHIP_FIGURES, *FEE_FIGURES, *WORK_FIGURES)
}
_KEPT_TODAY, _KEPT_PAST = 60, 6 * 3600
_SHAPE = 2  # counted up when what is kept looks different


@dataclass(frozen=True, slots=True)
class Computed:
    """The figures somebody may see; a value is None where nothing is known of the day."""

    values: dict[str, Value | None]
    tiers: dict[tuple[int, str], int]
    members: Series | None
    fees: Series | None
    ending: Series | None
    at: datetime


def figures_for(user: User) -> list[Figure]:
    return [figure for figure in FIGURES.values() if figure.may_be_seen_by(user)]


def compute(figures: list[Figure], when: AsOf, user: User | None = None) -> Computed:
    """A fixed number of queries, however many rows there are.

    Args:
        user: whose rows count; by default all.
    """
    names = {figure.name for figure in figures}
    return Computed(
        values={figure.name: figure.value(user, when) for figure in figures},
        tiers=members_by_tier_and_state(when) if "members" in names else {},
        members=members_by_month(when) if "members" in names else None,
        fees=fees_by_month(when) if "fees_received" in names else None,
        ending=ending_by_month(when) if "members" in names and not when.derived else None,
        at=timezone.now(),
    )


def computed_for(user: User, when: AsOf) -> Computed:
    figures = figures_for(user)
    key = f"figures:{_SHAPE}:{_scope(user, figures)}:{when.day}:{when.since}:{when.until}:{when.derived}"
    kept = cache.get(key)
    if isinstance(kept, Computed):
        return kept
    made = compute(figures, when, user)
    cache.set(key, made, _KEPT_TODAY if when.until is None else _KEPT_PAST)
    return made


def _scope(user: User, figures: list[Figure]) -> str:
    """The same for all who see the same figures of the same rows."""
    names = "+".join(figure.name for figure in figures)
    if is_district_staff(user):
        return names
    seats = user.university_seats.filter(role=StaffRole.TTO).order_by("university_id")
    return f"{names}@{list(seats.values_list('university_id', flat=True))}"
