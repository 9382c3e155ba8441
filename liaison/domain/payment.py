"""Fees received: recorded once, made void with a reason. Paid in full, a term begins by its dates.

A payment of less than zero is money paid back (`refund`).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_clock import settle
from liaison.domain.membership_rows import locked_membership, require_reason, tell, write_event
from liaison.domain.membership_states import MANAGE
from liaison.domain.membership_term import first_day, last_day
from liaison.enums import MembershipChange, MembershipNews, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Payment
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.history import because
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require


def paid_so_far(term: MembershipTerm) -> Decimal:
    paid = term.payments.filter(void_at=None).aggregate(sum=Sum("amount"))["sum"]
    return paid or Decimal(0)


@transaction.atomic
def record_payment(
    *,
    term_id: int,
    amount: Decimal,
    paid_on: date,
    voucher_number: str,
    invoice_number: str = "",
    note: str = "",
    actor: User | None = SYSTEM,
) -> Payment:
    """Records money received for a term; paid in full, it begins as soon as its dates say.

    Raises:
        ValidationError: the term takes no payments, the day is ahead, more is paid than is due, or the
            voucher is recorded already.
        PermissionDenied: the actor may not do this.
    """
    term, membership = locked_term(term_id)
    require(actor, MANAGE, membership)
    left = _left_to_pay(term, amount, paid_on)
    payment = Payment(
        term=term,
        amount=amount,
        currency=term.currency,
        paid_on=paid_on,
        voucher_number=voucher_number.strip(),
        invoice_number=invoice_number.strip(),
        note=note.strip(),
        recorded_by=actor,
    )
    save_checked(payment)
    told: dict[str, Any] = {"amount": amount, "paid_on": paid_on, "voucher": payment.voucher_number}
    write_event(membership, change=MembershipChange.PAYMENT, actor=actor, **told)
    if amount == left and term.state == TermState.DUE:
        _paid_in_full(term, membership)
    settle(membership, what=MembershipChange.PAYMENT, actor=actor)
    return payment


def _left_to_pay(term: MembershipTerm, amount: Decimal, paid_on: date) -> Decimal:
    """What is due for the term before this payment.

    Raises:
        ValidationError: the term takes no payments, the day is ahead, or the amount is none or too much.
    """
    if term.state == TermState.VOID:
        raise ValidationError(_("This term was given up; record the payment for another one."), "void_term")
    if paid_on > timezone.localdate():
        raise ValidationError({"paid_on": _("This day is still to come.")}, "ahead")
    if amount <= 0:
        raise ValidationError({"amount": _("The amount must be more than zero.")}, "amount")
    left = term.fee - paid_so_far(term)
    if amount > left:
        raise ValidationError(
            {"amount": _("Only %(left)s are still due for this term.") % {"left": left}}, "too_much"
        )
    return left


@transaction.atomic
def void_payment(*, payment_id: int, actor: User | None = SYSTEM, reason: str) -> Payment:
    """Takes back a payment recorded by mistake. A term that has begun goes on, with its fee due again.

    Raises:
        ValidationError: it is void already, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    payment = Payment.objects.get(pk=payment_id)
    term, membership = locked_term(payment.term_id)
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    require(actor, MANAGE, membership)
    reason = require_reason(reason)
    if payment.void_at:
        raise ValidationError(_("This payment is void already."), "void")
    if paid_so_far(term) < payment.amount:
        raise ValidationError(
            _("Money was paid back for this term. Make that payment void first."), "paid_back"
        )
    with because(reason):
        if term.state == TermState.PAID:
            _due_again(term, membership)
        payment.void_at, payment.void_reason = timezone.now(), reason
        payment.save()
        told: dict[str, Any] = {"void": payment.voucher_number, "amount": -payment.amount}
        event = write_event(membership, change=MembershipChange.PAYMENT, actor=actor, reason=reason, **told)
        if payment.amount > 0 and term.state != TermState.VOID:
            tell(membership, MembershipNews.PAYMENT_VOID, event)
        settle(membership, what=MembershipChange.PAYMENT, actor=actor, reason=reason)
    return payment


def locked_term(term_id: int) -> tuple[MembershipTerm, Membership]:
    """A term as it is now that its membership is locked."""
    membership_id = MembershipTerm.objects.values_list("membership_id", flat=True).get(pk=term_id)
    membership = locked_membership(membership_id)
    return MembershipTerm.objects.select_related("tier", "membership").get(pk=term_id), membership


def _last_paid_on(term: MembershipTerm) -> date | None:
    """The day by which everything that counts was received, in whatever order it was recorded."""
    return term.payments.filter(void_at=None).aggregate(day=Max("paid_on"))["day"]


def _paid_in_full(term: MembershipTerm, membership: Membership) -> None:
    paid_on = _last_paid_on(term)
    assert paid_on
    first = first_day(term, membership, paid_on)
    if first != term.starts_on:
        term.starts_on, term.ends_on = first, last_day(first, membership.program.term_months)
    term.state = TermState.PAID
    term.save()


def _due_again(term: MembershipTerm, membership: Membership) -> None:
    """A first day that followed from the payments is open again, or the next payment would come too late."""
    if membership.state == MembershipState.APPROVED and term.starts_on == _last_paid_on(term):
        term.starts_on = term.ends_on = None
    term.state = TermState.DUE
    term.save()
