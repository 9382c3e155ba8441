"""What a change of a membership would bring about in its branch, before it is made; nothing is written.

Each function makes the membership as it would be, in memory, and asks the same questions of it as the change
itself will (`membership_branch.carries`, `rights_end`).
"""

import copy
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from liaison.domain.membership_branch import carries, rights_end
from liaison.domain.membership_rows import own_rights_until, term_ahead
from liaison.enums import RIGHTS_STATES, MembershipState, TermState
from liaison.models import Membership, MembershipTerm, Tier

State = MembershipState


@dataclass(frozen=True, slots=True)
class BranchEffect:
    """A membership, and its state and last day with rights as they would be."""

    membership: Membership
    state: MembershipState
    rights_until: date | None

    @property
    def changes_state(self) -> bool:
        return self.state != self.membership.state

    @property
    def changes_rights(self) -> bool:
        return self.rights_until != self.membership.rights_until

    @property
    def loses(self) -> bool:
        """Whether it has fewer rights than before."""
        before, after = self.membership.rights_until, self.rights_until
        if self.changes_state:
            return self.state not in RIGHTS_STATES
        return bool(before and after and after < before)


def if_in_state(membership: Membership, state: MembershipState) -> Membership:
    """As it would be suspended, ended or cancelled, or given back its rights."""
    after = copy.copy(membership)
    if state in RIGHTS_STATES:
        after.state = state_by_dates(membership)
        return after
    after.state = state
    if state in (State.EXPIRED, State.CANCELLED):
        today = timezone.localdate()
        if after.ends_on and after.starts_on and after.ends_on > today >= after.starts_on:
            after.ends_on = today
        after.rights_until = _capped(after, after.ends_on)
    return after


def if_ending_on(membership: Membership, ends_on: date) -> Membership:
    """As it would be with another last day of its running term."""
    after = copy.copy(membership)
    after.ends_on = ends_on
    after.rights_until = _capped(after, ends_on)
    if after.state in RIGHTS_STATES:
        after.state = state_by_dates(after)
    return after


def if_of_tier(membership: Membership, tier: Tier) -> Membership:
    after = copy.copy(membership)
    after.tier = tier
    return after


def under(membership: Membership, parent: Membership) -> BranchEffect:
    """What would become of it under another top-level one."""
    after = copy.copy(membership)
    after.parent = parent
    return BranchEffect(membership, _followed(after, parent), rights_end(after))


def state_by_dates(membership: Membership) -> MembershipState:
    """The state with rights, or expired, that its dates and paid terms say."""
    today, until = timezone.localdate(), own_rights_until(membership)
    if until is None or membership.ends_on is None or until < today:
        return State.EXPIRED
    ahead = term_ahead(membership)
    paid = ahead if ahead and ahead.state == TermState.PAID else None
    if membership.ends_on >= today:
        return State.RENEWED if paid else State.ACTIVE
    runs = paid is not None and paid.ends_on is not None and paid.ends_on >= today
    return State.ACTIVE if runs else State.GRACE


def branch_effects(after: Membership) -> list[BranchEffect]:
    """What changes for those below a root that became as given; a fixed number of queries."""
    children = (
        Membership.objects.filter(parent_id=after.pk, state__in=(*RIGHTS_STATES, State.SUSPENDED))
        .select_related("program", "tier", "company", "district")
        .prefetch_related(Prefetch("terms", MembershipTerm.objects.filter(state=TermState.PAID)))
        .order_by("pk")
    )
    effects = []
    for child in children:
        child.parent = after
        effect = BranchEffect(child, _followed(child, after), rights_end(child))
        if effect.changes_state or effect.changes_rights:
            effects.append(effect)
    return effects


def _followed(child: Membership, parent: Membership) -> MembershipState:
    """The state a child would take under a parent."""
    if not carries(parent, child):
        return State.SUSPENDED if child.state in RIGHTS_STATES else State(child.state)
    if child.state == State.SUSPENDED and child.suspended_with_parent:
        return state_by_dates(child)
    return State(child.state)


def _capped(membership: Membership, last: date | None) -> date | None:
    """The last day with rights after a term that ends on a day, and no longer than the membership above."""
    if last is None:
        return None
    own = last + timedelta(days=membership.program.grace_days)
    above = membership.parent.rights_until if membership.parent else None
    return min(own, above) if above else own
