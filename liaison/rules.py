"""Who may see and change what on the bridge."""

import rules

from liaison.models import Match, Membership
from startups.rules import is_of_company, owns_company
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff, is_officer, is_official, predicate


@predicate
def is_own_match(user: User, match: Match | None) -> bool:
    return match is not None and is_of_company(user, match.need)


@predicate
def holds_membership(user: User, membership: Membership | None) -> bool:
    """Whether the person owns the company that holds it."""
    return (
        membership is not None and membership.company is not None and owns_company(user, membership.company)
    )


rules.add_perm("liaison.manage_membership", is_official)
rules.add_perm("liaison.manage_agreement", is_official)
rules.add_perm("liaison.withdraw_application", is_official | holds_membership)
rules.add_perm("liaison.apply_for_membership", owns_company)
rules.add_perm("liaison.ask_for_change", holds_membership)
rules.add_perm("liaison.add_document", is_official | holds_membership)
rules.add_perm("liaison.move_membership_by_date", rules.always_deny)
rules.add_perm("liaison.see_match", is_own_match | is_district_staff)
rules.add_perm("liaison.judge_match", is_own_match | is_officer | is_official)
rules.add_perm("liaison.record_outcome", is_officer | is_official)
rules.add_perm("liaison.choose_personal", owns_company)
rules.add_perm("liaison.see_need_matches", is_of_company | is_district_staff)
rules.add_perm("liaison.decline_introduction", is_officer | is_official)
rules.add_perm("liaison.judge_twin", is_officer | is_official)
rules.add_perm("liaison.handle_joint_request", is_officer | is_official)
