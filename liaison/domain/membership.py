"""Writes of memberships: applied for, approved, suspended and restored, cancelled, moved under another one.

Each locks the membership, changes it, and settles what follows (`membership_clock.settle`), all at once.
Terms are in `membership_term`, money in `payment`.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.domain.membership_branch import carries
from liaison.domain.membership_clock import end_term, settle
from liaison.domain.membership_ground import require_ground
from liaison.domain.membership_rows import (
    enter_state,
    locked_membership,
    require_reason,
    tell,
    term_ahead,
    write_event,
)
from liaison.domain.membership_states import MANAGE
from liaison.domain.membership_term import agree_first_term
from liaison.enums import RIGHTS_STATES, MembershipChange, MembershipNews, MembershipState, TermState
from liaison.models import Agreement, Membership, Program, Tier
from startups.models import Company
from yangpu_portal.core.domain.saving import save_checked
from yangpu_portal.core.history import because
from yangpu_portal.core.models import District, User
from yangpu_portal.core.transitions import SYSTEM, require

State = MembershipState


@transaction.atomic
def apply_for_membership(
    *,
    program: Program,
    tier: Tier,
    district: District | None = None,
    company: Company | None = None,
    parent: Membership | None = None,
    agreement: Agreement | None = None,
    officer: User | None = None,
    fee: Decimal | None = None,
    actor: User | None = SYSTEM,
) -> Membership:
    """Makes a membership in the state applied.

    Args:
        fee: the fee of the first term, by default what the tier costs for a term.

    Raises:
        ValidationError: holder, tier and parent do not fit together.
    """
    membership = Membership(
        program=program,
        tier=tier,
        district=district,
        company=company,
        parent=parent,
        agreement=agreement,
        officer=officer,
        fee=tier.term_fee if fee is None else fee,
        currency=tier.currency,
    )
    _check_offer(membership)
    save_checked(membership)
    event = write_event(membership, origin="", actor=actor)
    tell(membership, MembershipNews.APPLIED, event)
    return membership


@transaction.atomic
def approve_membership(
    *,
    membership_id: int,
    actor: User | None = SYSTEM,
    fee: Decimal | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    reason: str = "",
) -> Membership:
    """Approves an application and agrees on its first term; without a fee the term begins at once.

    Args:
        fee: of the first term, by default the one applied for; another one needs a reason.
        starts_on: the first day, by default the day the fee is received.
        due_on: by when the fee is due, by default in 30 days.

    Raises:
        ValidationError, PermissionDenied: as `enter_state`; a changed fee has no reason; or a top-level one
            has no agreement in force to rest on.
    """
    membership = locked_membership(membership_id)
    with because(reason):
        if fee is not None and fee != membership.fee:
            membership.fee, reason = fee, require_reason(reason)
        enter_state(membership, State.APPROVED, actor=actor, reason=reason, fee=membership.fee)
        if membership.is_top_level:
            today = timezone.localdate()
            require_ground(membership, max(starts_on or today, today))
            save_checked(membership)
        agree_first_term(membership, starts_on=starts_on, due_on=due_on)
        settle(membership, what=MembershipChange.STATE, actor=actor, reason=reason)
    return membership


@transaction.atomic
def transition_membership(
    *, membership_id: int, to: MembershipState, actor: User | None = SYSTEM, reason: str = ""
) -> Membership:
    """Brings a membership into a state that people choose: approved, suspended, back again, ended, cancelled.

    A suspended one comes back to what its dates say, whichever of the states with rights is named.

    Raises:
        ValidationError: the state cannot follow the present one, the reason is missing, or the membership
            above does not carry one that is to come back.
        PermissionDenied: the actor may not do this.
    """
    if to == State.APPROVED:
        return approve_membership(membership_id=membership_id, actor=actor, reason=reason)
    membership = locked_membership(membership_id)
    if membership.state == to == State.SUSPENDED and not membership.suspended_with_parent:
        return membership  # sent twice
    with because(reason):
        if membership.state == State.SUSPENDED and to in RIGHTS_STATES:
            _check_carried(membership)
            to = State(membership.state_before_suspension)
        enter_state(membership, to, actor=actor, reason=reason)
        if to in (State.CANCELLED, State.EXPIRED):
            _close(membership)
        settle(membership, what=MembershipChange.STATE, actor=actor, reason=reason)
    return membership


@transaction.atomic
def move_membership(
    *, membership_id: int, parent_id: int, actor: User | None = SYSTEM, reason: str
) -> Membership:
    """Puts a second-tier membership under another top-level one of its program, and what follows from that.

    Raises:
        ValidationError: the other one does not offer the tier, or the reason is missing.
        PermissionDenied: the actor may not do this.
    """
    # Both parents before the child, in one order, so that no two who move wait for each other.
    parents = Q(pk=parent_id) | Q(children=membership_id)
    list(Membership.objects.select_for_update(of=("self",)).filter(parents).order_by("pk"))
    membership = locked_membership(membership_id)
    require(actor, MANAGE, membership)
    former, reason = membership.parent, require_reason(reason)
    with because(reason):
        membership.parent = Membership.objects.select_related("tier").get(pk=parent_id)
        _check_offer(membership)
        save_checked(membership)
        write_event(
            membership,
            change=MembershipChange.BRANCH,
            actor=actor,
            reason=reason,
            parent=[str(former), str(membership.parent)],
        )
        settle(membership, what=MembershipChange.BRANCH, actor=actor, reason=reason)
    return membership


def _check_offer(membership: Membership) -> None:
    parent, tier = membership.parent, membership.tier
    if parent is not None and tier.under_id not in (None, parent.tier_id):
        raise ValidationError(
            {"tier": _("This tier is not offered under “%(tier)s”.") % {"tier": parent.tier.name}},
            "not_offered",
        )


def _check_carried(membership: Membership) -> None:
    if membership.parent and not carries(membership.parent, membership):
        raise ValidationError(
            _("The top-level membership above does not carry it. Restore that one first."), "parent_inactive"
        )


def _close(membership: Membership) -> None:
    """The running term ends today, and what was agreed for later falls away."""
    today = timezone.localdate()
    if membership.ends_on and membership.ends_on > today >= (membership.starts_on or today):
        membership.ends_on = today
        save_checked(membership)
    end_term(membership)
    ahead = term_ahead(membership)
    if ahead:
        ahead.state = TermState.VOID
        ahead.save()
