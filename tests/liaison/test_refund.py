"""Fees that do not come as agreed: parts, mistakes, money paid back, and what the holder is told of them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from liaison.domain.membership import approve_membership, transition_membership
from liaison.domain.membership_fee import change_fee
from liaison.domain.membership_term import agree_renewal, change_tier, quote_tier
from liaison.domain.payment import paid_so_far, record_payment, void_payment
from liaison.domain.refund import record_refund
from liaison.enums import MembershipState
from liaison.models import Membership, MembershipTerm
from liaison.queries.membership_office import terms_with_fee_due, with_fee_due
from startups.enums import SeatRole
from tests.at_once import code_of
from tests.factories import CompanyMemberFactory, ProgramFactory, TierFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db
State = MembershipState


@pytest.fixture
def root(db):
    return begun(tiers()[0])


@pytest.fixture
def second(root):
    return root.program.tiers.get(level="second")


def part(membership: Membership, amount: int, number: str = "A", on: int = 0) -> None:
    term = membership.terms.latest("number")
    record_payment(term_id=term.pk, amount=Decimal(amount), paid_on=day(on), voucher_number=number)


def back(term: MembershipTerm, amount: Decimal | int, number: str = "R-1") -> None:
    record_refund(
        term_id=term.pk, amount=Decimal(amount), paid_on=day(0), voucher_number=number, reason="agreed"
    )


def refused(act, *arguments, **named) -> str:
    with pytest.raises(ValidationError) as error:
        act(*arguments, **named)
    return code_of(error.value)


def test_a_payment_made_void_before_the_term_began_leaves_its_first_day_open(root, second):
    child = applied(second, parent=root)
    approve_membership(membership_id=child.pk)
    transition_membership(membership_id=root.pk, to=State.SUSPENDED, reason="audit")
    payment = pay(child, paid_on=day(-5))
    void_payment(payment_id=payment.pk, reason="another company's")
    pay(child)
    transition_membership(membership_id=root.pk, to=State.ACTIVE)
    assert (state_of(child), fresh(child).starts_on) == (State.ACTIVE, day(0))


def test_what_a_lower_tier_leaves_in_excess_is_paid_back_and_no_more(root, second):
    child = begun(second, parent=root)
    lower = TierFactory(program=root.program, level="second", annual_fee=Decimal(12000))
    quote = quote_tier(fresh(child), lower)
    change_tier(membership_id=child.pk, tier=lower, expected_difference=quote.difference, reason="smaller")
    term = child.terms.get()
    agree_renewal(membership_id=child.pk)
    # The excess of one term does not hide what is due for the next one.
    assert with_fee_due(Membership.objects.filter(pk=child.pk)).get().fee_due == 12000
    assert refused(back, term, -quote.difference + 1) == "amount"
    back(term, -quote.difference)
    assert paid_so_far(term) == term.fee
    assert refused(back, term, 1, "R-2") == "amount"
    assert refused(void_payment, payment_id=term.payments.earliest("id").pk, reason="x") == "paid_back"


def test_a_part_paid_for_an_application_that_is_cancelled_is_paid_back(root, second):
    child = applied(second, parent=root)
    approve_membership(membership_id=child.pk)
    part(child, 20000)
    transition_membership(membership_id=child.pk, to=State.CANCELLED, reason="moved away")
    back(child.terms.get(), 20000)
    assert paid_so_far(child.terms.get()) == 0


def test_the_fee_of_a_term_that_ended_early_falls_by_what_is_paid_back(root, second):
    child = begun(second, parent=root)
    assert refused(back, child.terms.get(), 1) == "amount"
    transition_membership(membership_id=child.pk, to=State.CANCELLED, reason="moved away")
    back(child.terms.get(), 30000)
    assert child.terms.get().fee == 18000
    assert not terms_with_fee_due().filter(membership=child).exists()
    assert child.events.latest("pk").details["fee"] == ["48000.00", "18000.00"]


def test_nothing_is_paid_for_less_than_nothing(root, second):
    child = applied(second, parent=root)
    approve_membership(membership_id=child.pk)
    assert refused(part, child, -5) == "amount"


def test_a_tier_in_another_currency_waits_for_the_next_term(root, second):
    child = begun(second, parent=root)
    dollars = TierFactory(program=root.program, level="second", annual_fee=Decimal(9000), currency="USD")
    assert refused(quote_tier, fresh(child), dollars) == "tier"
    assert agree_renewal(membership_id=child.pk, tier=dollars).currency == "USD"


def test_fees_and_entitlements_of_a_year_go_by_the_months_of_a_term():
    program = ProgramFactory(term_months=18)
    tier = TierFactory(program=program, annual_fee=Decimal("1000.01"), consultations_per_year=5)
    assert (tier.term_fee, tier.allowances["consultation"]) == (Decimal("1500.02"), 8)


def test_mails_say_what_is_still_due_and_nothing_once_it_is_over(root, second):
    seat = CompanyMemberFactory(role=SeatRole.OWNER, user__language="en")
    child = applied(second, parent=root, company=seat.company)
    approve_membership(membership_id=child.pk)
    part(child, 20000)
    change_fee(term_id=child.terms.get().pk, fee=Decimal(50000), reason="agreed")

    def last_mail() -> str:
        return OutgoingEmail.objects.filter(user=seat.user).latest("pk").text

    assert "Fee due: CNY 30,000" in last_mail()
    assert f"Number for the remark: {child.public_id} / 1" in last_mail()
    void_payment(payment_id=child.terms.get().payments.get().pk, reason="another company's")
    assert "Fee due: CNY 50,000" in last_mail()
    transition_membership(membership_id=child.pk, to=State.CANCELLED, reason="moved away")
    assert "Cancelled" in last_mail()
    assert "Fee due" not in last_mail()
