"""Who has which rights on a day, from the state, the dates and the membership above.

Never from a state alone, which a nightly run may not have brought up to date.
"""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from liaison.enums import RIGHTS_STATES
from liaison.models import Membership
from startups.models import Company
from yangpu_portal.core.models import User


def with_rights(memberships: QuerySet[Membership], on: date | None = None) -> QuerySet[Membership]:
    """Those that give rights on a day, by default today in Shanghai."""
    day = on or timezone.localdate()
    own = Q(state__in=RIGHTS_STATES, starts_on__lte=day, rights_until__gte=day)
    above = Q(parent__state__in=RIGHTS_STATES, parent__starts_on__lte=day, parent__rights_until__gte=day)
    return memberships.filter(own, Q(parent=None) | above)


def has_rights(membership: Membership, on: date | None = None) -> bool:
    return with_rights(Membership.objects.filter(pk=membership.pk), on).exists()


def memberships_for_seats(user: User, on: date | None = None) -> QuerySet[Membership]:
    """What the person's companies may call on: seats have no rights of their own, they follow."""
    companies = Company.objects.filter(members__user=user)
    return with_rights(Membership.objects.filter(company__in=companies), on)


def visible_memberships(user: User) -> QuerySet[Membership]:
    """Those of the companies the person has a seat in."""
    return Membership.objects.filter(company__members__user=user)
