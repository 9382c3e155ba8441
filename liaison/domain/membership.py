"""Writes of memberships: one table of transitions, and the rule that a branch follows its root.

When a top-level membership stops giving rights, the second-tier ones under it are suspended in the same
transaction; when it gives rights again they come back to the state they had, and nothing else does.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.enums import MembershipState
from liaison.models import Membership, MembershipEvent, Program, Tier
from startups.models import Company
from yangpu_portal.core.models import District, User
from yangpu_portal.core.transitions import SYSTEM, Transitions

MANAGE = "liaison.manage_membership"
State = MembershipState
TRANSITIONS = Transitions(
    {
        (State.APPLIED, State.APPROVED): MANAGE,
        (State.APPLIED, State.CANCELLED): MANAGE,
        (State.APPROVED, State.ACTIVE): MANAGE,
        (State.APPROVED, State.CANCELLED): MANAGE,
        (State.ACTIVE, State.GRACE): MANAGE,
        (State.ACTIVE, State.SUSPENDED): MANAGE,
        (State.ACTIVE, State.CANCELLED): MANAGE,
        (State.ACTIVE, State.EXPIRED): MANAGE,
        (State.GRACE, State.ACTIVE): MANAGE,
        (State.GRACE, State.SUSPENDED): MANAGE,
        (State.GRACE, State.EXPIRED): MANAGE,
        (State.GRACE, State.CANCELLED): MANAGE,
        (State.SUSPENDED, State.ACTIVE): MANAGE,
        (State.SUSPENDED, State.GRACE): MANAGE,
        (State.SUSPENDED, State.EXPIRED): MANAGE,
        (State.SUSPENDED, State.CANCELLED): MANAGE,
        (State.EXPIRED, State.ACTIVE): MANAGE,
    }
)
GIVES_RIGHTS = (State.ACTIVE, State.GRACE)


@transaction.atomic
def apply_for_membership(
    *,
    program: Program,
    tier: Tier,
    district: District | None = None,
    company: Company | None = None,
    parent: Membership | None = None,
    officer: User | None = None,
    fee: Decimal | None = None,
    actor: User | None = SYSTEM,
) -> Membership:
    """Makes a membership in the state applied.

    Args:
        fee: the fee of the first term, by default the tier's annual fee.

    Raises:
        ValidationError: holder, tier and parent do not fit together.
    """
    membership = Membership(
        program=program,
        tier=tier,
        district=district,
        company=company,
        parent=parent,
        officer=officer,
        fee=tier.annual_fee if fee is None else fee,
        currency=tier.currency,
    )
    membership.full_clean()
    membership.save()
    MembershipEvent.objects.create(membership=membership, actor=actor, to_state=membership.state)
    return membership


@transaction.atomic
def transition_membership(
    *,
    membership_id: int,
    to: MembershipState,
    actor: User | None = SYSTEM,
    reason: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Brings a membership into another state, and those under it with it.

    Args:
        starts_on, ends_on: the term, needed when it becomes active for the first time.

    Raises:
        ValidationError: the state cannot follow the present one, or the term is missing or ends after
            the term of the top-level membership.
        PermissionDenied: the actor may not do this.
    """
    membership = _locked(membership_id)
    TRANSITIONS.check(membership, to, actor)
    if to in GIVES_RIGHTS:
        membership.starts_on = starts_on or membership.starts_on
        membership.ends_on = ends_on or membership.ends_on
        _check_term(membership)
    _enter(membership, to, actor, reason)
    if membership.is_top_level:
        _carry_children(membership, actor)
    return membership


def _locked(membership_id: int) -> Membership:
    """Locks the parent before the child, the order every writer keeps, so that no two wait for each other."""
    parent_id = Membership.objects.values_list("parent_id", flat=True).get(pk=membership_id)
    if parent_id:
        Membership.objects.select_for_update(of=("self",)).get(pk=parent_id)
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("tier", "parent__tier", "company", "district")
        .get(pk=membership_id)
    )


def _check_term(membership: Membership) -> None:
    if not (membership.starts_on and membership.ends_on):
        raise ValidationError(_("Give the first and the last day of the term."), "term_missing")
    parent = membership.parent
    if parent is None:
        return
    if parent.state not in GIVES_RIGHTS:
        raise ValidationError(_("The top-level membership above is not active."), "parent_inactive")
    if parent.ends_on and membership.starts_on > parent.ends_on:
        raise ValidationError(
            _("The term starts after the top-level membership ends (%(date)s)."),
            params={"date": parent.ends_on},
        )


def _enter(
    membership: Membership, to: str, actor: User | None, reason: str, *, with_parent: bool = False
) -> None:
    origin = membership.state
    suspending = to == State.SUSPENDED
    membership.state_before_suspension = origin if suspending else ""
    membership.suspended_with_parent = suspending and with_parent
    membership.state = to
    membership.full_clean()
    membership.save()
    MembershipEvent.objects.create(
        membership=membership, actor=actor, from_state=origin, to_state=to, reason=reason
    )


def _carry_children(parent: Membership, actor: User | None) -> None:
    children = (
        parent.children.select_for_update(of=("self",)).select_related("tier", "company").order_by("pk")
    )
    if parent.state in GIVES_RIGHTS:
        for child in children.filter(state=State.SUSPENDED, suspended_with_parent=True):
            _enter(
                child,
                child.state_before_suspension,
                actor,
                gettext("The top-level membership is active again."),
            )
    else:
        for child in children.filter(state__in=GIVES_RIGHTS):
            _enter(
                child, State.SUSPENDED, actor, gettext("The top-level membership ended."), with_parent=True
            )
