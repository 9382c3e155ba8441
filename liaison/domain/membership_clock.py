"""What dates and payments bring about by themselves: terms begin and end, pass into grace, and expire.

`settle` takes a membership as far as its dates say, step by step, so that a run after days of outage leaves
the same states as one each night would have, and a second run finds nothing to do.
"""

from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from liaison.domain.entitlement import expire_entitlements, grant_entitlements
from liaison.domain.membership_branch import branch_of, bring_rights, carries, follow_parent, rights_end
from liaison.domain.membership_ground import follow_agreement, has_ground
from liaison.domain.membership_rows import (
    enter_state,
    locked_membership,
    own_rights_until,
    running_term,
    tell,
    term_ahead,
    write_event,
)
from liaison.domain.membership_states import TOLD_ALREADY
from liaison.enums import RIGHTS_STATES, MembershipChange, MembershipNews, MembershipState, TermState
from liaison.models import Membership, MembershipTerm
from yangpu_portal.core.domain.one_by_one import one_by_one
from yangpu_portal.core.models import User
from yangpu_portal.core.transitions import SYSTEM

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
    return len(one_by_one(dict.fromkeys(due), lambda pk: _roll_over(pk, day), what="membership"))


@transaction.atomic
def _roll_over(membership_id: int, day: date) -> None:
    membership = locked_membership(membership_id)
    # Where nothing is due nothing is told, or those below would hear of their root every night.
    if _steps(membership, day):
        settle(membership, on=day, what=MembershipChange.STATE)


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
    _steps(membership, day, reason)
    bring_rights(membership)
    if not membership.is_top_level:
        return
    for child in branch_of(membership):
        before = child.rights_until
        moved = _steps(child, day, reason)
        changed = bring_rights(child)
        if moved or child.state == State.APPROVED:
            continue  # its own event tells of it, or nothing has happened to it
        event = write_event(
            child,
            change=MembershipChange.BRANCH,
            actor=actor,
            reason=reason,
            above=what.value,
            rights_until=[before, child.rights_until],
        )
        if changed:
            tell(child, MembershipNews.BRANCH_CHANGED, event)


@transaction.atomic
def settle_program(*, program_id: int, actor: User | None = SYSTEM, reason: str = "") -> None:
    """Settles all memberships of a program after a rule they follow has changed: its days of grace, or under
    which tier another one is offered.
    """
    roots = Membership.objects.filter(
        program=program_id, parent=None, state__in=(*RIGHTS_STATES, State.SUSPENDED)
    )
    for pk in roots.order_by("pk").values_list("pk", flat=True):
        settle(locked_membership(pk), what=MembershipChange.TIER, actor=actor, reason=reason)


def _steps(membership: Membership, day: date, reason: str = "") -> bool:
    """Takes every step that is due on a day; whether there was one."""
    moved = False
    while _step(membership, day, reason):
        moved = True
    return moved


def _step(membership: Membership, day: date, reason: str) -> bool:
    """Takes one step that is due on a day, by its dates or because of its parent; whether there was one."""
    ahead = term_ahead(membership)
    paid = ahead if ahead and ahead.state == TermState.PAID else None
    if membership.state in (State.APPROVED, State.EXPIRED):
        return _begin(membership, paid, day)
    if membership.state == State.SUSPENDED and _has_run_out(membership, day):
        return _end(membership)
    if follow_parent(membership, reason=reason):
        return True
    return membership.state in RIGHTS_STATES and _go_on(membership, paid, day, reason)


def _begin(membership: Membership, paid: MembershipTerm | None, day: date) -> bool:
    if paid is None or paid.starts_on is None or paid.starts_on > day:
        return False
    if membership.state == State.APPROVED:
        # It waits, paid, until it is carried, and until an agreement is in force.
        carried = membership.parent is None or carries(membership.parent, membership)
        if not (carried and has_ground(membership, day)):
            return False
    begin_term(membership, paid)
    return True


def _go_on(membership: Membership, paid: MembershipTerm | None, day: date, reason: str) -> bool:
    state, over = membership.state, membership.ends_on is not None and membership.ends_on < day
    if state == State.RENEWED and paid is None:
        enter_state(membership, State.ACTIVE, step=TOLD_ALREADY, reason=reason)
    elif state == State.ACTIVE and paid:
        enter_state(membership, State.RENEWED, term=paid.number)
    elif paid and over:
        begin_term(membership, paid)
    elif state == State.ACTIVE and over:
        enter_state(membership, State.GRACE)
    elif state == State.GRACE and not over:
        enter_state(membership, State.ACTIVE, step=TOLD_ALREADY, reason=reason)
    else:
        return state == State.GRACE and _has_run_out(membership, day) and _end(membership)
    return True


def _has_run_out(membership: Membership, day: date) -> bool:
    until = own_rights_until(membership)
    return until is not None and until < day


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
    term.state, term.ends_on = TermState.ENDED, membership.ends_on  # earlier, where it was ended early
    term.save()
    expire_entitlements(term=term)


def _end(membership: Membership) -> bool:
    end_term(membership)
    enter_state(membership, State.EXPIRED)
    return True
