"""Terms of memberships: agreed first and again, moved, and changed to another tier with the fee by the day.

Nothing here takes money: a term begins when its fee is paid (`payment`), or at once where it costs nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.entitlement import adjust_entitlements
from liaison.domain.membership_clock import settle
from liaison.domain.membership_rows import (
    locked_membership,
    own_rights_until,
    require_reason,
    running_term,
    tell,
    term_ahead,
    write_event,
)
from liaison.domain.membership_states import MANAGE
from liaison.enums import RIGHTS_STATES, MembershipChange, MembershipNews, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Tier
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.history import because
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM, require

PAY_WITHIN = timedelta(days=30)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class TierQuote:
    """What another tier costs for what is left of a term.

    `difference` = (fee of a term in the new tier - in the present one) x `days_left` / `days`, to the cent,
    half up. It may lower the fee of the term, never below zero.
    """

    tier: Tier
    days_left: int
    days: int
    difference: Decimal
    fee: Decimal


def last_day(starts_on: date, months: int) -> date:
    """The last day of a term, before its first day comes again; where the month has no such day, the last one
    of it: a year from 29 February ends with February (Civil Code, art. 202).
    """
    again = starts_on + relativedelta(months=months)
    return again if again.day < starts_on.day else again - timedelta(days=1)


def first_day(term: MembershipTerm, membership: Membership, paid_on: date) -> date:
    """The first day of a term whose fee is complete on a day.

    It is the one agreed, or that day. After expiry it is that day, and never within the former term; unless
    the fee came while there were rights, and was only recorded later.
    """
    if membership.state != MembershipState.EXPIRED or membership.ends_on is None:
        return term.starts_on or paid_on
    until = own_rights_until(membership)
    if term.starts_on and until and paid_on <= until:
        return term.starts_on
    return max(paid_on, membership.ends_on + timedelta(days=1))


def agree_first_term(
    membership: Membership, *, starts_on: date | None = None, due_on: date | None = None
) -> MembershipTerm:
    """Writes the first term of a locked membership; the first day may stay open until the fee is paid."""
    return _agree(membership, tier=membership.tier, fee=membership.fee, starts_on=starts_on, due_on=due_on)


@transaction.atomic
def agree_renewal(
    *,
    membership_id: int,
    actor: User | None = SYSTEM,
    tier: Tier | None = None,
    fee: Decimal | None = None,
    due_on: date | None = None,
    reason: str = "",
) -> MembershipTerm:
    """Agrees on the next term: from the day after the present one, or after expiry from the day it is paid.

    Args:
        tier, fee: by default as now, and what the tier costs for a term; another fee needs a reason.

    Raises:
        ValidationError: the membership is in no state to be renewed, its next term is agreed already, or the
            reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    _check_renewable(membership)
    tier = tier or membership.tier
    _check_tier(membership, tier)
    if fee is not None and fee != tier.term_fee:
        reason = require_reason(reason)
    with because(reason):
        term = _agree(
            membership,
            tier=tier,
            fee=tier.term_fee if fee is None else fee,
            starts_on=_next_first_day(membership),
            due_on=due_on,
        )
        told: dict[str, Any] = {"agreed": term.number, "fee": term.fee}
        event = write_event(membership, change=MembershipChange.TERM, actor=actor, reason=reason, **told)
        tell(membership, MembershipNews.RENEWAL_OFFERED, event)
        settle(membership, what=MembershipChange.TERM, actor=actor, reason=reason)
    return term


@transaction.atomic
def change_term(*, membership_id: int, ends_on: date, actor: User | None = SYSTEM, reason: str) -> Membership:
    """Moves the last day of the running term, and with it the rights of those below.

    Raises:
        ValidationError: no term is running, the day is before its first, the next term is agreed already,
            or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    reason, term = require_reason(reason), _running(membership)
    first, former = term.span
    if ends_on < first:
        raise ValidationError({"ends_on": _("The term ends before it starts.")}, "order")
    if term_ahead(membership):
        raise ValidationError(
            _("The next term is agreed already; it begins the day after this one ends."), "ahead"
        )
    with because(reason):
        term.ends_on = membership.ends_on = ends_on
        term.save()
        save_checked(membership)
        event = write_event(
            membership, change=MembershipChange.TERM, actor=actor, reason=reason, ends_on=[former, ends_on]
        )
        tell(membership, MembershipNews.TERM_CHANGED, event)
        settle(membership, what=MembershipChange.TERM, actor=actor, reason=reason)
    return membership


def quote_tier(membership: Membership, tier: Tier, on: date | None = None) -> TierQuote:
    """What changing to a tier today would cost; nothing is written.

    Raises:
        ValidationError: no term is running, or the tier is not offered to this membership.
    """
    _check_tier(membership, tier)
    term, day = _running(membership), on or timezone.localdate()
    if tier.currency != term.currency:
        raise ValidationError(
            {
                "tier": _("The fee of this tier is in %(currency)s; offer it with the next term.")
                % {"currency": tier.currency}
            },
            "currency",
        )
    first, last = term.span
    days = (last - first).days + 1
    left = min(max((last - day).days + 1, 0), days)
    difference = ((tier.term_fee - term.tier.term_fee) * left / days).quantize(_CENT, ROUND_HALF_UP)
    fee = max(term.fee + difference, Decimal(0))
    return TierQuote(tier=tier, days_left=left, days=days, difference=fee - term.fee, fee=fee)


@transaction.atomic
def change_tier(
    *,
    membership_id: int,
    tier: Tier,
    expected_difference: Decimal,
    actor: User | None = SYSTEM,
    reason: str,
) -> Membership:
    """Changes the tier of the running term, its fee by the day, and its entitlements; those below follow.

    Args:
        expected_difference: the difference of the quote that was confirmed.

    Raises:
        ValidationError: as `quote_tier`; the quote has changed since it was shown; or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    reason, quote = require_reason(reason), quote_tier(membership, tier)
    if quote.difference != expected_difference:
        raise ValidationError(
            _("The difference is %(now)s today, not %(shown)s as shown. Look at it again and confirm."),
            "quote_changed",
            {"now": quote.difference, "shown": expected_difference},
        )
    term, former = _running(membership), membership.tier
    with because(reason):
        before = term.fee
        term.tier = membership.tier = tier
        term.fee = membership.fee = quote.fee
        term.save()
        save_checked(membership)
        told: dict[str, Any] = {"tier": [former.slug, tier.slug], "fee": [before, quote.fee]}
        event = write_event(membership, change=MembershipChange.TIER, actor=actor, reason=reason, **told)
        adjust_entitlements(term=term, former=former, event_key=str(event.pk), actor=actor)
        tell(membership, MembershipNews.TIER_CHANGED, event)
        settle(membership, what=MembershipChange.TIER, actor=actor, reason=reason)
    return membership


def _check_renewable(membership: Membership) -> None:
    if membership.state not in (*RIGHTS_STATES, MembershipState.SUSPENDED, MembershipState.EXPIRED):
        raise ValidationError(
            _("“%(row)s” is %(state)s and cannot be renewed."),
            "not_renewable",
            {"row": str(membership), "state": membership.get_state_display()},
        )


def _next_first_day(membership: Membership) -> date | None:
    """The day after the present term; open after expiry, until the fee is paid."""
    if membership.state == MembershipState.EXPIRED or not membership.ends_on:
        return None
    return membership.ends_on + timedelta(days=1)


def _agree(
    membership: Membership, *, tier: Tier, fee: Decimal, starts_on: date | None, due_on: date | None
) -> MembershipTerm:
    today = timezone.localdate()
    if not fee and starts_on is None:
        starts_on = today
    term = MembershipTerm(
        membership=membership,
        number=membership.terms.count() + 1,
        tier=tier,
        state=TermState.DUE if fee else TermState.PAID,
        starts_on=starts_on,
        ends_on=starts_on and last_day(starts_on, membership.program.term_months),
        fee=fee,
        currency=tier.currency,
        due_on=due_on or today + PAY_WITHIN,
    )
    save_checked(term)
    return term


def _running(membership: Membership) -> MembershipTerm:
    term = running_term(membership)
    if term is None:
        raise ValidationError(_("No term of this membership is running."), "no_term")
    return term


def _check_tier(membership: Membership, tier: Tier) -> None:
    """The tier must be of the same program and level, and offered under the membership above."""
    parent = membership.parent
    if tier.program_id != membership.program_id or tier.level != membership.tier.level:
        raise ValidationError({"tier": _("Choose a tier of the same program and level.")}, "other_level")
    if parent is not None and tier.under_id not in (None, parent.tier_id):
        raise ValidationError(
            {"tier": _("This tier is not offered under “%(tier)s”.") % {"tier": parent.tier.name}},
            "not_offered",
        )
