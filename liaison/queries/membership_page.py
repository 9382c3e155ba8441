"""What the pages of programs and memberships show, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet, Sum

from liaison.enums import LIVE_STATES, Entitlement, EntryKind, TermState, TierLevel
from liaison.models import (
    ApplicationDocument,
    EntitlementEntry,
    Membership,
    MembershipEvent,
    MembershipTerm,
    Payment,
    Program,
    Tier,
)
from liaison.queries.membership import roots_with_offers, visible_memberships
from startups.models import Company
from yangpu_portal.core.models import User

LEDGER, EVENTS = 50, 100  # the newest of each; nobody reads more on a page
_GIVEN = (
    EntryKind.GRANTED,
    EntryKind.ADJUSTED,
    EntryKind.CORRECTED,
    EntryKind.ALLOCATED,
    EntryKind.RECEIVED,
    EntryKind.GIVEN_BACK,
    EntryKind.TAKEN_BACK,
)
_USED = (EntryKind.USED, EntryKind.RETURNED)


def open_programs() -> QuerySet[Program]:
    """Programs companies may apply for, with the tiers they may choose (`offered`)."""
    offered = Tier.objects.filter(level=TierLevel.SECOND, open_for_applications=True).order_by(
        "annual_fee", "pk"
    )
    return (
        Program.objects.filter(open_for_applications=True, tiers__in=offered)
        .select_related("university")
        .prefetch_related(Prefetch("tiers", offered, to_attr="offered"))
        .distinct()
        .order_by("slug")
    )


def programs_with_roots() -> set[int]:
    """Keys of the programs in which a district holds a membership that companies may join."""
    return set(roots_with_offers().values_list("program", flat=True))


def own_memberships(companies: Sequence[Company]) -> list[Membership]:
    """By company and program the live one, else the last: what is over can be renewed, or has a fee due."""
    rows = Membership.objects.filter(company__in=companies)
    last = rows.annotate(over=~Q(state__in=LIVE_STATES)).order_by("program_id", "company_id", "over", "-pk")
    return list(last.distinct("program_id", "company_id").select_related("company", "tier", "program"))


def live_memberships(companies: Sequence[Company]) -> list[Membership]:
    live = Membership.objects.filter(company__in=companies, state__in=LIVE_STATES)
    return list(live.select_related("company", "tier", "program"))


def whole_membership(user: User) -> QuerySet[Membership]:
    """Visible memberships with what their page names."""
    return visible_memberships(user).select_related(
        "company", "tier__under", "program__university", "parent__tier", "officer", "application"
    )


def tiers_to_ask_for(membership: Membership) -> QuerySet[Tier]:
    """Other tiers of the program that are open and that the district's membership above carries."""
    offered = Q(under=None) | Q(under=membership.parent.tier_id if membership.parent else None)
    tiers = Tier.objects.filter(offered, program=membership.program_id, level=membership.tier.level)
    return tiers.filter(open_for_applications=True).exclude(pk=membership.tier_id)


@dataclass(slots=True)
class Allowance:
    """An entitlement in the running term: given, used and left."""

    entitlement: Entitlement
    given: int = 0
    used: int = 0
    entries: list[EntitlementEntry] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.given - self.used


def allowances_of(term: MembershipTerm) -> list[Allowance]:
    """Those the term ever had any of; what expired with it counts as neither given nor used."""
    found: dict[str, Allowance] = {}
    rows = term.entitlement_entries.order_by().values("entitlement", "kind").annotate(sum=Sum("amount"))
    for row in rows:
        allowance = found.setdefault(row["entitlement"], Allowance(Entitlement(row["entitlement"])))
        if row["kind"] in _GIVEN:
            allowance.given += row["sum"]
        elif row["kind"] in _USED:
            allowance.used -= row["sum"]
    return [found[key] for key in Entitlement.values if key in found]


def ledger_of(term: MembershipTerm) -> list[EntitlementEntry]:
    return list(term.entitlement_entries.select_related("actor").order_by("-pk")[:LEDGER])


def terms_of(membership: Membership) -> list[MembershipTerm]:
    """The newest first, each with what was received (`paid`); those given up only where money was."""
    terms = list(
        membership.terms.filter(~Q(state=TermState.VOID) | Q(payments__isnull=False))
        .distinct()
        .select_related("tier")
        .prefetch_related(Prefetch("payments", Payment.objects.order_by("paid_on", "pk")))
        .order_by("-number")
    )
    for term in terms:
        term.paid = sum(  # type: ignore[attr-defined]
            (payment.amount for payment in term.payments.all() if payment.void_at is None), Decimal(0)
        )
    return terms


def documents_of(membership: Membership) -> list[ApplicationDocument]:
    return list(ApplicationDocument.objects.filter(application__membership=membership))


def events_of(membership: Membership) -> list[MembershipEvent]:
    return list(membership.events.select_related("actor").order_by("-pk")[:EVENTS])


def visible_documents(user: User) -> QuerySet[ApplicationDocument]:
    return ApplicationDocument.objects.filter(application__membership__in=visible_memberships(user))
