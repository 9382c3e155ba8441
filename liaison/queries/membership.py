"""Who has which rights on a day, from the state, the dates and the membership above.

Never from a state alone, which a nightly run may not have brought up to date.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from liaison.enums import RIGHTS_STATES, Entitlement, MembershipChange, MembershipState, TermState
from liaison.models import EntitlementBalance, Membership, MembershipEvent, Tier
from startups.models import Company
from universities.models import University
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff


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
    """Those of the companies the person has a seat in; the district sees companies' memberships all."""
    companies = Membership.objects.filter(company__isnull=False)
    return companies if is_district_staff(user) else companies.filter(company__members__user=user)


def root_for(company: Company, tier: Tier) -> Membership | None:
    """The district's membership under which a company may have this tier, in force or agreed."""
    return (
        roots_with_offers()
        .filter(program=tier.program_id, district=company.district_id)
        .filter(_offers(tier))
        .first()
    )


def roots_with_offers() -> QuerySet[Membership]:
    """Memberships of districts under which companies may apply."""
    live = (MembershipState.APPROVED, *RIGHTS_STATES)
    return Membership.objects.filter(parent=None, district__isnull=False, state__in=live).order_by("pk")


def _offers(tier: Tier) -> Q:
    return Q(tier=tier.under_id) if tier.under_id else Q()


# What closes a request of a company: it is agreed or declined, or the membership is given up.
_ANSWERS = Q(change__in=(MembershipChange.REQUEST, MembershipChange.TERM, MembershipChange.TIER)) | Q(
    change=MembershipChange.STATE, to_state=MembershipState.CANCELLED
)


def open_request(membership: Membership) -> MembershipEvent | None:
    """What the company asked for and nobody has answered yet."""
    last = membership.events.filter(_ANSWERS).order_by("-pk").first()
    asked = last is not None and last.change == MembershipChange.REQUEST and "declined" not in last.details
    return last if asked else None


def memberships_with_requests() -> QuerySet[Membership]:
    """Those whose company waits for an answer, the oldest first."""
    last = MembershipEvent.objects.filter(_ANSWERS, membership=OuterRef("pk")).order_by("-pk")
    open_ones = MembershipEvent.objects.filter(
        pk=OuterRef("last_answer"), change=MembershipChange.REQUEST
    ).exclude(details__has_key="declined")
    asked = Membership.objects.filter(events__change=MembershipChange.REQUEST).distinct()
    return (
        asked.annotate(last_answer=Subquery(last.values("pk")[:1]))
        .filter(Exists(open_ones))
        .order_by("last_answer")
    )


def introduction_memberships(companies: Iterable[Company], university: University) -> dict[int, Membership]:
    """By company: the membership that gives introductions to the university today, with how many are `left`.

    Companies without one are not in it: nobody counts what they ask for.
    """
    running = EntitlementBalance.objects.filter(
        term__membership=OuterRef("pk"), term__state=TermState.RUNNING, entitlement=Entitlement.INTRODUCTION
    )
    counted = (
        with_rights(Membership.objects.filter(company__in=companies, program__university=university))
        .annotate(left=Subquery(running.values("balance")[:1]))
        .filter(left__isnull=False)
        .select_related("program")
        .order_by("left", "-pk")
    )
    return {membership.company_id: membership for membership in counted if membership.company_id}
