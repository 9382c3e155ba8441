"""A branch follows its root: second-tier memberships and the top-level one they live under.

After every change of a root, in the same transaction:

- Its branches have rights no longer than it has (`rights_until`), and longer again when it does.
- Where it gives no rights, or its tier does not carry theirs, they are suspended; those it took down, and no
  others, come back when it carries them again.
- Each of them gets an event that says what happened above.
"""

from datetime import date

from django.utils.translation import gettext

from liaison.domain.membership_rows import enter_state, own_rights_until, save, tell, write_event
from liaison.enums import RIGHTS_STATES, MembershipChange, MembershipNews, MembershipState
from liaison.models import Membership
from yangpu_portal.core.models import User


def carries(parent: Membership, child: Membership) -> bool:
    """Whether the child may have rights under the parent."""
    offered_under = child.tier.under_id
    return parent.gives_rights and offered_under in (None, parent.tier_id)


def rights_end(membership: Membership) -> date | None:
    """The last day with rights, by its own terms and by the membership above."""
    own = own_rights_until(membership)
    above = membership.parent.rights_until if membership.parent else None
    return min(own, above) if own and above else own


def follow_up(membership: Membership, *, actor: User | None, reason: str, what: MembershipChange) -> None:
    """Brings the last day with rights up to date, and those under a root in line with it."""
    end = rights_end(membership)
    if end != membership.rights_until:
        membership.rights_until = end
        save(membership)
    if membership.is_top_level:
        _carry_branches(membership, actor=actor, reason=reason, what=what)


def follow_parent(child: Membership, *, actor: User | None, reason: str) -> bool:
    """Brings a locked child in line with its parent.

    Returns:
        whether its state changed.
    """
    parent = child.parent
    if parent is None:
        return False
    if carries(parent, child):
        if child.state == MembershipState.SUSPENDED and child.suspended_with_parent:
            because = reason or gettext("The top-level membership is active again.")
            enter_state(child, child.state_before_suspension, actor=None, reason=because)
            return True
    elif child.state in RIGHTS_STATES:
        because = reason or gettext("The top-level membership gives no rights.")
        enter_state(child, MembershipState.SUSPENDED, actor=None, reason=because, with_parent=True)
        return True
    return False


def _carry_branches(parent: Membership, *, actor: User | None, reason: str, what: MembershipChange) -> None:
    """One event for each living branch: of its own state where that changed, else of what changed above."""
    children = (
        parent.children.select_for_update(of=("self",))
        .select_related("program", "tier", "company", "district")
        .filter(state__in=(*RIGHTS_STATES, MembershipState.SUSPENDED))
        .order_by("pk")
    )
    for child in children:
        child.parent = parent
        before, end = child.rights_until, rights_end(child)
        moved = follow_parent(child, actor=actor, reason=reason)
        if end != before:
            child.rights_until = end
            save(child)
        if not moved:
            event = write_event(
                child,
                change=MembershipChange.BRANCH,
                actor=actor,
                reason=reason,
                above=what.value,
                rights_until=[before, end],
            )
            if end != before:
                tell(child, MembershipNews.BRANCH_CHANGED, event)
