"""A branch follows its root: the ways in which two tiers are known to come apart, one test each."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from liaison.domain.membership import approve_membership, move_membership, transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_term import agree_renewal, change_term, change_tier, quote_tier
from liaison.enums import MembershipState, TierLevel
from liaison.models import Membership, MembershipEvent
from liaison.queries.membership import has_rights, memberships_for_seats
from startups.domain.organisation import add_member
from startups.enums import SeatRole
from tests.factories import CompanyFactory, DistrictFactory, TierFactory, UserFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers

State = MembershipState


@pytest.fixture
def two(db):
    """A root that began 30 days ago, and its second tier."""
    top, second = tiers()
    return begun(top), second


def suspend(membership: Membership, reason: str = "audit") -> None:
    transition_membership(membership_id=membership.pk, to=State.SUSPENDED, reason=reason)


def restore(membership: Membership) -> None:
    transition_membership(membership_id=membership.pk, to=State.ACTIVE, reason="settled")


@pytest.mark.parametrize("end", [State.SUSPENDED, State.CANCELLED, State.EXPIRED])
def test_when_the_root_ends_every_branch_is_suspended_with_an_event(two, end):
    root, second = two
    children = [begun(second, parent=root) for _ in range(2)]
    waiting = applied(second, parent=root)
    transition_membership(membership_id=root.pk, to=end, reason="audit")
    assert [state_of(child) for child in children] == [State.SUSPENDED] * 2
    assert state_of(waiting) == State.APPLIED
    for child in children:
        assert child.events.latest("id").to_state == State.SUSPENDED


def test_restoring_brings_back_what_it_took_and_nothing_else(two):
    root, second = two
    active, grace, own = (
        begun(second, parent=root),
        begun(second, parent=root, starts=-375),
        begun(second, parent=root),
    )
    gone = begun(second, parent=root)
    suspend(own, "fee bounced")
    transition_membership(membership_id=gone.pk, to=State.CANCELLED, reason="left")
    suspend(root)
    restore(root)
    assert [state_of(row) for row in (active, grace, own, gone)] == [
        State.ACTIVE,
        State.GRACE,
        State.SUSPENDED,
        State.CANCELLED,
    ]


def test_what_ran_out_while_suspended_does_not_come_back_as_active(two):
    root, second = two
    child = begun(second, parent=root, starts=-360)
    suspend(root)
    roll_over(on=child.ends_on + timedelta(days=1))
    change_term(membership_id=root.pk, ends_on=day(700), reason="longer")
    restore(root)
    roll_over(on=child.ends_on + timedelta(days=1))
    assert state_of(child) == State.GRACE


def test_a_shortened_root_shortens_the_rights_of_its_branch_at_once(two):
    root, second = two
    child = begun(second, parent=root, starts=-10)
    change_term(membership_id=root.pk, ends_on=day(20), reason="agreement cut")
    limit = day(20) + timedelta(days=root.program.grace_days)
    assert fresh(child).rights_until == fresh(root).rights_until == limit
    assert child.events.latest("id").change == "branch"
    assert fresh(child).ends_on == child.ends_on
    assert not has_rights(child, limit + timedelta(days=1))
    change_term(membership_id=root.pk, ends_on=root.ends_on, reason="agreement restored")
    assert fresh(child).rights_until == child.rights_until


def test_a_root_shortened_into_the_past_takes_its_branch_down_in_the_same_transaction(two):
    root, second = two
    child = begun(second, parent=root, starts=-20)
    change_term(membership_id=root.pk, ends_on=day(-30), reason="agreement ended")
    assert state_of(root) in (State.GRACE, State.EXPIRED)
    roll_over(on=day(5))
    assert (state_of(root), state_of(child)) == (State.EXPIRED, State.SUSPENDED)


def test_another_tier_of_the_root_takes_down_what_it_does_not_offer_and_brings_it_back(two):
    root, _second = two
    top = root.tier
    small = TierFactory(program=top.program, level=TierLevel.TOP, annual_fee=Decimal(300000))
    bound = TierFactory(program=top.program, level=TierLevel.SECOND, under=top, annual_fee=Decimal(1000))
    free = TierFactory(program=top.program, level=TierLevel.SECOND, annual_fee=Decimal(1000))
    lost, kept = begun(bound, parent=root), begun(free, parent=root)

    def change(tier):
        quote = quote_tier(fresh(root), tier)
        change_tier(membership_id=root.pk, tier=tier, expected_difference=quote.difference, reason="budget")

    change(small)
    assert (state_of(lost), state_of(kept)) == (State.SUSPENDED, State.ACTIVE)
    assert kept.events.latest("id").details["above"] == "tier"
    change(top)
    assert (state_of(lost), state_of(kept)) == (State.ACTIVE, State.ACTIVE)


def test_a_branch_moved_to_another_root_follows_that_one(two):
    root, second = two
    other = begun(root.tier, district=DistrictFactory(code="310104"), starts=-100)
    child = begun(second, parent=root)
    suspend(root)
    move_membership(membership_id=child.pk, parent_id=other.pk, reason="district merged")
    child = fresh(child)
    assert (child.state, child.rights_until) == (State.ACTIVE, other.rights_until)
    restore(root)
    suspend(other)
    assert state_of(child) == State.SUSPENDED


def test_the_root_renewed_lengthens_the_rights_of_its_branch(two):
    root, second = two
    child = begun(second, parent=root, starts=-5)
    assert child.rights_until == root.rights_until
    agree_renewal(membership_id=root.pk)
    pay(root)
    assert fresh(child).rights_until == child.ends_on + timedelta(days=root.program.grace_days)


def test_nights_in_which_nothing_is_due_tell_a_branch_nothing(two):
    root, second = two
    child = begun(second, parent=root)
    agree_renewal(membership_id=root.pk)
    pay(root)
    before = child.events.count()
    for offset in range(3):
        roll_over(on=day(offset))
    assert child.events.count() == before


def test_a_branch_paid_under_a_suspended_root_begins_when_that_is_restored(two):
    root, second = two
    child = applied(second, parent=root)
    approve_membership(membership_id=child.pk)
    suspend(root)
    pay(child)
    assert state_of(child) == State.APPROVED
    restore(root)
    assert state_of(child) == State.ACTIVE


def test_a_branch_that_expired_and_is_paid_under_a_suspended_root_comes_back_with_it(two):
    root, second = two
    child = begun(second, parent=root, starts=-500)
    suspend(root)
    agree_renewal(membership_id=child.pk)
    pay(child)
    assert state_of(child) == State.SUSPENDED
    restore(root)
    assert state_of(child) == State.ACTIVE


def test_a_branch_suspended_for_itself_under_a_suspended_root_stays_so(two):
    root, second = two
    child = begun(second, parent=root)
    suspend(root)
    for _ in range(2):
        suspend(child, "fee bounced")
    restore(root)
    assert (state_of(root), state_of(child)) == (State.ACTIVE, State.SUSPENDED)
    restore(child)
    assert (state_of(child), child.events.filter(reason="fee bounced").count()) == (State.ACTIVE, 1)


def test_a_next_term_in_a_tier_that_the_root_has_given_up_brings_no_rights(two):
    root, second = two
    small = TierFactory(program=second.program, level=TierLevel.TOP, annual_fee=Decimal(300000))
    bound = TierFactory(program=second.program, level=TierLevel.SECOND, under=root.tier)
    child = begun(second, parent=root, starts=-360)
    agree_renewal(membership_id=child.pk, tier=bound)
    pay(child)
    quote = quote_tier(root, small)
    change_tier(membership_id=root.pk, tier=small, expected_difference=quote.difference, reason="budget")
    assert state_of(child) == State.RENEWED
    roll_over(on=child.ends_on + timedelta(days=1))
    assert (fresh(child).tier, state_of(child)) == (bound, State.SUSPENDED)


def test_a_branch_cannot_be_restored_under_a_root_without_rights(two):
    root, second = two
    child = begun(second, parent=root)
    suspend(root)
    with pytest.raises(ValidationError) as refused:
        restore(child)
    assert refused.value.code == "parent_inactive"


def test_seats_follow_the_membership_above(two):
    root, second = two
    child, employee = begun(second, parent=root), UserFactory()
    add_member(company=child.company, user=employee, role=SeatRole.MEMBER)
    assert list(memberships_for_seats(employee)) == [child]
    suspend(root)
    assert not memberships_for_seats(employee).exists()
    restore(root)
    assert memberships_for_seats(employee).exists()


@pytest.mark.parametrize("fault", ["company at the top", "district below", "no parent", "foreign parent"])
def test_the_database_refuses_holders_and_parents_that_do_not_fit(two, fault):
    root, second = two
    rows = {
        "company at the top": {"tier": root.tier, "company": CompanyFactory()},
        "district below": {"tier": second, "district": DistrictFactory(code="310115"), "parent": root},
        "no parent": {"tier": second, "company": CompanyFactory()},
        "foreign parent": {
            "tier": second,
            "company": CompanyFactory(),
            "parent": begun(TierFactory(), district=DistrictFactory(code="310104")),
        },
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(program=root.program, fee=1, **rows[fault])


@pytest.mark.django_db(transaction=True)
def test_a_branch_restored_while_its_root_is_suspended_never_ends_up_with_rights():
    top, second = tiers()
    root = begun(top)
    child = begun(second, parent=root)
    suspend(child, "own fault")
    start = threading.Barrier(2)

    def run(act, row):
        start.wait()
        try:
            act(row)
        except ValidationError:
            pass
        finally:
            connection.close()

    both = [threading.Thread(target=run, args=args) for args in ((suspend, root), (restore, child))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=20)
    assert (state_of(root), state_of(child)) == (State.SUSPENDED, State.SUSPENDED)
    assert MembershipEvent.objects.filter(membership=root, to_state=State.SUSPENDED).count() == 1
