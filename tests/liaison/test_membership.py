"""The life of a membership: its table of states, what dates and payments bring about, and who may do what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.utils import timezone

from liaison.domain.membership import approve_membership, transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_states import STEPS
from liaison.domain.membership_term import agree_renewal, change_term, change_tier, last_day, quote_tier
from liaison.domain.payment import record_payment, void_payment
from liaison.enums import MembershipState, TermState, TierLevel
from liaison.models import Membership, MembershipEvent
from liaison.queries.membership import has_rights
from startups.domain.organisation import add_member
from startups.enums import SeatRole
from tests.factories import TierFactory, UserFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers
from tests.people import OFFICIAL, in_group
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db
State = MembershipState


def states(membership: Membership) -> list[str]:
    return list(membership.events.filter(change="state").values_list("to_state", flat=True))


def test_a_term_begins_when_its_fee_is_paid_in_full():
    root = applied(tiers()[0])
    approve_membership(membership_id=root.pk)
    term = root.terms.get()
    record_payment(term_id=term.pk, amount=Decimal(200000), paid_on=day(-1), voucher_number="A")
    assert state_of(root) == State.APPROVED
    record_payment(term_id=term.pk, amount=Decimal(400000), paid_on=day(-3), voucher_number="B")
    root = fresh(root)
    assert (root.state, root.starts_on) == (State.ACTIVE, day(-1))
    assert root.ends_on == root.starts_on.replace(year=root.starts_on.year + 1) - timedelta(days=1)
    assert has_rights(root)
    assert states(root) == ["applied", "approved", "active"]


def test_a_term_agreed_for_later_waits_for_its_day():
    root = begun(tiers()[0], starts=5)
    assert root.state == State.APPROVED
    assert not has_rights(root)
    roll_over(on=day(5))
    assert state_of(root) == State.ACTIVE


def test_days_of_outage_leave_what_every_night_would_have():
    root = begun(tiers()[0], starts=-360)
    for offset in range(1, 45):
        roll_over(on=day(offset))
    assert states(root) == ["applied", "approved", "active", "grace", "expired"]


def test_one_late_run_takes_every_step_and_a_second_run_none():
    root = begun(tiers()[0], starts=-30)
    roll_over(on=root.ends_on + timedelta(days=100))
    assert states(root)[-2:] == ["grace", "expired"]
    count = MembershipEvent.objects.count()
    roll_over(on=root.ends_on + timedelta(days=100))
    assert MembershipEvent.objects.count() == count


def test_rights_end_with_the_dates_though_no_run_has_come():
    root = begun(tiers()[0], starts=-30)
    last = root.ends_on + timedelta(days=root.program.grace_days)
    assert has_rights(root, last)
    assert not has_rights(root, last + timedelta(days=1))
    assert root.state == State.ACTIVE


def test_a_renewal_paid_ahead_goes_on_without_a_gap():
    root = begun(tiers()[0], starts=-300)
    agree_renewal(membership_id=root.pk)
    pay(root)
    former = fresh(root)
    assert (former.state, former.rights_until) == (
        State.RENEWED,
        root.terms.last().ends_on + timedelta(days=30),
    )
    roll_over(on=former.ends_on + timedelta(days=1))
    now = fresh(root)
    assert (now.state, now.starts_on) == (State.ACTIVE, former.ends_on + timedelta(days=1))
    assert list(root.terms.values_list("state", flat=True)) == [TermState.ENDED, TermState.RUNNING]


def test_a_renewal_in_grace_begins_the_day_after_the_old_term():
    root = begun(tiers()[0], starts=-380)
    assert root.state == State.GRACE
    agree_renewal(membership_id=root.pk)
    pay(root)
    assert (fresh(root).state, fresh(root).starts_on) == (State.ACTIVE, root.ends_on + timedelta(days=1))


def test_an_expired_one_comes_back_on_the_day_it_is_paid():
    root = begun(tiers()[0], starts=-500)
    assert root.state == State.EXPIRED
    agree_renewal(membership_id=root.pk)
    pay(root, paid_on=day(-2))
    assert (fresh(root).state, fresh(root).starts_on) == (State.ACTIVE, day(-2))


def test_a_renewal_offered_in_time_and_paid_after_expiry_begins_on_the_day_it_is_paid():
    root = begun(tiers()[0], starts=-380)
    agree_renewal(membership_id=root.pk)
    with time_machine.travel(timezone.now() + timedelta(days=500)):
        roll_over()
        assert state_of(root) == State.EXPIRED
        pay(root, paid_on=day(0))
        assert (fresh(root).state, fresh(root).starts_on) == (State.ACTIVE, day(0))


@pytest.mark.parametrize(("offered", "paid_on"), [(State.GRACE, 370), (State.EXPIRED, 300)])
def test_what_came_in_time_and_was_recorded_after_expiry_leaves_no_gap_and_no_overlap(offered, paid_on):
    root = begun(tiers()[0], starts=-1)
    now, paid = timezone.now(), day(paid_on)
    with time_machine.travel(now + timedelta(days=375)) as clock:
        roll_over()
        if offered == State.EXPIRED:
            clock.move_to(now + timedelta(days=420))
            roll_over()
        agree_renewal(membership_id=root.pk)
        clock.move_to(now + timedelta(days=420))
        roll_over()
        pay(root, paid_on=paid)
        assert fresh(root).starts_on == root.ends_on + timedelta(days=1)


def test_a_term_in_grace_that_is_made_longer_runs_again():
    root = begun(tiers()[0], starts=-370)
    assert root.state == State.GRACE
    change_term(membership_id=root.pk, ends_on=day(20), reason="agreed with the university")
    assert state_of(root) == State.ACTIVE


@pytest.mark.parametrize("end", [State.EXPIRED, State.CANCELLED])
def test_what_is_ended_early_ends_today_and_its_next_term_falls_away(end):
    root = begun(tiers()[0])
    agree_renewal(membership_id=root.pk)
    transition_membership(membership_id=root.pk, to=end, reason="left")
    assert list(root.terms.values_list("state", flat=True)) == [TermState.ENDED, TermState.VOID]
    assert root.terms.first().ends_on == fresh(root).ends_on == day(0)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 12, date(2027, 8, 30)),
    ],
)
def test_a_term_lasts_whole_months(first, months, last):
    assert last_day(first, months) == last


def test_a_payment_made_void_takes_back_what_it_brought():
    root = begun(tiers()[0], starts=-300)
    agree_renewal(membership_id=root.pk)
    payment, official = pay(root), in_group(OFFICIAL)
    void_payment(payment_id=payment.pk, reason="recorded for the wrong company")
    assert (state_of(root), root.terms.last().state) == (State.ACTIVE, TermState.DUE)
    told = OutgoingEmail.objects.filter(user=official).values_list("dedupe_key", flat=True)
    assert not [key for key in told if ":next_term:" in key]  # none has begun
    with pytest.raises(ValidationError):
        void_payment(payment_id=payment.pk, reason="again")


def test_more_than_is_due_and_the_same_voucher_are_refused():
    root = applied(tiers()[0])
    approve_membership(membership_id=root.pk)
    term = root.terms.get()
    with pytest.raises(ValidationError) as refused:
        record_payment(term_id=term.pk, amount=term.fee + 1, paid_on=day(0), voucher_number="A")
    assert "amount" in refused.value.message_dict
    record_payment(term_id=term.pk, amount=Decimal(1), paid_on=day(0), voucher_number="A")
    with pytest.raises(ValidationError):
        record_payment(term_id=term.pk, amount=Decimal(1), paid_on=day(0), voucher_number=" A ")


def test_a_tier_changed_half_way_costs_the_difference_by_the_day():
    top, second = tiers()
    root = begun(top)
    child = begun(second, parent=root, starts=-100)
    better = TierFactory(
        program=top.program, level=TierLevel.SECOND, annual_fee=Decimal(96000), consultations_per_year=12
    )
    quote = quote_tier(child, better)
    days = (child.ends_on - child.starts_on).days + 1
    assert (quote.days, quote.days_left) == (days, days - 100)
    assert quote.difference == (Decimal(48000) * (days - 100) / days).quantize(Decimal("0.01"))
    with pytest.raises(ValidationError) as refused:
        change_tier(membership_id=child.pk, tier=better, expected_difference=Decimal(1), reason="grows")
    assert refused.value.code == "quote_changed"
    change_tier(membership_id=child.pk, tier=better, expected_difference=quote.difference, reason="grows")
    assert (fresh(child).tier, fresh(child).fee) == (better, quote.fee)


@pytest.mark.parametrize("change", ["suspend", "cancel", "term", "tier"])
def test_changes_need_a_reason(change):
    official = UserFactory()
    official.groups.add(Group.objects.get_or_create(name="official")[0])
    root = begun(tiers()[0])
    acts = {
        "suspend": lambda: transition_membership(membership_id=root.pk, to=State.SUSPENDED, actor=official),
        "cancel": lambda: transition_membership(membership_id=root.pk, to=State.CANCELLED, actor=official),
        "term": lambda: change_term(membership_id=root.pk, ends_on=day(9), actor=official, reason=" "),
        "tier": lambda: change_tier(
            membership_id=root.pk, tier=root.tier, expected_difference=Decimal(0), actor=official, reason=""
        ),
    }
    with pytest.raises(ValidationError) as refused:
        acts[change]()
    assert "reason" in refused.value.message_dict
    assert state_of(root) == State.ACTIVE


def test_only_officials_change_memberships_and_nobody_the_clock():
    official, stranger = UserFactory(), UserFactory()
    official.groups.add(Group.objects.get_or_create(name="official")[0])
    root = begun(tiers()[0])
    with pytest.raises(PermissionDenied):
        transition_membership(membership_id=root.pk, to=State.SUSPENDED, actor=stranger, reason="x")
    with pytest.raises(PermissionDenied):
        transition_membership(membership_id=root.pk, to=State.GRACE, actor=official)
    transition_membership(membership_id=root.pk, to=State.SUSPENDED, actor=official, reason="audit")
    assert MembershipEvent.objects.latest("id").actor == official


def test_a_step_that_is_not_in_the_table_is_refused_with_both_states():
    root = begun(tiers()[0])
    assert (State.ACTIVE, State.APPLIED) not in STEPS
    with pytest.raises(ValidationError) as refused:
        transition_membership(membership_id=root.pk, to=State.APPLIED)
    assert refused.value.code == "transition"


def test_owners_are_told_of_each_step_in_their_language():
    top, second = tiers()
    root, owner = begun(top), UserFactory(language="en")
    child = applied(second, parent=root)
    add_member(company=child.company, user=owner, role=SeatRole.OWNER)
    approve_membership(membership_id=child.pk)
    pay(child)
    subjects = list(OutgoingEmail.objects.filter(user=owner).order_by("pk").values_list("subject", flat=True))
    assert [subject.split()[0] for subject in subjects] == ["Approved:", "Your"]


def test_the_event_of_a_membership_cannot_be_rewritten():
    root = begun(tiers()[0])
    with pytest.raises(DatabaseError):
        root.events.update(reason="another story")
