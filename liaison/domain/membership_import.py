"""Writes memberships, payments and renewals from sheets, each row through the functions people's clicks call.

Each finds what it would write by a natural key first, so that a file that comes twice changes nothing.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liaison.domain.membership import apply_for_membership, approve_membership, transition_membership
from liaison.domain.membership_fee import withdraw_renewal
from liaison.domain.membership_rows import running_term, term_ahead
from liaison.domain.membership_term import agree_renewal
from liaison.domain.payment import paid_so_far, record_payment
from liaison.enums import LIVE_STATES, MembershipState, TermState, TierLevel
from liaison.models import Membership, MembershipTerm, Payment, Program, Tier
from startups.models import Company
from yangpu_portal.core.domain.sheet_rows import said_value
from yangpu_portal.core.imports.records import Change, Written
from yangpu_portal.core.models import District, User

NAMED = ("program", "tier", "company", "district")
_BEFORE_A_TERM = (MembershipState.APPLIED, MembershipState.APPROVED)


@transaction.atomic
def bring_member(
    *,
    company: Company,
    tier: Tier,
    actor: User,
    reason: str,
    starts_on: date | None = None,
    fee: Decimal | None = None,
    paid_on: date | None = None,
    voucher_number: str = "",
) -> Written:
    """Makes a company a member: applied for, approved, and paid where a voucher is named; what has been done
    of that before is not done again.

    Raises:
        ValidationError: it has another live membership of the program, or no top-level one carries it.
        PermissionDenied: the actor may not do this.
    """
    live = Membership.objects.filter(program=tier.program, company=company, state__in=LIVE_STATES)
    membership = live.select_related(*NAMED).first()
    verdict, changes = "same", []
    if membership is not None:
        _same_member(membership, tier, starts_on, fee)
    else:
        membership, verdict = _apply(company, tier, fee, actor), "new"
        changes.append(Change(_("tier"), "", tier.name))
    if membership.state == MembershipState.APPLIED:
        approve_membership(
            membership_id=membership.pk, actor=actor, fee=fee, starts_on=starts_on, reason=reason
        )
        changes.append(Change(_("state"), _state(MembershipState.APPLIED), _state(MembershipState.APPROVED)))
    if voucher_number:
        changes += _pay_first(membership, paid_on, voucher_number, actor)
    if verdict == "same" and changes:
        verdict = "changed"
    return Written(verdict, membership, str(membership), changes)  # type: ignore[arg-type]


@transaction.atomic
def bring_payment(
    *,
    holder: Company | District,
    program: Program | None,
    amount: Decimal,
    paid_on: date,
    voucher_number: str,
    actor: User,
    invoice_number: str = "",
    note: str = "",
) -> Written:
    """Records a payment for the term whose fee is due; known by its voucher number.

    Raises:
        ValidationError: the voucher stands for another payment, or nothing is due.
        PermissionDenied: the actor may not do this.
    """
    membership = membership_of(holder, program)
    known = Payment.objects.filter(voucher_number=voucher_number, void_at=None).select_related("term").first()
    if known is not None:
        _same_payment(known, membership, amount, paid_on)
        return Written("same", known, str(known))
    term = _term_with_fee_due(membership)
    payment = record_payment(
        term_id=term.pk,
        amount=amount,
        paid_on=paid_on,
        voucher_number=voucher_number,
        invoice_number=invoice_number,
        note=note,
        actor=actor,
    )
    left = term.fee - paid_so_far(term)
    changes = [Change(_("still due"), said_value(left + amount), said_value(left))]
    return Written("new", payment, f"{membership} · {voucher_number}", changes)


@transaction.atomic
def bring_renewal(
    *,
    holder: Company | District,
    program: Program | None,
    actor: User,
    reason: str,
    tier_name: str = "",
    fee: Decimal | None = None,
    due_on: date | None = None,
) -> Written:
    """Agrees on the next term of a membership, unless just that is agreed already.

    Raises:
        ValidationError: as `agree_renewal`; or another next term is agreed already.
        PermissionDenied: the actor may not do this.
    """
    membership = membership_of(holder, program, states=(*LIVE_STATES, MembershipState.EXPIRED))
    tier = tier_named(membership.program, tier_name, membership.tier.level) if tier_name else membership.tier
    ahead = term_ahead(membership)
    if ahead is not None and membership.state not in _BEFORE_A_TERM:
        if ahead.tier_id == tier.pk and ahead.fee == (tier.term_fee if fee is None else fee):
            return Written("same", ahead, str(membership))
        raise ValidationError(
            _("Another renewal is agreed already: %(tier)s, %(fee)s."),
            "ahead",
            {"tier": ahead.tier.name, "fee": said_value(ahead.fee)},
        )
    term = agree_renewal(
        membership_id=membership.pk, tier=tier, fee=fee, due_on=due_on, actor=actor, reason=reason
    )
    changes = [
        Change(_("last day"), said_value(membership.ends_on or ""), said_value(term.ends_on or "")),
        Change(_("tier"), membership.tier.name, term.tier.name),
        Change(_("fee"), said_value(membership.fee), said_value(term.fee)),
    ]
    return Written("new", term, str(membership), [each for each in changes if each.before != each.after])


def cancel_imported_member(*, membership_id: int, actor: User, reason: str) -> None:
    """Raises:
    ValidationError: its state allows no cancelling any more.
    """
    transition_membership(
        membership_id=membership_id, to=MembershipState.CANCELLED, actor=actor, reason=reason
    )


def withdraw_imported_renewal(*, term_id: int, actor: User, reason: str) -> None:
    """Raises:
    ValidationError: the term has begun, was given up, or something was received for it.
    """
    term = MembershipTerm.objects.get(pk=term_id)
    if term.state != TermState.DUE:
        raise ValidationError(_("The renewal is paid, begun or given up already."), "not_due")
    withdraw_renewal(membership_id=term.membership_id, actor=actor, reason=reason)


def membership_of(
    holder: Company | District,
    program: Program | None,
    states: tuple[MembershipState, ...] = LIVE_STATES,
) -> Membership:
    """The membership a row means.

    Raises:
        ValidationError: there is none, or several and the row names no program.
    """
    who = {"company": holder} if isinstance(holder, Company) else {"district": holder}
    rows = Membership.objects.filter(**who, state__in=states).select_related(*NAMED)
    found = list((rows.filter(program=program) if program else rows).order_by("-pk"))
    live = [membership for membership in found if membership.state in LIVE_STATES] or found[:1]
    if not live:
        raise ValidationError(
            {"holder": _("“%(holder)s” has no membership this could be for.") % {"holder": holder}}, "none"
        )
    if len(live) > 1:
        raise ValidationError(
            {"program": _("“%(holder)s” has several memberships: name the program.") % {"holder": holder}},
            "several",
        )
    return live[0]


def tier_named(program: Program, name: str, level: str) -> Tier:
    """Raises:
    ValidationError: the program has no such tier; the known ones are named.
    """
    tiers = list(Tier.objects.filter(program=program, level=level).select_related("program"))
    wanted = name.casefold()
    for tier in tiers:
        if wanted in (tier.name_zh.casefold(), tier.name_en.casefold(), tier.slug.casefold()):
            return tier
    raise ValidationError(
        {
            "tier": _("“%(value)s” is no tier of %(program)s. Choose one of: %(known)s.")
            % {"value": name, "program": program, "known": ", ".join(tier.name for tier in tiers) or "–"}
        },
        "tier",
    )


def _apply(company: Company, tier: Tier, fee: Decimal | None, actor: User) -> Membership:
    parent = (
        Membership.objects.filter(
            program=tier.program, district=company.district, tier__level=TierLevel.TOP, state__in=LIVE_STATES
        )
        .select_related(*NAMED)
        .first()
    )
    if parent is None:
        raise ValidationError(
            {
                "program": _("%(district)s has no top-level membership of this program to carry the company.")
                % {"district": company.district}
            },
            "no_parent",
        )
    return apply_for_membership(
        program=tier.program, tier=tier, company=company, parent=parent, fee=fee, actor=actor
    )


def _same_member(membership: Membership, tier: Tier, starts_on: date | None, fee: Decimal | None) -> None:
    agreed = membership.terms.exclude(state=TermState.VOID).order_by("number").first()
    first = agreed.starts_on if agreed else None
    differs = (
        membership.tier_id != tier.pk
        or (fee is not None and agreed is not None and fee != agreed.fee)
        or (starts_on is not None and agreed is not None and starts_on != first)
    )
    if differs:
        raise ValidationError(
            _(
                "The company is a member already: %(tier)s, %(state)s, from %(first)s. "
                "Change that on its page, or use the sheet of renewals."
            ),
            "member",
            {
                "tier": membership.tier.name,
                "state": membership.get_state_display(),
                "first": first or "–",
            },
        )


def _pay_first(
    membership: Membership, paid_on: date | None, voucher_number: str, actor: User
) -> list[Change]:
    """Pays what is due of the first term, unless this voucher has."""
    if Payment.objects.filter(
        voucher_number=voucher_number, void_at=None, term__membership=membership
    ).exists():
        return []
    if paid_on is None:
        raise ValidationError({"paid_on": _("Say when the fee was received.")}, "paid_on")
    term = _term_with_fee_due(membership)
    left = term.fee - paid_so_far(term)
    record_payment(term_id=term.pk, amount=left, paid_on=paid_on, voucher_number=voucher_number, actor=actor)
    membership.refresh_from_db()
    return [Change(_("fee received"), "", said_value(left))]


def _term_with_fee_due(membership: Membership) -> MembershipTerm:
    for term in (term_ahead(membership), running_term(membership)):
        if term is not None and term.fee > paid_so_far(term):
            return term
    raise ValidationError(_("No fee is due for “%(row)s”."), "nothing_due", {"row": str(membership)})


def _same_payment(known: Payment, membership: Membership, amount: Decimal, paid_on: date) -> None:
    if known.term.membership_id == membership.pk and (known.amount, known.paid_on) == (amount, paid_on):
        return
    raise ValidationError(
        {
            "voucher_number": _("This voucher number is recorded already: %(amount)s on %(day)s, %(holder)s.")
            % {
                "amount": said_value(known.amount),
                "day": known.paid_on,
                "holder": known.term.membership.holder,
            }
        },
        "voucher",
    )


def _state(state: MembershipState) -> str:
    return str(state.label)
