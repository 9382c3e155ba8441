"""What officials do to a membership: each deed, what it refuses, and sent twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from liaison.domain.membership import transition_membership
from liaison.domain.membership_term import agree_renewal
from liaison.enums import MembershipState, TermState, TierLevel
from liaison.models import MembershipEvent, Payment, Program
from tests.factories import DistrictFactory, TierFactory
from tests.liaison.admin.conftest import LIST, page_of, words
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers
from tests.people import AUDITOR, OFFICER, TTO, in_group, signed_in

State = MembershipState


@pytest.fixture
def pair(db):
    top, second = tiers()
    return top, second


@pytest.fixture
def root(pair):
    return begun(pair[0])


def last_event(membership) -> MembershipEvent:
    return membership.events.latest("id")


def test_approve_says_fee_and_day_and_agrees_on_the_first_term(office, official, pair):
    membership = applied(pair[0])
    answer = office.deed(membership, "approve", due_on=day(20).isoformat())
    assert answer.url == page_of(membership)
    term = membership.terms.get()
    assert (state_of(membership), term.fee, term.due_on) == (State.APPROVED, Decimal(600000), day(20))
    assert last_event(membership).actor == official


def test_another_fee_than_applied_for_needs_a_reason(office, pair):
    membership = applied(pair[0])
    answer = office.deed(membership, "approve", fee="500000")
    assert "reason" in answer.context["form"].errors
    assert state_of(membership) == State.APPLIED
    office.deed(membership, "approve", fee="500000", reason="首年优惠")
    assert fresh(membership).fee == 500000


def test_approve_sent_twice_approves_once(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    again = office.client.post(f"{LIST}{membership.pk}/do/approve/", {"confirm": "1"}, follow=True)
    assert membership.terms.count() == 1
    assert "cannot become" in words(again)


def test_decline_needs_a_reason_which_the_history_keeps(office, pair):
    membership = applied(pair[0])
    assert "reason" in office.deed(membership, "decline").context["form"].errors
    office.deed(membership, "decline", reason="材料不全")
    assert state_of(membership) == State.CANCELLED
    assert "材料不全" in office.read(membership)


def test_a_payment_is_proposed_with_what_is_due_and_begins_the_term(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    office.deed(membership, "payment", voucher_number="银收-7", invoice_number="FP-1")
    payment = Payment.objects.get()
    assert (payment.amount, payment.voucher_number) == (600000, "银收-7")
    assert state_of(membership) == State.ACTIVE


def test_a_part_leaves_the_rest_due(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    office.deed(membership, "payment", amount="200000", voucher_number="A")
    assert state_of(membership) == State.APPROVED
    assert "400,000.00" in office.read(membership)
    assert office.client.get(f"{LIST}{membership.pk}/do/payment/").context["form"]["amount"].value() == 400000


def test_more_than_is_due_is_refused_with_what_is_left(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    answer = office.deed(membership, "payment", amount="700000", voucher_number="A")
    assert "600,000.00" in str(answer.context["form"].errors["amount"])
    assert not Payment.objects.exists()


def test_a_payment_sent_twice_is_recorded_once(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    office.deed(membership, "payment", amount="200000", voucher_number="A")
    data = {"amount": "200000", "voucher_number": "A", "paid_on": day(0).isoformat(), "confirm": "1"}
    again = office.client.post(f"{LIST}{membership.pk}/do/payment/", data)
    assert again.status_code == 302
    assert Payment.objects.count() == 1


def test_a_payment_is_made_void_once_with_a_reason(office, root):
    payment = Payment.objects.get()
    path = f"/admin/liaison/payment/{payment.pk}/void/"
    assert "reason" in office.confirm(path).context["form"].errors
    assert office.confirm(path, reason="记错账户").status_code == 302
    payment.refresh_from_db()
    assert payment.void_reason == "记错账户"
    assert office.client.post(path, {"confirm": "1", "reason": "again"}).status_code == 302
    payment.refresh_from_db()
    assert payment.void_reason == "记错账户"
    assert "600,000.00" in office.read(root)


def test_money_is_paid_back_once_with_a_reason(office, root):
    office.deed(root, "end", reason="企业迁出")
    given = {"amount": "100000", "voucher_number": "退-1"}
    office.deed(root, "refund", **given, reason="按剩余天数退")
    again = office.client.post(f"{LIST}{root.pk}/do/refund/", {**given, "confirm": "1"})
    assert again.status_code == 302
    assert list(Payment.objects.order_by("pk").values_list("amount", flat=True)) == [600000, -100000]
    assert "−¥100,000.00" in office.read(root)


def test_a_number_of_entitlements_is_corrected_with_a_reason(office, root):
    office.deed(root, "correct", number="-2", reason="协议另有约定")
    assert root.terms.get().entitlement_balances.get(entitlement="consultation").balance == 58


def test_renewal_is_offered_once_and_withdrawn_with_a_reason(office, root):
    office.deed(root, "renew")
    term = root.terms.get(state=TermState.DUE)
    assert (term.number, term.starts_on) == (2, root.ends_on + timedelta(days=1))
    assert office.client.get(f"{LIST}{root.pk}/do/renew/").status_code == 302
    office.deed(root, "withdraw", reason="区里暂缓")
    term.refresh_from_db()
    assert term.state == TermState.VOID


def test_a_paid_renewal_is_not_withdrawn(office, root):
    agree_renewal(membership_id=root.pk)
    pay(root)
    assert office.deed(root, "withdraw", reason="x").status_code == 302
    assert root.terms.filter(state=TermState.PAID).exists()


def test_a_change_of_tier_shows_its_computation_before(office, pair, root):
    other = TierFactory(program=root.program, level=TierLevel.TOP, annual_fee=Decimal(900000), name_zh="高级")
    path = f"{LIST}{root.pk}/do/tier/"
    looked = words(office.client.post(path, {"tier": other.pk, "look": "1"}))
    assert "¥900,000.00 − ¥600,000.00" in looked
    assert fresh(root).tier_id == pair[0].pk
    office.deed(root, "tier", tier=other.pk, reason="升级")
    assert fresh(root).tier_id == other.pk


def test_a_quote_that_changed_meanwhile_is_shown_again_and_not_taken(office, root):
    other = TierFactory(program=root.program, level=TierLevel.TOP, annual_fee=Decimal(900000))
    path = f"{LIST}{root.pk}/do/tier/"
    mark = office.client.post(path, {"tier": other.pk, "look": "1"}).context["outlook"].mark
    other.annual_fee = Decimal(950000)
    other.save()
    data = {"tier": other.pk, "reason": "升级", "mark": mark, "confirm": "1"}
    answer = office.client.post(path, data)
    assert answer.context["form"].non_field_errors()
    assert fresh(root).tier_id != other.pk


def test_another_last_day_shows_which_branches_lose_rights_until_when(office, pair, root):
    branch = begun(pair[1], parent=root, starts=-10)
    path = f"{LIST}{root.pk}/do/last-day/"
    looked = office.client.post(path, {"ends_on": day(20).isoformat(), "look": "1"})
    effect = looked.context["outlook"].branches[0]
    assert (effect.membership, effect.rights_until, effect.loses) == (branch, day(50), True)
    office.deed(root, "last-day", ends_on=day(20).isoformat(), reason="协议提前结束")
    assert fresh(branch).rights_until == day(50)


def test_suspending_a_root_shows_and_takes_its_branches_and_restoring_gives_back_the_same(office, pair, root):
    branch = begun(pair[1], parent=root)
    alone = begun(pair[1], parent=root)
    transition_membership(membership_id=alone.pk, to=State.SUSPENDED, reason="own")
    looked = office.client.get(f"{LIST}{root.pk}/do/suspend/").context["outlook"]
    assert [effect.membership for effect in looked.branches] == [branch]
    office.deed(root, "suspend", reason="欠费")
    assert (state_of(root), state_of(branch)) == (State.SUSPENDED, State.SUSPENDED)
    office.deed(root, "restore")
    assert (state_of(root), state_of(branch), state_of(alone)) == (
        State.ACTIVE,
        State.ACTIVE,
        State.SUSPENDED,
    )


def test_a_branch_is_not_restored_before_its_root(office, pair, root):
    branch = begun(pair[1], parent=root)
    office.deed(root, "suspend", reason="欠费")
    assert office.deed(branch, "restore").status_code == 302
    assert state_of(branch) == State.SUSPENDED


@pytest.mark.parametrize(("name", "state"), [("end", State.EXPIRED), ("cancel", State.CANCELLED)])
def test_it_ends_today_with_a_reason(office, root, name, state):
    assert "reason" in office.deed(root, name).context["form"].errors
    office.deed(root, name, reason="企业迁出")
    assert (state_of(root), fresh(root).ends_on) == (state, day(0))


def test_a_branch_moves_under_another_root(office, pair, root):
    other = begun(pair[0], district=DistrictFactory(code="310115"))
    branch = begun(pair[1], parent=root)
    office.deed(branch, "move", parent=other.pk, reason="区划调整")
    assert fresh(branch).parent == other


def test_a_fee_is_corrected_with_a_reason(office, pair):
    membership = applied(pair[0])
    office.deed(membership, "approve")
    assert "reason" in office.deed(membership, "fee", fee="60000").context["form"].errors
    office.deed(membership, "fee", fee="60000", reason="多打一个零")
    assert membership.terms.get().fee == 60000
    assert "¥600,000.00 → ¥60,000.00" in office.read(membership)


def test_a_fee_below_what_was_received_is_refused(office, root):
    assert "fee" in office.deed(root, "fee", fee="1000", reason="x").context["form"].errors


def test_states_of_the_clock_are_not_offered(office, root):
    offered = office.client.get(page_of(root)).context
    names = {deed.name for deed, _address in (*offered["main_deeds"], *offered["more_deeds"])}
    assert names == {"renew", "last-day", "fee", "suspend", "end", "cancel"}
    assert office.client.get(f"{LIST}{root.pk}/do/grace/").status_code == 404


@pytest.mark.parametrize("role", [OFFICER, AUDITOR])
def test_who_only_looks_is_offered_nothing_and_does_nothing(as_role, root, role):
    looking = as_role(role)
    context = looking.client.get(page_of(root)).context
    assert not context["main_deeds"]
    assert not context["more_deeds"]
    assert not context["ledger_deeds"]
    answer = looking.client.post(f"{LIST}{root.pk}/do/suspend/", {"reason": "x", "confirm": "1"})
    assert answer.status_code == 403
    assert looking.client.post(f"{LIST}bulk/suspend/", {"ids": str(root.pk)}).status_code == 403
    payment = Payment.objects.get()
    assert looking.client.get(f"/admin/liaison/payment/{payment.pk}/void/").status_code == 403
    assert state_of(root) == State.ACTIVE


def test_transfer_officers_and_visitors_do_not_get_in(root):
    path = f"{LIST}{root.pk}/do/suspend/"
    assert signed_in(in_group(TTO)).get(path).status_code == 403
    assert signed_in(None).get(path).status_code == 302


def test_what_the_domain_refuses_is_told_at_the_form(office, root, monkeypatch):
    def refuse(**_values):
        raise ValidationError("moved on", "other")

    monkeypatch.setattr("liaison.admin.deeds.states.transition_membership", refuse)
    answer = office.deed(root, "suspend", reason="欠费")
    assert answer.context["form"].non_field_errors() == ["moved on"]


@pytest.mark.parametrize(("grace", "ends"), [(30, 20), (30, -2), (0, -2)])
def test_the_outlook_of_a_root_is_what_then_happens(office, pair, root, grace, ends):
    branches = [begun(pair[1], parent=root, starts=-20) for _number in range(2)]
    Program.objects.update(grace_days=grace)
    looked = office.client.post(
        f"{LIST}{root.pk}/do/last-day/", {"ends_on": day(ends).isoformat(), "look": "1"}
    )
    told = {one.membership.pk: (one.state, one.rights_until) for one in looked.context["outlook"].branches}
    office.deed(root, "last-day", ends_on=day(ends).isoformat(), reason="协议提前结束")
    now = {row.pk: (row.state, row.rights_until) for row in map(fresh, branches)}
    assert told == now
