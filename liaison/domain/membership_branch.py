"""A branch follows its root: second-tier memberships and the top-level one they live under.

After every change of a root, in the same transaction:

- Its branches have rights no longer than it has (`rights_until`), and longer again when it does.
- Where it gives no rights, or its tier does not carry theirs, they are suspended; those it took down, and no
  others, come back when it carries them again.
- Each of them gets an event that says what happened above.
"""

from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext

from liaison.domain.membership_rows import enter_state, own_rights_until
from liaison.enums import RIGHTS_STATES, MembershipState
from liaison.models import Membership, MembershipTerm
from yangpu_portal.core.domain.saving import save_checked


def carries(parent: Membership, child: Membership) -> bool:
    """Whether the child may have rights under the parent."""
    offered_under = child.tier.under_id
    return parent.gives_rights and offered_under in (None, parent.tier_id)


def rights_end(membership: Membership) -> date | None:
    """The last day with rights, by its own terms and by the membership above."""
    own = own_rights_until(membership)
    above = membership.parent.rights_until if membership.parent else None
    return min(own, above) if own and above else own


def bring_rights(membership: Membership) -> bool:
    """Brings the last day with rights up to date; whether it is another one."""
    end = rights_end(membership)
    if end == membership.rights_until:
        return False
    membership.rights_until = end
    save_checked(membership)
    return True


def follow_parent(child: Membership, *, reason: str) -> bool:
    """Brings a locked membership in line with its parent, if it has one.

    Returns:
        whether its state changed.
    """
    parent = child.parent
    if parent is None:
        return False
    if carries(parent, child):
        if child.state == MembershipState.SUSPENDED and child.suspended_with_parent:
            because = reason or gettext("The top-level membership is active again.")
            enter_state(child, child.state_before_suspension, reason=because)
            return True
    elif child.state in RIGHTS_STATES:
        because = reason or gettext("The top-level membership gives no rights.")
        enter_state(child, MembershipState.SUSPENDED, reason=because, with_parent=True)
        return True
    return False


def branch_of(parent: Membership) -> list[Membership]:
    """Those below a locked root that follow it, and those that wait for it, locked, with all that is asked of
    them.
    """
    children = list(
        parent.children.select_for_update(of=("self",))
        .select_related("tier", "company")
        .prefetch_related(Prefetch("terms", MembershipTerm.objects.select_related("tier__program")))
        .filter(state__in=(MembershipState.APPROVED, *RIGHTS_STATES, MembershipState.SUSPENDED))
        .order_by("pk")
    )
    for child in children:
        child.parent, child.program = parent, parent.program
    return children
