"""The ledger of entitlements: granted with a term, allocated from the district's pool, used, returned.

Whoever takes from a balance locks its row first, so that of two who take the last one the second is told that
none is left. The trigger of the ledger and its check hold whatever the code does (`models.entitlement`).
Each entry is named after the event behind it (`key`): the same event counts once.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_rows import locked_membership, require_reason
from liaison.domain.membership_states import MANAGE
from liaison.enums import Entitlement, EntryKind, TermState
from liaison.models import EntitlementBalance, EntitlementEntry, Membership, MembershipTerm, Tier
from liaison.queries.membership import has_rights
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require


def balance_of(term: MembershipTerm, entitlement: str) -> int:
    """How many are left; the row stays locked until the transaction ends."""
    row = EntitlementBalance.objects.select_for_update().filter(term=term, entitlement=entitlement).first()
    return row.balance if row else 0


def grant_entitlements(*, term: MembershipTerm, actor: User | None = SYSTEM) -> None:
    """Enters what the tier gives with a term that begins, once."""
    for entitlement, number in term.tier.allowances.items():
        if number:
            _enter(
                term,
                entitlement,
                EntryKind.GRANTED,
                number,
                key=f"grant:{term.pk}:{entitlement}",
                actor=actor,
            )


def expire_entitlements(*, term: MembershipTerm) -> None:
    """Takes away what is left of a term that has ended."""
    for entitlement in Entitlement.values:
        left = balance_of(term, entitlement)
        if left:
            count = term.entitlement_entries.filter(kind=EntryKind.EXPIRED, entitlement=entitlement).count()
            key = f"expire:{term.pk}:{entitlement}:{count}"
            _enter(term, entitlement, EntryKind.EXPIRED, -left, key=key)


def adjust_entitlements(
    *, term: MembershipTerm, former: Tier, event_key: str, actor: User | None = SYSTEM
) -> None:
    """Enters what another tier gives more or less; what is used already is not taken back."""
    before, now = former.allowances, term.tier.allowances
    for entitlement in Entitlement.values:
        change = now[entitlement] - before[entitlement]
        change = max(change, -balance_of(term, entitlement))
        if change:
            key = f"adjust:{event_key}:{entitlement}"
            _enter(term, entitlement, EntryKind.ADJUSTED, change, key=key, actor=actor)


@transaction.atomic
def use_entitlement(
    *, membership: Membership, entitlement: Entitlement, subject: str, key: str, actor: User | None = SYSTEM
) -> EntitlementEntry:
    """Takes one, once for each key.

    Raises:
        ValidationError: the membership gives no rights today ("no_rights"), or none is left ("none_left").
    """
    term = _term_with_rights(membership)
    left = balance_of(term, entitlement)
    known = EntitlementEntry.objects.filter(key=f"use:{key}").first()
    if known:
        return known
    if left < 1:
        raise ValidationError(
            _("No %(entitlement)s is left in this term."), "none_left", {"entitlement": entitlement.label}
        )
    return _enter(term, entitlement, EntryKind.USED, -1, key=f"use:{key}", subject=subject, actor=actor)


@transaction.atomic
def return_entitlement(
    *, entry: EntitlementEntry, reason: str, actor: User | None = SYSTEM
) -> EntitlementEntry:
    """Gives back what was used, once; into a term that has ended it comes only to expire with it.

    Raises:
        ValidationError: the entry is not a use.
    """
    if entry.kind != EntryKind.USED:
        raise ValidationError(_("Only what was used can be returned."), "not_used")
    balance_of(entry.term, entry.entitlement)
    known = EntitlementEntry.objects.filter(other=entry).first()
    if known:
        return known
    # As it is now that the balance is locked: whoever ended it meanwhile has let what was left expire.
    term = MembershipTerm.objects.get(pk=entry.term_id)
    back = _enter(
        term,
        entry.entitlement,
        EntryKind.RETURNED,
        -entry.amount,
        key=f"return:{entry.pk}",
        subject=reason,
        actor=actor,
        other=entry,
    )
    if term.state == TermState.ENDED:
        expire_entitlements(term=term)
    return back


@transaction.atomic
def allocate_entitlements(
    *, child: Membership, entitlement: Entitlement, number: int, key: str, actor: User | None
) -> None:
    """Moves some from the district's pool to a company, or back with a number below zero, once for each key.

    Raises:
        ValidationError: one of the two gives no rights today, or has fewer left than are to be moved.
        PermissionDenied: the actor may not do this.
    """
    # A term that ends at this moment must not get what would neither expire with it nor come back.
    child = locked_membership(child.pk)
    require(actor, MANAGE, child)
    if child.parent is None or not number:
        raise ValidationError(_("Choose a company's membership and a number."), "nothing")
    pool, own = _term_with_rights(child.parent), _term_with_rights(child)
    source, target = (pool, own) if number > 0 else (own, pool)
    out, into = (
        (EntryKind.ALLOCATED, EntryKind.RECEIVED)
        if number > 0
        else (EntryKind.GIVEN_BACK, EntryKind.TAKEN_BACK)
    )
    left = {term.pk: balance_of(term, entitlement) for term in (pool, own)}  # the pool is locked first
    if EntitlementEntry.objects.filter(key=f"move:{key}").exists():
        return
    if left[source.pk] < abs(number):
        raise ValidationError(
            _("Only %(left)d are left; %(number)d cannot be moved."),
            "none_left",
            {"left": left[source.pk], "number": abs(number)},
        )
    taken = _enter(
        source, entitlement, out, -abs(number), key=f"move:{key}", actor=actor, subject=str(child.holder)
    )
    _enter(target, entitlement, into, abs(number), key=f"moved:{key}", actor=actor, other=taken)


@transaction.atomic
def correct_entitlements(
    *,
    membership: Membership,
    entitlement: Entitlement,
    number: int,
    key: str,
    reason: str,
    actor: User | None = SYSTEM,
) -> None:
    """Gives some beyond what the tier gives, or takes away with a number below zero, once for each key.

    Raises:
        ValidationError: the membership gives no rights today, fewer are left, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership.pk)
    require(actor, MANAGE, membership)
    reason, term = require_reason(reason), _term_with_rights(membership)
    left = balance_of(term, entitlement)
    if not number or EntitlementEntry.objects.filter(key=f"correct:{key}").exists():
        return
    if left + number < 0:
        raise ValidationError({"number": _("Only %(left)d are left.") % {"left": left}}, "none_left")
    _enter(term, entitlement, EntryKind.CORRECTED, number, key=f"correct:{key}", subject=reason, actor=actor)


def balances(term: MembershipTerm) -> Mapping[str, int]:
    """What is left of each entitlement; 0 where there never was any."""
    known = dict(term.entitlement_balances.values_list("entitlement", "balance"))
    return {entitlement: known.get(entitlement, 0) for entitlement in Entitlement.values}


def _term_with_rights(membership: Membership) -> MembershipTerm:
    term = membership.terms.filter(state=TermState.RUNNING).first()
    if term is None or not has_rights(membership):
        raise ValidationError(
            _("The membership of %(holder)s gives no rights today."),
            "no_rights",
            {"holder": membership.holder},
        )
    return term


def _enter(
    term: MembershipTerm,
    entitlement: str,
    kind: EntryKind,
    amount: int,
    *,
    key: str,
    subject: str = "",
    actor: User | None = SYSTEM,
    other: EntitlementEntry | None = None,
) -> EntitlementEntry:
    return EntitlementEntry.objects.create(
        term=term,
        entitlement=entitlement,
        kind=kind,
        amount=amount,
        key=key,
        subject=subject[:200],
        actor=actor,
        other=other,
    )
