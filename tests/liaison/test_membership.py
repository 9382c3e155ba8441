"""Memberships: the two tiers, their states, and what the database refuses whatever the code does."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from liaison.domain.membership import apply_for_membership, transition_membership
from liaison.enums import MembershipState, TierLevel
from liaison.models import Membership, MembershipEvent
from tests.factories import CompanyFactory, DistrictFactory, MembershipFactory, TierFactory, UserFactory

pytestmark = pytest.mark.django_db
TERM = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.fixture
def tiers():
    top = TierFactory(level=TierLevel.TOP)
    return top, TierFactory(program=top.program, level=TierLevel.SECOND, annual_fee=20000)


@pytest.fixture
def root(tiers) -> Membership:
    membership = apply_for_membership(program=tiers[0].program, tier=tiers[0], district=DistrictFactory())
    return activate(membership)


def activate(membership: Membership) -> Membership:
    transition_membership(membership_id=membership.pk, to=MembershipState.APPROVED)
    return transition_membership(membership_id=membership.pk, to=MembershipState.ACTIVE, **TERM)


def branch(root: Membership, tiers) -> Membership:
    return apply_for_membership(program=root.program, tier=tiers[1], company=CompanyFactory(), parent=root)


def state_of(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).state


def test_a_life_from_application_to_expiry_leaves_events(root):
    transition_membership(membership_id=root.pk, to=MembershipState.GRACE)
    transition_membership(membership_id=root.pk, to=MembershipState.EXPIRED, reason="not renewed")
    states = MembershipEvent.objects.filter(membership=root).values_list("to_state", "reason")
    assert list(states) == [
        ("applied", ""),
        ("approved", ""),
        ("active", ""),
        ("grace", ""),
        ("expired", "not renewed"),
    ]


@pytest.mark.parametrize(
    "end", [MembershipState.SUSPENDED, MembershipState.CANCELLED, MembershipState.EXPIRED]
)
def test_when_the_top_level_ends_its_branch_falls_to_suspended(root, tiers, end):
    child, applicant = activate(branch(root, tiers)), branch(root, tiers)
    transition_membership(membership_id=root.pk, to=MembershipState(end))
    assert state_of(child) == MembershipState.SUSPENDED
    assert state_of(applicant) == MembershipState.APPLIED


def test_the_branch_comes_back_as_it_was_and_nothing_else_does(root, tiers):
    active, grace, suspended = (activate(branch(root, tiers)) for _ in range(3))
    transition_membership(membership_id=grace.pk, to=MembershipState.GRACE)
    transition_membership(membership_id=suspended.pk, to=MembershipState.SUSPENDED, reason="fee bounced")
    transition_membership(membership_id=root.pk, to=MembershipState.SUSPENDED)
    transition_membership(membership_id=root.pk, to=MembershipState.ACTIVE)
    assert [state_of(m) for m in (active, grace, suspended)] == ["active", "grace", "suspended"]


def test_rights_are_not_given_under_a_suspended_top_level(root, tiers):
    child = branch(root, tiers)
    transition_membership(membership_id=child.pk, to=MembershipState.APPROVED)
    transition_membership(membership_id=root.pk, to=MembershipState.SUSPENDED)
    with pytest.raises(ValidationError) as refused:
        transition_membership(membership_id=child.pk, to=MembershipState.ACTIVE, **TERM)
    assert refused.value.code == "parent_inactive"


def test_a_step_that_is_not_in_the_table_is_refused_with_both_states(root):
    with pytest.raises(ValidationError) as refused:
        transition_membership(membership_id=root.pk, to=MembershipState.APPROVED)
    assert refused.value.code == "transition"


def test_an_active_membership_needs_a_term(tiers):
    membership = MembershipFactory(tier=tiers[0], state=MembershipState.APPROVED)
    with pytest.raises(ValidationError) as refused:
        transition_membership(membership_id=membership.pk, to=MembershipState.ACTIVE)
    assert refused.value.code == "term_missing"


def test_only_officials_change_memberships(root):
    official, stranger = UserFactory(), UserFactory()
    official.groups.add(Group.objects.get_or_create(name="official")[0])
    with pytest.raises(PermissionDenied):
        transition_membership(membership_id=root.pk, to=MembershipState.GRACE, actor=stranger)
    transition_membership(membership_id=root.pk, to=MembershipState.GRACE, actor=official)
    assert MembershipEvent.objects.latest("id").actor == official


@pytest.mark.parametrize("fault", ["company at the top", "district below", "no parent", "foreign parent"])
def test_the_database_refuses_holders_and_parents_that_do_not_fit(root, tiers, fault):
    top, second = tiers
    rows = {
        "company at the top": {"tier": top, "district": None, "company": CompanyFactory()},
        "district below": {"tier": second, "district": DistrictFactory(code="310115"), "parent": root},
        "no parent": {"tier": second, "district": None, "company": CompanyFactory()},
        "foreign parent": {
            "tier": second,
            "district": None,
            "company": CompanyFactory(),
            "parent": MembershipFactory(district=DistrictFactory(code="310104")),
        },
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(**rows[fault])


def test_the_database_refuses_to_turn_a_parent_into_a_second_tier(root, tiers):
    branch(root, tiers)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=root.pk).update(tier=tiers[1], district=None, company=CompanyFactory())


def test_one_live_membership_per_company_and_program(root, tiers):
    first = branch(root, tiers)
    with pytest.raises(ValidationError):
        apply_for_membership(program=root.program, tier=tiers[1], company=first.company, parent=root)
    transition_membership(membership_id=first.pk, to=MembershipState.CANCELLED)
    apply_for_membership(program=root.program, tier=tiers[1], company=first.company, parent=root)


def test_a_tier_that_memberships_have_keeps_its_level(root):
    tier = root.tier
    tier.level = TierLevel.SECOND
    with translation.override("en"), pytest.raises(ValidationError, match="Memberships have this tier"):
        tier.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        tier.save()
