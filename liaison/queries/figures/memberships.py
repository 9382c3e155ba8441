"""Figures of memberships and their renewal."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from liaison.enums import RIGHTS_STATES, FigureGroup, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Program
from liaison.queries.figures.as_of import AsOf, rows_at
from liaison.queries.figures.figure import Figure, Lookup, Measure, Rows

State = MembershipState
_YEAR, _DAY = timedelta(days=365), timedelta(days=1)
_BEGUN = (TermState.PAID, TermState.RUNNING, TermState.ENDED)
_MEMBER = ("holder", "tier", "state", "starts_on", "ends_on", "fee", "public_id")
OF_TERM = ("membership__holder", "tier", "number")
CODE = "membership__public_id"


def _members(when: AsOf) -> QuerySet[Any]:
    return rows_at(Membership, when).filter(state__in=RIGHTS_STATES)


def _members_by_dates(when: AsOf) -> QuerySet[Any]:
    """Whose paid term, or its days of grace, the day falls into; rows of `Membership` as first recorded."""
    covers = Q(pk=None)
    for program, days in Program.objects.values_list("pk", "grace_days"):
        covers |= Q(membership__program=program, ends_on__gte=when.day - timedelta(days=days))
    holding = rows_at(MembershipTerm, when).filter(covers, state__in=_BEGUN, starts_on__lte=when.day)
    return rows_at(Membership, when).filter(id__in=holding.values("membership_id"))


def _in_state(state: State) -> Rows:
    return lambda when: rows_at(Membership, when).filter(state=state)


def _ending(days: int) -> Rows:
    """Active members whose paid time runs out; a renewed one has paid the next term already."""

    def rows(when: AsOf) -> QuerySet[Any]:
        last = when.day + timedelta(days=days)
        ahead = rows_at(Membership, when).filter(ends_on__range=(when.day, last))
        return ahead.filter(state=State.ACTIVE)

    return rows


def _ending_lookup(days: int) -> Lookup:
    return lambda when: {
        "state__exact": State.ACTIVE.value,
        "ends_on__gte": when.day.isoformat(),
        "ends_on__lte": (when.day + timedelta(days=days)).isoformat(),
    }


def _ended_terms(when: AsOf) -> QuerySet[Any]:
    """Terms whose last day was in the year up to the day before, with whether a later one was paid."""
    terms = rows_at(MembershipTerm, when)
    later = terms.filter(membership_id=OuterRef("membership_id"), number__gt=OuterRef("number"))
    ended = terms.filter(state__in=(TermState.RUNNING, TermState.ENDED))
    ended = ended.filter(ends_on__range=(when.day - _YEAR, when.day - _DAY))
    return ended.annotate(renewed=Exists(later.filter(state__in=_BEGUN)))


def _due(days: int) -> Figure:
    return Figure(
        name=f"due_{days}",
        group=FigureGroup.MEMBERS,
        title=_DUE_TITLES[days],
        definition=_("Active memberships whose term ends soon and whose next term is not paid."),
        computed=_(
            "State active, and the last day of the term from the day of the figure up to so many days later."
        ),
        model=Membership,
        rows=_ending(days),
        lookup=_ending_lookup(days),
        columns=_MEMBER,
        sorting=("ends_on", "id"),
    )


_DUE_TITLES = {
    30: _("End within 30 days"),
    60: _("End within 60 days"),
    90: _("End within 90 days"),
}

MEMBERSHIP_FIGURES = (
    Figure(
        name="applications",
        group=FigureGroup.WAITING,
        title=_("Applications to decide"),
        definition=_("Applications for a membership that nobody has approved or declined."),
        computed=_("Memberships in the state applied."),
        model=Membership,
        rows=_in_state(State.APPLIED),
        lookup=lambda when: {"state__exact": State.APPLIED.value},
        columns=("holder", "tier", "fee", "created_at", "public_id"),
    ),
    Figure(
        name="members",
        group=FigureGroup.MEMBERS,
        title=_("Members"),
        definition=_("Memberships that give rights: active, renewed or in grace, of both tiers."),
        computed=_(
            "The state on the day. For days before the first records: a paid term, or the days of grace "
            "after it, covers the day."
        ),
        model=Membership,
        rows=_members,
        derived=_members_by_dates,
        lookup=lambda when: {"state__in": ",".join(RIGHTS_STATES)},
        columns=_MEMBER,
    ),
    *(_due(days) for days in _DUE_TITLES),
    Figure(
        name="renewal_rate",
        group=FigureGroup.FEES,
        title=_("Renewal rate"),
        definition=_(
            "Of the terms that ended in the last twelve months, the share after which another one was paid."
        ),
        computed=_(
            "Terms with their last day in the 365 days before the day of the figure; renewed are those with "
            "a later term that is paid, running or ended. A term that ended yesterday counts as not renewed "
            "until the fee is in."
        ),
        model=MembershipTerm,
        rows=_ended_terms,
        derived=_ended_terms,
        lookup=lambda when: {
            "state__in": f"{TermState.RUNNING},{TermState.ENDED}",
            "ends_on__gte": (when.day - _YEAR).isoformat(),
            "ends_on__lte": (when.day - _DAY).isoformat(),
        },
        measure=Measure.SHARE,
        measured="renewed",
        columns=(*OF_TERM, "starts_on", "ends_on", "fee", "renewed", CODE),
        sorting=("ends_on", "id"),
    ),
)


def members_by_tier_and_state(when: AsOf) -> dict[tuple[int, str], int]:
    """How many of each tier are in each state; empty for days before the first records."""
    if when.derived:
        return {}
    counts = rows_at(Membership, when).values("tier_id", "state").order_by().annotate(n=Count("pk"))
    return {(row["tier_id"], row["state"]): row["n"] for row in counts}
