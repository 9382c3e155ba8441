"""Random histories of two tiers against what must hold after every step, whatever people do and nights miss.

Each example lives in a transaction that is rolled back; days pass by time-machine. `HISTORIES` says
how many are walked (`HISTORIES=200 make test ARGS=tests/liaison/test_membership_histories.py`).
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from liaison.domain.entitlement import allocate_entitlements, return_entitlement, use_entitlement
from liaison.domain.membership import approve_membership, move_membership, transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_outlook import (
    branch_effects,
    if_ending_on,
    if_in_state,
    if_of_tier,
)
from liaison.domain.membership_term import agree_renewal, change_term, change_tier, quote_tier
from liaison.domain.payment import paid_so_far, record_payment, void_payment
from liaison.domain.refund import most_to_pay_back, record_refund
from liaison.enums import Entitlement, EntryKind, MembershipState, TermState
from liaison.models import EntitlementEntry, Membership, MembershipTerm, Payment, Tier
from liaison.queries.membership import memberships_for_seats
from tests.factories import CompanyMemberFactory, DistrictFactory, TierFactory
from tests.liaison import two_tiers
from tests.memberships import applied, begun, tiers

State = MembershipState
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 15, 12, tzinfo=SHANGHAI)
WHICH = st.integers(0, 4)  # of two roots and three branches
NIGHTS = st.sampled_from([1, 1, 0, 2])  # in which the clock ran; each must be safe to miss
ROOT, BRANCH, ENTITLEMENT = st.integers(0, 1), st.integers(2, 4), st.sampled_from(list(Entitlement)[:2])


class World:
    """Two districts in force, three companies: two in force, one that has applied."""

    def __init__(self) -> None:
        top, free = tiers(consultations_per_year=3)
        small = TierFactory(program=top.program, level="top", annual_fee=300000, consultations_per_year=2)
        bound = TierFactory(program=top.program, level="second", under=top, annual_fee=20000)
        self.tops, self.seconds = [top, small], [free, bound]
        roots = [begun(top, district=DistrictFactory(code=f"31010{n}"), starts=0) for n in (1, 2)]
        seats = [CompanyMemberFactory() for _ in range(3)]
        branches = [
            make(tier, parent=roots[0], company=seat.company)
            for make, tier, seat in zip((begun, begun, applied), (free, bound, free), seats, strict=True)
        ]
        self.rows = [row.pk for row in (*roots, *branches)]
        self.seated, self.person = branches[0].pk, seats[0].user


class Histories(RuleBasedStateMachine):
    def __init__(self, world: World) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.rows, self.tops, self.seconds = world.rows, world.tops, world.seconds
        self.seated, self.person = world.seated, world.person
        self.now, self.numbers = START, count(100)
        self.own_fault: set[int] = set()  # suspended for themselves, not with their root
        self.night_passed = True

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def today(self) -> time_machine.travel:
        return time_machine.travel(self.now, tick=False)

    def row(self, which: int) -> Membership:
        return Membership.objects.select_related("program", "tier", "parent__tier").get(pk=self.rows[which])

    def attempt(self, act, **arguments) -> bool:
        """What the domain refuses is refused whole; everything else has to hold."""
        with self.today():
            try:
                with transaction.atomic():
                    act(**arguments)
            except ValidationError:
                return False
        return True

    def attempt_shown(self, after: Callable[[], Membership], act: Callable[..., object], **arguments) -> bool:
        """And where the night has passed, the branch becomes what its page has said before."""
        if not self.night_passed:
            return self.attempt(act, **arguments)
        with self.today():
            root = after()
            shown = {each.membership.pk: (each.state, each.rights_until) for each in branch_effects(root)}
        before = self.branch(root)
        done = self.attempt(act, **arguments)
        if done:
            now = self.branch(root)
            assert shown == {pk: now[pk] for pk in before if now[pk] != before[pk]}
        return done

    def branch(self, root: Membership) -> dict[int, tuple]:
        rows = root.children.exclude(state__in=(State.APPLIED, State.APPROVED))
        return {pk: (state, until) for pk, state, until in rows.values_list("pk", "state", "rights_until")}

    def tier(self, which: int, other: int) -> Tier:
        return (self.tops if which < 2 else self.seconds)[other]

    def pay_in_full(self, pk: int, share: int = 1) -> None:
        term = MembershipTerm.objects.filter(membership=pk, state=TermState.DUE).first()
        term = term or MembershipTerm.objects.filter(membership=pk).exclude(state=TermState.VOID).last()
        if term is None:
            return
        amount = ((term.fee - paid_so_far(term)) / share).quantize(Decimal("0.01"))
        number = f"V-{next(self.numbers)}"
        self.attempt(
            record_payment,
            term_id=term.pk,
            amount=amount,
            paid_on=self.now.astimezone(SHANGHAI).date(),
            voucher_number=number,
        )

    @rule(which=BRANCH)
    def approve(self, which: int) -> None:
        self.attempt(approve_membership, membership_id=self.rows[which])

    @rule(which=WHICH, share=st.sampled_from([1, 1, 2]))
    def pay(self, which: int, share: int) -> None:
        self.pay_in_full(self.rows[which], share)

    @rule(which=WHICH)
    def make_void(self, which: int) -> None:
        payment = Payment.objects.filter(term__membership=self.rows[which], void_at=None).first()
        if payment:
            self.attempt(void_payment, payment_id=payment.pk, reason="bounced")

    @rule(which=WHICH)
    def pay_back(self, which: int) -> None:
        for term in MembershipTerm.objects.filter(membership=self.rows[which]):
            self.attempt(
                record_refund,
                term_id=term.pk,
                amount=most_to_pay_back(term, paid_so_far(term)),
                paid_on=self.now.astimezone(SHANGHAI).date(),
                voucher_number=f"R-{next(self.numbers)}",
                reason="agreed",
            )

    @rule(which=WHICH, other=st.integers(0, 1))
    def renew(self, which: int, other: int) -> None:
        self.attempt(agree_renewal, membership_id=self.rows[which], tier=self.tier(which, other))

    @rule(which=WHICH, days=st.integers(-400, 400))
    def move_last_day(self, which: int, days: int) -> None:
        row = self.row(which)
        if row.ends_on:
            to = row.ends_on + timedelta(days=days)
            after = partial(if_ending_on, row, to)
            self.attempt_shown(after, change_term, membership_id=row.pk, ends_on=to, reason="agreed anew")

    @rule(which=WHICH, other=st.integers(0, 1))
    def other_tier(self, which: int, other: int) -> None:
        row, tier = self.row(which), self.tier(which, other)

        def change() -> None:
            difference = quote_tier(row, tier).difference
            change_tier(membership_id=row.pk, tier=tier, expected_difference=difference, reason="budget")

        self.attempt_shown(partial(if_of_tier, row, tier), change)

    @rule(which=BRANCH, root=ROOT)
    def move(self, which: int, root: int) -> None:
        self.attempt(
            move_membership, membership_id=self.rows[which], parent_id=self.rows[root], reason="moved house"
        )

    @rule(which=WHICH)
    def suspend(self, which: int) -> None:
        row, to = self.row(which), State.SUSPENDED
        after = partial(if_in_state, row, to)
        if self.attempt_shown(after, transition_membership, membership_id=row.pk, to=to, reason="audit"):
            self.own_fault.add(row.pk)

    @rule(which=WHICH)
    def restore(self, which: int) -> None:
        row, to = self.row(which), State.ACTIVE
        after = partial(if_in_state, row, to)
        if row.state == State.SUSPENDED and self.attempt_shown(
            after, transition_membership, membership_id=row.pk, to=to
        ):
            self.own_fault.discard(row.pk)

    @rule(which=WHICH, end=st.sampled_from([State.CANCELLED, State.EXPIRED]), sure=st.integers(0, 3))
    def end(self, which: int, end: State, sure: int) -> None:
        if sure == 0:  # or most histories would be over soon
            after = partial(if_in_state, self.row(which), end)
            pk = self.rows[which]
            self.attempt_shown(after, transition_membership, membership_id=pk, to=end, reason="left")

    @rule(which=WHICH, days=st.sampled_from([0, 1, 30, 31]), nights=NIGHTS)
    def come_to_the_end(self, which: int, days: int, nights: int) -> None:
        """To the last day of a term or of grace, or the day after, where random days seldom lead."""
        last = self.row(which).ends_on
        left = (last - self.now.date()).days + days if last else 0
        if left > 0:
            self.pass_days(left, nights)

    @rule(days=st.integers(1, 200), nights=NIGHTS)
    def pass_days(self, days: int, nights: int) -> None:
        self.now += timedelta(days=days)
        with self.today():
            for _ in range(nights):
                roll_over()
        self.night_passed = nights > 0

    @rule(which=WHICH, entitlement=ENTITLEMENT)
    def use(self, which: int, entitlement: Entitlement) -> None:
        key = str(next(self.numbers))
        self.attempt(
            use_entitlement, membership=self.row(which), entitlement=entitlement, subject="coatings", key=key
        )

    @rule(which=WHICH)
    def give_back(self, which: int) -> None:
        used = EntitlementEntry.objects.filter(term__membership=self.rows[which], kind=EntryKind.USED).first()
        if used:
            self.attempt(return_entitlement, entry=used, reason="declined")

    @rule(which=BRANCH, entitlement=ENTITLEMENT, number=st.integers(-3, 4))
    def allocate(self, which: int, entitlement: Entitlement, number: int) -> None:
        key = str(next(self.numbers))
        self.attempt(
            allocate_entitlements,
            child=self.row(which),
            entitlement=entitlement,
            number=number,
            key=key,
            actor=None,
        )

    @invariant()
    def the_two_tiers_hold_together(self) -> None:
        with self.today():
            rights = two_tiers.hold(self.rows, of_the_day=self.night_passed)
            seats = list(memberships_for_seats(self.person).values_list("pk", flat=True))
        assert seats == ([self.seated] if self.seated in rights else [])

    @invariant()
    def own_fault_is_not_forgiven_by_itself(self) -> None:
        states = dict(Membership.objects.filter(pk__in=self.own_fault).values_list("pk", "state"))
        assert set(states.values()) <= {State.SUSPENDED, State.EXPIRED, State.CANCELLED}
        self.own_fault = {pk for pk, state in states.items() if state == State.SUSPENDED}

    @invariant()
    def books_are_right(self) -> None:
        two_tiers.nobody_has_paid_less_than_nothing()
        two_tiers.the_ledger_sums()


@pytest.mark.django_db
def test_whatever_happens_the_two_tiers_hold_together():
    with time_machine.travel(START, tick=False):
        world = World()
    walked = settings(
        max_examples=int(os.environ.get("HISTORIES", "14")),
        stateful_step_count=30,
        deadline=None,
        derandomize="HISTORIES" not in os.environ,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(partial(Histories, world), settings=walked)
