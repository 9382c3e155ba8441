"""What happened to memberships of the demo after they began: uses, allocations, payments, another tier."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from liaison.domain.entitlement import allocate_entitlements, return_entitlement, use_entitlement
from liaison.domain.membership_term import agree_renewal, change_tier, quote_tier
from liaison.domain.payment import paid_so_far, record_payment, void_payment
from liaison.enums import Entitlement, EntryKind, TermState
from liaison.models import EntitlementEntry, Membership, Payment, Tier
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.models import User

PROGRAM = "mit-ilp"


def play_ledger(*, companies: Collection[str], official: User) -> None:
    """Does what the file says of these companies; the others have lived it already."""
    members = Membership.objects.filter(program__slug=PROGRAM, company__slug__in=companies)
    by_company = {row.company.slug: row for row in members.select_related("company") if row.company}
    for number, row in enumerate(demo_rows("liaison", "ledger")):
        membership = by_company.get(row["company"])
        if membership is not None:
            fresh = Membership.objects.select_related("tier", "parent", "company").get(pk=membership.pk)
            _DEEDS[row["do"]](fresh, {**row, "key": f"demo:{number}"}, official)


def _use(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    use_entitlement(
        membership=membership,
        entitlement=Entitlement(row["entitlement"]),
        subject=row["subject"],
        key=row["key"],
        actor=official,
    )


def _return(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    used = EntitlementEntry.objects.filter(term__membership=membership, kind=EntryKind.USED)
    return_entitlement(entry=used.latest("id"), reason=row["reason"], actor=official)


def _allocate(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    allocate_entitlements(
        child=membership,
        entitlement=Entitlement(row["entitlement"]),
        number=row["number"],
        key=row["key"],
        actor=official,
    )


def _renew(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    agree_renewal(membership_id=membership.pk, actor=official)


def _change_tier(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    tier = Tier.objects.get(program=membership.program_id, slug=row["tier"])
    difference = quote_tier(membership, tier).difference
    change_tier(
        membership_id=membership.pk,
        tier=tier,
        expected_difference=difference,
        actor=official,
        reason=row["reason"],
    )


def _pay(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    terms = membership.terms.filter(state__in=(TermState.DUE, TermState.RUNNING)).order_by("number")
    term = next(term for term in terms if paid_so_far(term) < term.fee)
    paid_on = timezone.localdate() + timedelta(days=row["days"])
    record_payment(
        term_id=term.pk,
        amount=Decimal(row["amount"]),
        paid_on=paid_on,
        voucher_number=f"YS-{paid_on:%Y}-{term.pk:05d}-{term.payments.count() + 1}",
        note=row["note"],
        actor=official,
    )


def _void(membership: Membership, row: Mapping[str, Any], official: User) -> None:
    payment = Payment.objects.filter(term__membership=membership, void_at=None).latest("id")
    void_payment(payment_id=payment.pk, actor=official, reason=row["reason"])


_DEEDS: dict[str, Callable[[Membership, Mapping[str, Any], User], None]] = {
    "use": _use,
    "return": _return,
    "allocate": _allocate,
    "renew": _renew,
    "tier": _change_tier,
    "pay": _pay,
    "void": _void,
}
