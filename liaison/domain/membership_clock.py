"""What dates and payments bring about by themselves: terms begin and end, pass into grace, and expire.

`settle` takes a membership as far as its dates say, step by step, so that a run after days of outage leaves
the same states as one each night would have, and a second run finds nothing to do.
"""

import logging
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from liaison.domain.entitlement import expire_entitlements, grant_entitlements
from liaison.domain.membership_branch import carries, follow_up, rights_end
from liaison.domain.membership_ground import follow_agreement, has_ground
from liaison.domain.membership_rows import (
    enter_state,
    locked_membership,
    own_rights_until,
    running_term,
    term_ahead,
)
from liaison.enums import RIGHTS_STATES, MembershipChange, MembershipState, TermState
from liaison.models import Membership, MembershipTerm
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM

log = logging.getLogger(__name__)
State = MembershipState


def roll_over(*, on: date | None = None) -> int:
    """Takes every membership as far as its dates say, each in a transaction of its own, roots first.

    Returns:
        how many were looked at.

    Raises:
        ExceptionGroup: some could not be moved; the others have been.
    """
    day = on or timezone.localdate()
    due = (
        Membership.objects.filter(
            Q(state__in=(*RIGHTS_STATES, State.SUSPENDED), ends_on__lt=day)
            | Q(state__in=(State.APPROVED, State.EXPIRED, *RIGHTS_STATES), terms__state=TermState.PAID)
        )
        .order_by(F("parent").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)
    )
    failures: list[Exception] = []
    keys = list(dict.fromkeys(due))
    for pk in keys:
        try:
            with transaction.atomic():
                membership = locked_membership(pk)
                # Where nothing is due nothing is told, or those below would hear of their root every night.
                if _steps(membership, day):
                    settle(membership, on=day, what=MembershipChange.STATE)
        except (ValidationError, DatabaseError) as error:
            log.exception("membership %s could not be rolled over", pk)
            failures.append(error)
    if failures:
        raise ExceptionGroup("memberships that could not be rolled over", failures)
    return len(keys)


def settle(
    membership: Membership,
    *,
    what: MembershipChange,
    on: date | None = None,
    actor: User | None = SYSTEM,
    reason: str = "",
) -> None:
    """Ends every write of a locked membership: as far as the dates say, the last day with rights, the branch.

    Args:
        what: what changed, for the events of those below.
    """
    day = on or timezone.localdate()
    _steps(membership, day)
    follow_up(membership, actor=actor, reason=reason, what=what)
    if membership.is_top_level:
        # Those below that came back, or wait for their root, may be due for steps of their own.
        for key in membership.children.filter(state__in=(State.APPROVED, *RIGHTS_STATES)).values_list(
            "pk", flat=True
        ):
            child = locked_membership(key)
            if _steps(child, day):
                follow_up(child, actor=actor, reason=reason, what=what)


def _steps(membership: Membership, day: date) -> bool:
    """Takes every step that is due on a day; whether there was one."""
    moved = False
    while _step(membership, day):
        moved = True
    return moved


def _step(membership: Membership, day: date) -> bool:
    """Takes one step that is due on a day; whether there was one."""
    ahead = term_ahead(membership)
    paid = ahead if ahead and ahead.state == TermState.PAID else None
    if membership.state == State.APPROVED:
        return _begin_first(membership, paid, day)
    if membership.state == State.SUSPENDED:
        until = own_rights_until(membership)
        return bool(until and until < day) and _end(membership)
    over = membership.ends_on is not None and membership.ends_on < day
    if membership.state == State.ACTIVE:
        if paid:
            enter_state(membership, State.RENEWED, term=paid.number)
        elif over:
            enter_state(membership, State.GRACE)
        return bool(paid) or over
    if membership.state == State.RENEWED:
        if paid is None:
            enter_state(membership, State.ACTIVE)
        elif over:
            begin_term(membership, paid)
        return paid is None or over
    if membership.state in (State.GRACE, State.EXPIRED) and paid and paid.starts_on and paid.starts_on <= day:
        begin_term(membership, paid)
        return True
    until = own_rights_until(membership)
    return membership.state == State.GRACE and bool(until and until < day) and _end(membership)


def _begin_first(membership: Membership, paid: MembershipTerm | None, day: date) -> bool:
    if paid is None or paid.starts_on is None or paid.starts_on > day:
        return False
    if membership.parent and not carries(membership.parent, membership):
        return False
    if not has_ground(membership, day):
        return False  # it waits, paid, until an agreement is in force
    begin_term(membership, paid)
    return True


def begin_term(membership: Membership, term: MembershipTerm) -> None:
    """Ends the running term and begins this one, which is paid and has its dates."""
    end_term(membership)
    term.state = TermState.RUNNING
    term.save()
    membership.starts_on, membership.ends_on = term.starts_on, term.ends_on
    membership.tier, membership.fee, membership.currency = term.tier, term.fee, term.currency
    follow_agreement(membership, term.span[0])
    membership.rights_until = rights_end(membership)
    grant_entitlements(term=term)
    enter_state(membership, State.ACTIVE, term=term.number, starts_on=term.starts_on, ends_on=term.ends_on)


def end_term(membership: Membership) -> None:
    """Ends the running term, if there is one; what is left of its entitlements expires."""
    term = running_term(membership)
    if term is None:
        return
    term.state = TermState.ENDED
    term.save()
    expire_entitlements(term=term)


def _end(membership: Membership) -> bool:
    end_term(membership)
    enter_state(membership, State.EXPIRED)
    return True
