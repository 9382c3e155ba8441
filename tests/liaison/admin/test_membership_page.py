"""The page of a membership: what it says, to whom, in how many queries; entitlements from it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from liaison.domain.entitlement import balances
from liaison.domain.membership_rows import running_term
from liaison.domain.membership_term import agree_renewal
from liaison.enums import Entitlement, EntryKind, MembershipState, TierLevel
from liaison.models import ApplicationDocument, EntitlementEntry, Membership
from tests.factories import MembershipApplicationFactory, TierFactory, UserFactory
from tests.liaison.admin.conftest import LIST, page_of
from tests.memberships import applied, begun, fresh, state_of, tiers
from tests.people import AUDITOR, in_group, member_of, signed_in

CONSULTATION = Entitlement.CONSULTATION


@pytest.fixture
def pair(db):
    return tiers()


@pytest.fixture
def root(pair):
    return begun(pair[0])


@pytest.fixture
def branch(pair, root):
    return begun(pair[1], parent=root)


def left(row: Membership) -> int:
    term = running_term(row)
    assert term is not None
    return balances(term)[CONSULTATION]


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_it_takes_the_same_queries_for_one_branch_and_three(office, pair, root, branch):
    office.client.get(page_of(root))
    one = queries(office.client, page_of(root))
    for _number in range(2):
        agree_renewal(membership_id=begun(pair[1], parent=root).pk)
    assert queries(office.client, page_of(root)) == one


def test_only_officer_and_agreement_are_edited(office, root, branch):
    assert set(office.client.get(page_of(root)).context["adminform"].form.fields) == {"officer", "agreement"}
    assert set(office.client.get(page_of(branch)).context["adminform"].form.fields) == {"officer"}


def test_saving_the_form_changes_nothing_else(office, official, branch):
    Membership.objects.filter(pk=branch.pk).update(fee=1)
    office.client.post(page_of(branch), {"officer": official.pk})
    assert (fresh(branch).officer, fresh(branch).fee) == (official, 1)


def test_events_are_told_in_words(office, root):
    agree_renewal(membership_id=root.pk)
    page = office.read(root)
    assert "{&quot;" not in page
    assert "¥600,000.00" in page


def test_a_document_is_handed_out_to_who_may_look(as_role, pair, root, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row = applied(pair[1], parent=root)
    made = MembershipApplicationFactory(membership=row)
    file = SimpleUploadedFile("licence.pdf", b"%PDF-1.7 x")
    document = ApplicationDocument.objects.create(application=made, file=file, name="执照.pdf", size=10)
    path = f"{LIST}document/{document.public_id}/"
    answer = as_role(AUDITOR).client.get(path)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment")
    assert path in as_role(AUDITOR).client.get(page_of(row)).content.decode()
    assert signed_in(None).get(path).status_code == 302
    assert signed_in(member_of(row.company)).get(path).status_code in (302, 403)
    assert as_role(AUDITOR).client.get(f"{LIST}document/doc_x/").status_code == 404
    document.file.delete(save=False)
    assert as_role(AUDITOR).client.get(path).status_code == 404


def test_entitlements_move_from_the_pool_and_back_and_the_sums_fit(office, root, branch):
    pool, own = left(root), left(branch)
    office.deed(branch, "allocate", number="4", entitlement=CONSULTATION)
    assert (left(root), left(branch)) == (pool - 4, own + 4)
    office.deed(branch, "take-back", number="1", entitlement=CONSULTATION)
    context = office.client.get(page_of(root)).context
    assert context["pool"][0][2][0] == 3
    assert context["pool_sums"][0] == 3
    for row in (root, branch):
        shown = office.client.get(page_of(row)).context["ledger"][0]
        assert shown.left == left(row)


def test_more_than_the_pool_has_is_refused(office, root, branch):
    answer = office.deed(branch, "allocate", number="9000", entitlement=CONSULTATION)
    assert "60" in str(answer.context["form"].errors["number"])


def test_a_use_is_recorded_and_returned_once(office, branch):
    before = left(branch)
    office.deed(branch, "use", subject="张江面谈", entitlement=CONSULTATION)
    assert left(branch) == before - 1
    entry = EntitlementEntry.objects.get(kind=EntryKind.USED)
    office.deed(branch, "return", entry=entry.pk, reason="对方取消")
    data = {"entry": entry.pk, "reason": "again", "confirm": "1"}
    assert office.client.post(f"{LIST}{branch.pk}/do/return/", data).status_code == 302
    assert left(branch) == before


def test_a_use_sent_twice_counts_once(office, branch):
    path = f"{LIST}{branch.pk}/do/use/"
    data = {"key": "k1", "entitlement": CONSULTATION, "subject": "x"}
    mark = office.client.post(path, {**data, "look": "1"}).context["outlook"].mark
    for _time in range(2):
        assert office.client.post(path, {**data, "mark": mark, "confirm": "1"}).status_code == 302
    assert EntitlementEntry.objects.filter(kind=EntryKind.USED).count() == 1


def test_the_ledger_is_listed_for_one_membership(office, root, branch):
    listed = office.client.get("/admin/liaison/entitlemententry/", {"membership": branch.public_id})
    assert {entry.term.membership_id for entry in listed.context["cl"].result_list} == {branch.pk}


def test_terms_with_fees_due_are_listed(office, root, branch):
    agree_renewal(membership_id=branch.pk)
    listed = office.client.get("/admin/liaison/membershipterm/", {"fee_due": "yes"})
    assert [term.membership_id for term in listed.context["cl"].result_list] == [branch.pk]


@pytest.mark.parametrize("kind", ["payment", "membershipterm", "entitlemententry"])
def test_the_books_are_only_read(office, root, kind):
    assert office.client.get(f"/admin/liaison/{kind}/add/").status_code == 403


def changed(office, path: str, **values) -> HttpResponse:
    """What a form of the admin answers, sent as it was opened but for these values."""
    form = office.client.get(path).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return office.client.post(path, {**shown, **values})


def test_other_days_of_grace_and_another_place_of_a_tier_reach_memberships_at_once(office, root, branch):
    none = {"tiers-TOTAL_FORMS": "0", "tiers-INITIAL_FORMS": "0"}
    path = f"/admin/liaison/program/{root.program_id}/change/"
    assert changed(office, path, grace_days="5", why="协议修订", **none).status_code == 302
    assert fresh(branch).rights_until == fresh(root).rights_until == root.ends_on + timedelta(days=5)
    small = TierFactory(program=root.program, level=TierLevel.TOP)
    path = f"/admin/liaison/tier/{branch.tier_id}/change/"
    assert changed(office, path, under=small.pk, why="协议修订").status_code == 302
    assert state_of(branch) == MembershipState.SUSPENDED
    assert branch.events.latest("id").reason == "协议修订"


def test_a_tier_in_use_changes_its_fee_only_with_a_reason_that_is_kept(office, root):
    tier = root.tier
    path = f"/admin/liaison/tier/{tier.pk}/change/"
    assert "why" in changed(office, path, annual_fee="650000").context["adminform"].form.errors
    assert changed(office, path, annual_fee="650000", why="2027 年度调价").status_code == 302
    tier.refresh_from_db()
    assert tier.annual_fee == 650000
    kept = tier.history.order_by("-pgh_id").first()
    assert kept.pgh_context.metadata["reason"] == "2027 年度调价"


def test_another_program_is_added_with_its_tiers(office, root):
    university = root.program.university
    inline = {"tiers-TOTAL_FORMS": "1", "tiers-INITIAL_FORMS": "0", "tiers-0-slug": "district"}
    inline |= {"tiers-0-name_zh": "区级会员", "tiers-0-level": "top", "tiers-0-annual_fee": "100000"}
    inline |= {f"tiers-0-{name}_per_year": "3" for name in ("consultations", "meetings", "introductions")}
    inline |= {"tiers-0-event_seats_per_year": "3", "tiers-0-currency": "CNY"}
    data = {"university": university.pk, "name_zh": "新计划", "slug": "new", "term_months": "12"}
    answer = office.client.post("/admin/liaison/program/add/", {**data, "grace_days": "30", **inline})
    assert answer.status_code == 302
    assert university.programs.get(slug="new").tiers.get().annual_fee == 100000


def test_a_superuser_may_do_what_officials_may(root):
    boss = signed_in(UserFactory(is_staff=True, is_superuser=True))
    assert boss.get(f"{LIST}{root.pk}/do/suspend/").status_code == 200
    assert signed_in(in_group(AUDITOR)).get(f"{LIST}{root.pk}/do/suspend/").status_code == 403
