"""Fees paid back: what was received in excess, for a term that was given up, or for one that ended early."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_rows import require_reason, tell, write_event
from liaison.domain.membership_states import MANAGE
from liaison.domain.membership_term import last_day
from liaison.domain.payment import locked_term, paid_so_far
from liaison.enums import MembershipChange, MembershipNews, TermState
from liaison.models import MembershipTerm, Payment
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.history import because
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require


def excess(term: MembershipTerm, paid: Decimal) -> Decimal:
    """How much more was received than the term costs; one that was given up costs nothing."""
    return max(paid - (Decimal(0) if term.state == TermState.VOID else term.fee), Decimal(0))


def most_to_pay_back(term: MembershipTerm, paid: Decimal) -> Decimal:
    """The excess; of a term that ended early all of it, for what of that is fair is for people to agree."""
    return paid if _ended_early(term) else excess(term, paid)


def _ended_early(term: MembershipTerm) -> bool:
    if term.state != TermState.ENDED:
        return False
    first, last = term.span
    return last < last_day(first, term.membership.program.term_months)


@transaction.atomic
def record_refund(
    *,
    term_id: int,
    amount: Decimal,
    paid_on: date,
    voucher_number: str,
    actor: User | None = SYSTEM,
    reason: str,
) -> Payment:
    """Records money paid back. The fee of a term that ended early falls by it, so that it is not due again.

    Raises:
        ValidationError: the amount is none or more than may be paid back, the day is ahead, the voucher is
            recorded already, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    term, membership = locked_term(term_id)
    require(actor, MANAGE, membership)
    reason, paid = require_reason(reason), paid_so_far(term)
    most = most_to_pay_back(term, paid)
    if not 0 < amount <= most:
        raise ValidationError({"amount": _("At most %(most)s can be paid back.") % {"most": most}}, "amount")
    if paid_on > timezone.localdate():
        raise ValidationError({"paid_on": _("This day is still to come.")}, "ahead")
    payment = Payment(
        term=term,
        amount=-amount,
        currency=term.currency,
        paid_on=paid_on,
        voucher_number=voucher_number.strip(),
        note=reason,
        recorded_by=actor,
    )
    told: dict[str, Any] = {"amount": -amount, "paid_on": paid_on, "voucher": payment.voucher_number}
    with because(reason):
        save_checked(payment)
        told |= _waive(term, amount - excess(term, paid))
        event = write_event(membership, change=MembershipChange.PAYMENT, actor=actor, reason=reason, **told)
        tell(membership, MembershipNews.PAID_BACK, event)
    return payment


def _waive(term: MembershipTerm, amount: Decimal) -> dict[str, list[Decimal]]:
    """Lowers the fee by what is more than the excess; what changed, for the event."""
    if amount <= 0:
        return {}
    before, term.fee = term.fee, term.fee - amount
    term.save()
    return {"fee": [before, term.fee]}
