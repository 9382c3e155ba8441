"""The list of memberships: narrowed, searched, and done for many at once."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from liaison.domain.membership import transition_membership
from liaison.domain.membership_term import agree_renewal
from liaison.enums import MembershipState, TermState
from liaison.models import Agreement, Membership
from tests.factories import CompanyFactory, DistrictFactory
from tests.liaison.admin.conftest import LIST, words
from tests.memberships import applied, begun, day, state_of, tiers

State = MembershipState


@pytest.fixture
def pair(db):
    return tiers()


@pytest.fixture
def root(pair):
    return begun(pair[0])


def listed(office, **query) -> set[Membership]:
    return set(office.client.get(LIST, query).context["cl"].result_list)


def bulk(office, name: str, rows, **values):
    """Chooses rows in the list, reads the page, and confirms it."""
    choice = {"action": f"bulk_{name}", "_selected_action": [row.pk for row in rows]}
    opened = office.client.post(LIST, choice)
    return confirm(office, name, opened, **values)


def confirm(office, name: str, opened, **values):
    context = opened.context
    data = {"ids": context["ids"], "mark": context["mark"], "confirm": "1", **values}
    if "due_on" in context["form"].fields:
        data.setdefault("due_on", day(30).isoformat())
    return office.client.post(f"{LIST}bulk/{name}/", data)


def states(*rows) -> list[str]:
    return [state_of(row) for row in rows]


def test_it_is_narrowed_by_the_day_the_term_ends(office, pair, root):
    soon = begun(pair[1], parent=root, starts=-320)
    assert listed(office, ending="60") == {soon}
    assert listed(office, ending="30") == set()


def test_it_is_narrowed_by_fees_outstanding(office, pair, root):
    branch = begun(pair[1], parent=root)
    agree_renewal(membership_id=branch.pk)
    assert listed(office, fee_outstanding="yes") == {branch}
    assert listed(office, fee_outstanding="no") == {root}


def test_a_district_has_its_own_and_those_of_its_companies(office, pair, root):
    branch = begun(pair[1], parent=root, company=CompanyFactory(district=root.district))
    begun(pair[0], district=DistrictFactory(code="310115"))
    assert listed(office, of_district=root.district_id) == {root, branch}


@pytest.mark.parametrize("query", [{"under": "x"}, {"of_district": "x"}, {"tier": "'"}, {"ending": "7"}])
def test_odd_filters_are_answered(office, root, query):
    assert office.client.get(LIST, query).status_code in (200, 302)


def test_it_is_found_by_name_credit_code_and_public_id(office, pair, root):
    branch = begun(pair[1], parent=root)
    for text in (branch.company.name, branch.company.uscc, branch.public_id):
        if text:
            assert listed(office, q=text) == {branch}


def test_applications_are_approved_together(office, official, pair, root):
    rows = [applied(pair[1], parent=root) for _number in range(3)]
    assert bulk(office, "approve", rows).status_code == 302
    assert states(*rows) == [State.APPROVED] * 3
    assert rows[0].events.latest("id").actor == official


def test_what_cannot_be_done_is_said_and_left_out_only_when_ticked(office, pair, root):
    row = applied(pair[1], parent=root)
    groundless = applied(pair[0], district=DistrictFactory(code="310115"))
    Agreement.objects.filter(district=groundless.district_id).update(signed_on=None)
    answer = bulk(office, "approve", [row, root, groundless])
    assert answer.context["form"].non_field_errors()
    assert (answer.context["possible"], answer.context["impossible"]) == (1, 2)
    assert state_of(row) == State.APPLIED
    bulk(office, "approve", [row, root, groundless], only_possible="1")
    assert states(row, root, groundless) == [State.APPROVED, State.ACTIVE, State.APPLIED]


def test_renewals_are_offered_together_and_once(office, pair, root):
    rows = [root, begun(pair[1], parent=root)]
    opened = office.client.post(LIST, {"action": "bulk_renew", "_selected_action": [r.pk for r in rows]})
    confirm(office, "renew", opened)
    again = confirm(office, "renew", opened)
    assert again.context["possible"] == 0
    assert [row.terms.filter(state=TermState.DUE).count() for row in rows] == [1, 1]


def test_suspended_and_restored_together_with_their_root(office, pair, root):
    branch, other = begun(pair[1], parent=root), begun(pair[1], parent=root)
    transition_membership(membership_id=other.pk, to=State.SUSPENDED, reason="own")
    bulk(office, "suspend", [root, branch], reason="欠费")
    assert states(root, branch) == [State.SUSPENDED] * 2
    bulk(office, "restore", [root, branch, other])
    assert states(root, branch, other) == [State.ACTIVE] * 3


def test_those_below_come_back_with_a_chosen_root(office, pair, root):
    branch = begun(pair[1], parent=root)
    bulk(office, "suspend", [root], reason="欠费")
    assert bulk(office, "restore", [root, branch]).status_code == 302
    assert states(root, branch) == [State.ACTIVE] * 2


def test_a_reason_is_asked_for(office, root):
    answer = bulk(office, "cancel", [root])
    assert "reason" in answer.context["form"].errors
    assert state_of(root) == State.ACTIVE


def test_all_or_none(office, pair, root):
    rows = [applied(pair[1], parent=root) for _number in range(2)]
    opened = office.client.post(LIST, {"action": "bulk_approve", "_selected_action": [r.pk for r in rows]})
    Membership.objects.filter(pk=rows[1].pk).update(state=State.CANCELLED)
    answer = confirm(office, "approve", opened)
    assert answer.context["form"].non_field_errors()
    assert state_of(rows[0]) == State.APPLIED


def test_the_preview_takes_the_same_queries_for_one_and_many(office, pair, root):
    rows = [applied(pair[1], parent=root), applied(pair[0], district=DistrictFactory(code="310115"))]
    choice = {"action": "bulk_approve", "_selected_action": [row.pk for row in rows]}
    office.client.post(LIST, choice)
    counted = _queries(office, choice)
    rows += [applied(pair[1], parent=root) for _number in range(3)]
    rows += [applied(pair[0], district=DistrictFactory(code=code)) for code in ("310104", "310105")]
    assert _queries(office, {**choice, "_selected_action": [row.pk for row in rows]}) == counted


def _queries(office, choice) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert office.client.post(LIST, choice).status_code == 200
    return len(captured)


def test_the_list_shows_what_is_due(office, pair, root):
    agree_renewal(membership_id=root.pk)
    assert "600,000.00" in words(office.client.get(LIST))


def test_sums_leave_the_list_as_money(office, pair, root):
    agree_renewal(membership_id=root.pk)
    answer = office.client.get(f"{LIST}export.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    assert 600000 in [cell.value for row in sheet.iter_rows() for cell in row]
