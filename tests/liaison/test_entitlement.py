"""The ledger of entitlements: it always sums, goes nowhere below zero, and counts each event once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from liaison.domain.entitlement import (
    allocate_entitlements,
    balances,
    correct_entitlements,
    return_entitlement,
    use_entitlement,
)
from liaison.domain.membership import transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_term import agree_renewal, change_tier, quote_tier
from liaison.enums import Entitlement, EntryKind, MembershipState, TermState
from liaison.models import EntitlementBalance, EntitlementEntry, Membership
from tests.at_once import at_once
from tests.factories import TierFactory, UserFactory
from tests.memberships import begun, fresh, pay, tiers

CONSULTATION, MEETING = Entitlement.CONSULTATION, Entitlement.MEETING


@pytest.fixture
def two(db):
    return district_and_company()


def district_and_company() -> tuple[Membership, Membership]:
    """A district with 60 consultations, a company with 6."""
    top, second = tiers()
    root = begun(top)
    return root, begun(second, parent=root)


def use(membership: Membership, key: str = "1") -> EntitlementEntry:
    return use_entitlement(membership=membership, entitlement=CONSULTATION, subject="coatings", key=key)


def allocate(child: Membership, number: int, key: str = "1") -> None:
    allocate_entitlements(child=child, entitlement=CONSULTATION, number=number, key=key, actor=None)


def left(membership: Membership) -> int:
    return balances(membership.terms.filter(state=TermState.RUNNING).get())[CONSULTATION]


def sums_agree() -> bool:
    sums = EntitlementEntry.objects.order_by().values_list("term", "entitlement").annotate(Sum("amount"))
    return set(sums) == set(EntitlementBalance.objects.values_list("term", "entitlement", "balance"))


def test_a_term_brings_what_its_tier_gives(two):
    root, child = two
    assert (left(root), left(child)) == (60, 6)
    assert not child.terms.get().entitlement_entries.filter(entitlement=MEETING).exists()


def test_a_use_counts_once_and_comes_back_once(two):
    _root, child = two
    used = use(child)
    assert use(child) == used
    assert left(child) == 5
    back = return_entitlement(entry=used, reason="the office declined")
    assert return_entitlement(entry=used, reason="again") == back
    assert left(child) == 6
    assert sums_agree()


def test_only_a_use_comes_back(two):
    granted = EntitlementEntry.objects.filter(kind=EntryKind.GRANTED).first()
    with pytest.raises(ValidationError):
        return_entitlement(entry=granted, reason="x")


def test_the_last_one_taken_leaves_none(two):
    _root, child = two
    for number in range(6):
        use(child, str(number))
    with pytest.raises(ValidationError) as refused:
        use(child, "one too many")
    assert refused.value.code == "none_left"
    assert left(child) == 0


def test_without_rights_nothing_is_used(two):
    root, child = two
    transition_membership(membership_id=root.pk, to=MembershipState.SUSPENDED, reason="audit")
    with pytest.raises(ValidationError) as refused:
        use(fresh(child))
    assert refused.value.code == "no_rights"


def test_what_the_pool_gives_the_company_gets_and_back(two):
    root, child = two
    allocate(child, 10)
    allocate(child, 10)  # the same form again
    assert (left(root), left(child)) == (50, 16)
    allocate(child, -4, "back")
    assert (left(root), left(child)) == (54, 12)
    assert sums_agree()


@pytest.mark.parametrize("number", [61, -7])
def test_nobody_gives_more_than_is_left(two, number):
    root, child = two
    with pytest.raises(ValidationError) as refused:
        allocate(child, number)
    assert refused.value.code == "none_left"
    assert (left(root), left(child)) == (60, 6)


def test_what_is_left_expires_with_the_term_and_the_next_one_starts_full(two):
    _root, child = two
    used = use(child)
    term = child.terms.get()
    agree_renewal(membership_id=child.pk)
    pay(child)
    roll_over(on=child.ends_on + timedelta(days=1))
    assert balances(term)[CONSULTATION] == 0
    assert left(child) == 6
    # What comes back late belongs to the term that is over, and goes with it.
    return_entitlement(entry=used, reason="late")
    assert balances(term)[CONSULTATION] == 0
    assert left(child) == 6
    assert sums_agree()


def test_another_tier_gives_more_and_never_takes_what_is_used(two):
    _root, child = two
    for number in range(5):
        use(child, str(number))
    small = TierFactory(program=child.program, level="second", annual_fee=1000, consultations_per_year=2)
    quote = quote_tier(fresh(child), small)
    change_tier(membership_id=child.pk, tier=small, expected_difference=quote.difference, reason="budget")
    assert left(child) == 0
    assert sums_agree()


def test_the_office_corrects_a_number_once_with_a_reason_and_never_below_zero(two):
    _root, child = two

    def correct(number: int, reason: str = "agreed by letter", key: str = "1") -> None:
        correct_entitlements(
            membership=child, entitlement=CONSULTATION, number=number, key=key, reason=reason
        )

    with pytest.raises(ValidationError):
        correct(3, reason=" ")
    correct(3)
    correct(3)
    assert left(child) == 9
    with pytest.raises(ValidationError):
        correct(-10, key="2")
    assert sums_agree()


def test_only_officials_move_and_correct(two):
    given = {"entitlement": CONSULTATION, "number": 1, "key": "1", "actor": UserFactory()}
    with pytest.raises(PermissionDenied):
        allocate_entitlements(child=two[1], **given)
    with pytest.raises(PermissionDenied):
        correct_entitlements(membership=two[1], reason="agreed", **given)


def test_the_database_keeps_the_ledger_whatever_the_code_does(two):
    _root, child = two
    entry = EntitlementEntry.objects.filter(term__membership=child).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        EntitlementEntry.objects.filter(pk=entry.pk).update(amount=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        EntitlementEntry.objects.create(
            term=entry.term, entitlement=CONSULTATION, kind=EntryKind.USED, amount=-7, key="forged"
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_one_at_once_one_is_told_that_none_is_left():
    _root, child = district_and_company()
    for number in range(5):
        use(child, str(number))
    assert at_once(lambda: use(child, "a"), lambda: use(child, "b")) == ["none_left"]
    assert left(child) == 0


@pytest.mark.django_db(transaction=True)
def test_the_pool_is_not_given_away_twice():
    root, child = district_and_company()
    assert at_once(lambda: allocate(child, 40, "a"), lambda: allocate(child, 40, "b")) == ["none_left"]
    assert (left(root), left(child)) == (20, 46)


@pytest.mark.django_db(transaction=True)
def test_what_is_allocated_while_a_membership_ends_is_not_left_in_it():
    root, child = district_and_company()

    def end() -> None:
        transition_membership(membership_id=child.pk, to=MembershipState.CANCELLED, reason="moved away")

    at_once(end, lambda: allocate(child, 40))
    assert balances(child.terms.get())[CONSULTATION] == 0
    assert left(root) in (20, 60)


@pytest.mark.django_db(transaction=True)
def test_the_same_use_at_once_counts_once():
    _root, child = district_and_company()
    assert at_once(lambda: use(child, "same"), lambda: use(child, "same")) == []
    assert left(child) == 5
