"""Corrections of what was agreed: another fee of a term, and an offer of renewal taken back."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_clock import settle
from liaison.domain.membership_rows import (
    locked_membership,
    require_reason,
    tell,
    term_ahead,
    write_event,
)
from liaison.domain.membership_states import MANAGE
from liaison.domain.payment import paid_so_far
from liaison.enums import MembershipChange, MembershipNews, MembershipState, TermState
from liaison.models import MembershipTerm
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.history import because
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require


@transaction.atomic
def change_fee(*, term_id: int, fee: Decimal, actor: User | None = SYSTEM, reason: str) -> MembershipTerm:
    """Changes the fee of a term that is due or running. It stays above what was received, where it is due:
    a fee paid in full begins a term, and that is for a payment to do.

    Raises:
        ValidationError: the term is over or given up, the fee is below what was received, or the reason is
            missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(
        MembershipTerm.objects.values_list("membership_id", flat=True).get(pk=term_id)
    )
    term = MembershipTerm.objects.select_related("tier").get(pk=term_id)
    require(actor, MANAGE, membership)
    if term.state not in (TermState.DUE, TermState.RUNNING):
        raise ValidationError(_("The fee of this term is settled."), "settled")
    paid, reason = paid_so_far(term), require_reason(reason)
    if fee < paid or (fee == paid and term.state == TermState.DUE):
        raise ValidationError(
            {"fee": _("%(paid)s were received already; the fee must be more.") % {"paid": paid}}, "too_low"
        )
    with because(reason):
        before, term.fee = term.fee, fee
        save_checked(term)
        if term.state == TermState.RUNNING or membership.state == MembershipState.APPROVED:
            membership.fee = fee
            save_checked(membership)
        told: dict[str, Any] = {"term": term.number, "fee": [before, fee]}
        event = write_event(membership, change=MembershipChange.FEE, actor=actor, reason=reason, **told)
        tell(membership, MembershipNews.FEE_CHANGED, event)
    return term


@transaction.atomic
def withdraw_renewal(*, membership_id: int, actor: User | None = SYSTEM, reason: str) -> MembershipTerm:
    """Gives up the next term that was offered, as long as nothing was received for it.

    Raises:
        ValidationError: there is none, something was received for it, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    term, reason = term_ahead(membership), require_reason(reason)
    if term is None or membership.state == MembershipState.APPROVED:
        raise ValidationError(_("No next term is agreed."), "no_term")
    if term.state != TermState.DUE or paid_so_far(term):
        raise ValidationError(_("A fee was received for the next term; make the payment void first."), "paid")
    with because(reason):
        term.state = TermState.VOID
        term.save()
        told: dict[str, Any] = {"withdrawn": term.number}
        event = write_event(membership, change=MembershipChange.TERM, actor=actor, reason=reason, **told)
        tell(membership, MembershipNews.RENEWAL_WITHDRAWN, event)
        settle(membership, what=MembershipChange.TERM, actor=actor, reason=reason)
    return term
