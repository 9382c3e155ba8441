"""Memberships changed by two people at one moment, with real connections."""

from datetime import timedelta

import pytest
from django.db import transaction

from liaison.domain.membership import approve_membership, move_membership, transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_rows import locked_membership, term_ahead
from liaison.domain.payment import record_payment
from liaison.enums import MembershipState, TierLevel
from liaison.models import Membership, MembershipEvent, Payment
from liaison.queries.membership import has_rights
from tests.at_once import at_once, while_it_waits
from tests.factories import DistrictFactory, TierFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers

pytestmark = pytest.mark.django_db(transaction=True)
State = MembershipState


def test_the_same_payment_recorded_twice_is_one():
    root = applied(tiers()[0])
    approve_membership(membership_id=root.pk)
    term = term_ahead(root)

    def record():
        record_payment(term_id=term.pk, amount=term.fee, paid_on=day(0), voucher_number="V-1")

    assert at_once(record, record) == ["amount"]
    assert Payment.objects.count() == 1
    assert state_of(root) == State.ACTIVE


def test_two_payments_at_once_are_never_more_than_is_due():
    root = applied(tiers()[0])
    approve_membership(membership_id=root.pk)
    term = term_ahead(root)

    def record(number):
        record_payment(term_id=term.pk, amount=term.fee, paid_on=day(0), voucher_number=number)

    assert at_once(lambda: record("V-1"), lambda: record("V-2")) == ["amount"]
    assert Payment.objects.count() == 1


def test_a_branch_that_begins_while_its_root_is_suspended_has_no_rights():
    top, second = tiers()
    root = begun(top)
    child = applied(second, parent=root)
    approve_membership(membership_id=child.pk)
    at_once(
        lambda: transition_membership(membership_id=root.pk, to=State.SUSPENDED, reason="audit"),
        lambda: pay(child),
    )
    assert state_of(root) == State.SUSPENDED
    assert state_of(child) in (State.APPROVED, State.SUSPENDED)
    assert not has_rights(child)
    transition_membership(membership_id=root.pk, to=State.ACTIVE)
    assert state_of(child) == State.ACTIVE


def test_two_nights_at_once_take_each_step_once():
    top, second = tiers()
    root = begun(top, starts=-360)
    child = begun(second, parent=root, starts=-360)
    late = root.ends_on + timedelta(days=100)
    at_once(lambda: roll_over(on=late), lambda: roll_over(on=late))
    for membership in (root, child):
        steps = membership.events.filter(change="state").values_list("to_state", flat=True)
        assert len(steps) == len(set(steps))
    assert state_of(root) == State.EXPIRED
    assert MembershipEvent.objects.filter(membership=root, to_state=State.GRACE).count() == 1


def test_who_waits_for_a_membership_finds_it_though_it_got_another_tier_meanwhile():
    root = begun(tiers()[0])
    small = TierFactory(program=root.program, level=TierLevel.TOP)
    while_it_waits(
        lambda: transition_membership(membership_id=root.pk, to=State.SUSPENDED, reason="audit"),
        lambda: Membership.objects.filter(pk=root.pk).update(tier=small),
    )
    assert (fresh(root).state, fresh(root).tier) == (State.SUSPENDED, small)


def test_who_waits_for_a_branch_locks_the_root_it_was_moved_under_meanwhile():
    top, second = tiers()
    child, other = begun(second, parent=begun(top)), begun(top, district=DistrictFactory(code="310115"))
    refused = []

    @transaction.atomic
    def take_other():
        Membership.objects.select_for_update(nowait=True).get(pk=other.pk)

    @transaction.atomic
    def lock():
        locked_membership(child.pk)
        refused.extend(at_once(take_other))

    while_it_waits(lock, lambda: move_membership(membership_id=child.pk, parent_id=other.pk, reason="merged"))
    assert refused == ["locked"]


def test_an_application_approved_twice_at_once_has_one_term():
    root = applied(tiers()[0])

    def approve():
        approve_membership(membership_id=root.pk)

    assert at_once(approve, approve) == ["transition"]
    assert root.terms.count() == 1
