"""Reads of agreements: who may see them, what is owed, and what a membership should be warned of."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.enums import ObligationState
from liaison.models import Agreement, Membership
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


def visible_agreements(user: User) -> QuerySet[Agreement]:
    return Agreement.objects.all() if is_district_staff(user) else Agreement.objects.none()


def with_obligations(agreements: QuerySet[Agreement], on: date | None = None) -> QuerySet[Agreement]:
    """Each with `open_count`, and `overdue_count` of those."""
    is_open = Q(obligations__state=ObligationState.OPEN)
    late = is_open & Q(obligations__due_on__lt=on or timezone.localdate())
    return agreements.annotate(
        open_count=Count("obligations", filter=is_open), overdue_count=Count("obligations", filter=late)
    )


def in_force(on: date) -> Q:
    """The condition that an agreement is in force on a day."""
    return (
        Q(signed_on__isnull=False, starts_on__lte=on)
        & (Q(ends_on=None) | Q(ends_on__gte=on))
        & (Q(ended_on=None) | Q(ended_on__gte=on))
    )


def agreement_warning(membership: Membership) -> str:
    """What is wrong with the ground of a top-level membership; empty where nothing is."""
    if not membership.is_top_level or not membership.gives_rights or membership.ends_on is None:
        return ""
    agreement = membership.agreement
    if agreement is None:
        return _("It rests on no agreement.")
    last = agreement.last_day
    if last is not None and last < membership.ends_on:
        return _("Its agreement ends on %(last)s, before the term ends on %(ends)s.") % {
            "last": last.isoformat(),
            "ends": membership.ends_on.isoformat(),
        }
    return ""
