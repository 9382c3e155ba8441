"""Memberships in the browser: the programs, the application, the page, and who sees what of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.domain.entitlement import use_entitlement
from liaison.domain.membership import approve_membership, transition_membership
from liaison.domain.membership_fee import withdraw_renewal
from liaison.domain.membership_term import agree_renewal
from liaison.domain.payment import record_payment
from liaison.domain.refund import record_refund
from liaison.enums import Entitlement, MembershipState
from liaison.models import ApplicationDocument, Membership
from liaison.queries.membership import memberships_with_requests, open_request
from startups.enums import SeatRole
from tests.factories import CompanyMemberFactory, DistrictFactory, TierFactory
from tests.memberships import applied, begun, day, fresh, pay, state_of, tiers
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from yangpu_portal.core.models import OutgoingEmail, User

pytestmark = pytest.mark.django_db
State = MembershipState
PDF = b"%PDF-1.7\n1 0 obj\n"
LIST = "/en/memberships/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def district():
    return DistrictFactory(code="310110")


@pytest.fixture
def two(district):
    """A district's membership in force, and the tier under it that companies may apply for."""
    top, second = tiers(introductions_per_year=2)
    return begun(top, district=district), second


@pytest.fixture
def owner(district):
    return CompanyMemberFactory(
        role=SeatRole.OWNER, company__name_en="Northcell", company__district=district, user__name="Lan"
    ).user


@pytest.fixture
def company(owner):
    return owner.company_seats.get().company


@pytest.fixture
def member(two, company):
    """The company's membership, begun 30 days ago."""
    return begun(two[1], parent=two[0], company=company)


def pdf(name: str = "licence.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def form(company, tier, **changes) -> dict:
    return {
        "company": company.public_id,
        "tier": tier.slug,
        "contact_name": "Lan",
        "contact_email": "lan@northcell.example",
        "contact_phone": "+86 21 5555 0000",
        "purpose": "Cells for the cold",
        "accept_terms": "on",
        **changes,
    }


def apply_path(tier) -> str:
    return f"{LIST}apply/{tier.program.slug}/"


def page_of(membership) -> str:
    return f"{LIST}{membership.public_id}/"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def shown(user, membership) -> str:
    answer = signed_in(user).get(page_of(membership))
    assert answer.status_code == 200
    return text(answer)


def test_visitors_read_what_a_tier_gives_and_costs(two, client):
    page = text(client.get(LIST))
    assert "CNY 48,000" in page
    assert "2 introductions" in page
    assert apply_path(two[1]) in page


def test_a_program_the_district_has_not_joined_says_so(client):
    _top, second = tiers()
    page = text(client.get(LIST))
    assert "has not joined this program yet" in page
    assert apply_path(second) not in page


def test_without_a_program_the_list_says_what_will_be_there(client):
    assert "No program takes applications now" in text(client.get(LIST))


def test_an_owner_applies_with_documents(two, owner, company):
    answer = signed_in(owner).post(apply_path(two[1]), form(company, two[1], documents=[pdf(), pdf("b.pdf")]))
    membership = Membership.objects.get(company=company)
    assert answer["Location"] == page_of(membership)
    assert (membership.state, membership.parent) == (State.APPLIED, two[0])
    assert membership.application.applicant == owner
    assert list(membership.application.documents.values_list("name", "size")) == [
        ("licence.pdf", len(PDF)),
        ("b.pdf", len(PDF)),
    ]


def test_an_application_sent_twice_is_one_and_writes_to_the_office_once(two, owner, company):
    official = in_group(OFFICIAL, language="en")
    client = signed_in(owner)
    answers = [client.post(apply_path(two[1]), form(company, two[1], documents=[pdf()])) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ApplicationDocument.objects.count() == Membership.objects.filter(company=company).count() == 1
    assert OutgoingEmail.objects.filter(user=official, subject__startswith="Northcell applies").count() == 1


def test_errors_keep_what_was_typed_and_name_the_files_to_choose_again(two, owner, company):
    data = form(company, two[1], contact_email="no address", documents=[pdf("Licence 1.pdf")])
    answer = signed_in(owner).post(apply_path(two[1]), data)
    assert answer.status_code == 422
    assert "Cells for the cold" in text(answer)
    assert "Choose these files again, the browser has not kept them: Licence 1.pdf" in text(answer)
    assert not Membership.objects.filter(company=company).exists()


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        ([pdf("virus.pdf", b"MZ\x90")], "“virus.pdf” is not a PDF"),
        ([pdf(f"{n}.pdf") for n in range(6)], "At most 5 files"),
        ([pdf("empty.pdf", b"")], "empty"),
    ],
)
def test_documents_that_are_not_taken_are_named(two, owner, company, documents, told):
    answer = signed_in(owner).post(apply_path(two[1]), form(company, two[1], documents=documents))
    assert answer.status_code == 422
    assert told in text(answer)


def test_without_the_terms_accepted_nothing_is_handed_in(two, owner, company):
    data = form(company, two[1])
    del data["accept_terms"]
    assert signed_in(owner).post(apply_path(two[1]), data).status_code == 422
    assert not Membership.objects.filter(company=company).exists()


def test_where_the_district_is_no_member_an_application_is_refused(owner, company):
    _top, second = tiers()
    answer = signed_in(owner).post(apply_path(second), form(company, second))
    assert answer.status_code == 422
    assert "holds no membership that offers this tier" in text(answer)


def test_a_member_is_told_who_may_apply(two, company):
    client = signed_in(member_of(company))
    assert "Owners of a company" in text(client.get(apply_path(two[1])))
    assert client.post(apply_path(two[1]), form(company, two[1])).status_code == 403


def test_nobody_applies_for_a_company_of_others(two, owner, company):
    stranger = CompanyMemberFactory(role=SeatRole.OWNER).user
    assert signed_in(stranger).post(apply_path(two[1]), form(company, two[1])).status_code == 422
    assert not Membership.objects.filter(company=company).exists()


def test_only_the_company_and_the_district_see_a_membership(member, company):
    seen = {
        "member": member_of(company),
        "official": in_group(OFFICIAL),
        "officer": in_group(OFFICER),
        "auditor": in_group(AUDITOR),
        "tto": tto_of(member.program.university),
        "stranger": CompanyMemberFactory(role=SeatRole.OWNER).user,
    }
    got = {name: signed_in(user).get(page_of(member)).status_code for name, user in seen.items()}
    assert got == {
        "member": 200,
        "official": 200,
        "officer": 200,
        "auditor": 200,
        "tto": 404,
        "stranger": 404,
    }


def test_documents_are_saved_by_those_who_see_the_membership_only(two, owner, company):
    signed_in(owner).post(apply_path(two[1]), form(company, two[1], documents=[pdf("许可证.pdf")]))
    path = f"{LIST}documents/{ApplicationDocument.objects.get().public_id}/"
    answer = signed_in(member_of(company)).get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert signed_in(CompanyMemberFactory().user).get(path).status_code == 404


def test_a_lost_file_is_not_found(two, owner, company, settings, tmp_path):
    signed_in(owner).post(apply_path(two[1]), form(company, two[1], documents=[pdf()]))
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    path = f"{LIST}documents/{ApplicationDocument.objects.get().public_id}/"
    assert signed_in(owner).get(path).status_code == 404


def test_the_page_says_what_is_due_and_with_which_number_it_is_paid(two, owner, company):
    signed_in(owner).post(apply_path(two[1]), form(company, two[1]))
    membership = Membership.objects.get(company=company)
    assert "An official looks at the application" in shown(owner, membership)
    approve_membership(membership_id=membership.pk)
    page = shown(owner, membership)
    assert "Approved: the fee is due" in page
    assert "CNY 48,000" in page
    assert f"{membership.public_id} / 1" in page
    pay(membership)
    page = shown(owner, membership)
    assert "Fee due" not in page
    assert "Payment received: CNY 48,000, voucher V-2" in page


def test_the_page_counts_what_is_left(member, owner):
    use_entitlement(membership=member, entitlement=Entitlement.CONSULTATION, subject="Coatings", key="1")
    page = shown(owner, member)
    assert '5 <span class="unit">of 6</span>' in page
    assert "Coatings" in page


@pytest.mark.parametrize(
    ("starts", "act", "told"),
    [
        (-30, None, "The term runs to"),
        (-300, None, "the term ends soon"),
        (-300, "agreed", "the next term is prepared"),
        (-300, "paid", "In force and renewed"),
        (-375, None, "the rights go on for a while"),
        (-500, None, "Expired"),
        (-30, "suspended", "until an official restores it"),
        (-30, "root suspended", "comes back by itself"),
        (-30, "cancelled", "You can apply again"),
    ],
)
def test_each_state_says_what_comes_next(two, owner, starts, act, told):
    company = owner.company_seats.get().company
    membership = begun(two[1], parent=two[0], company=company, starts=starts)
    if act in ("agreed", "paid"):
        agree_renewal(membership_id=membership.pk)
    if act == "paid":
        pay(membership)
    if act in ("suspended", "cancelled"):
        transition_membership(membership_id=membership.pk, to=State(act), reason="papers")
    if act == "root suspended":
        transition_membership(membership_id=two[0].pk, to=State.SUSPENDED, reason="audit")
    assert told in shown(owner, membership)


def test_the_page_says_why_rights_end_with_the_district(two, owner, company):
    membership = begun(two[1], parent=two[0], company=company, starts=-5)
    assert "membership above ends its rights then" in shown(owner, membership)


def test_no_official_is_named_in_the_history(two, owner, company):
    official = in_group(OFFICIAL)
    User.objects.filter(pk=official.pk).update(name="Somebody Secret")
    signed_in(owner).post(apply_path(two[1]), form(company, two[1]))
    membership = Membership.objects.get(company=company)
    approve_membership(membership_id=membership.pk, actor=official)
    page = shown(owner, membership)
    assert "The district" in page
    assert "Somebody Secret" not in page


def test_an_owner_withdraws_with_a_reason_once(two, owner, company):
    client = signed_in(owner)
    client.post(apply_path(two[1]), form(company, two[1]))
    membership = Membership.objects.get(company=company)
    path = f"{page_of(membership)}withdraw/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert client.post(path, {"reason": "merged"})["Location"] == page_of(membership)
    assert state_of(membership) == State.CANCELLED
    assert membership.events.filter(to_state=State.CANCELLED).get().reason == "merged"
    subjects = OutgoingEmail.objects.filter(user=owner).values_list("subject", flat=True)
    assert not any("accept" in subject for subject in subjects)
    assert "Application withdrawn" in shown(owner, membership)


def test_an_application_is_not_withdrawn_over_money_received(two, owner, company):
    membership = applied(two[1], parent=two[0], company=company)
    approve_membership(membership_id=membership.pk)
    term = membership.terms.get()
    record_payment(term_id=term.pk, amount=Decimal(5), paid_on=day(0), voucher_number="A")
    answer = signed_in(owner).post(f"{page_of(membership)}withdraw/", {"reason": "merged"})
    assert answer.status_code == 422
    assert "pays the money back" in text(answer)


def test_documents_are_added_until_the_term_begins_and_the_office_is_told(two, owner, company):
    official = in_group(OFFICIAL, language="en")
    client = signed_in(owner)
    client.post(apply_path(two[1]), form(company, two[1], documents=[pdf()]))
    membership = Membership.objects.get(company=company)
    path = f"{page_of(membership)}documents/"
    assert "licence.pdf" in text(client.get(path))
    for _ in range(2):
        assert client.post(path, {"documents": [pdf("audit.pdf")]})["Location"] == page_of(membership)
    signed_in(official).post(path, {"documents": [pdf("minutes.pdf")]})
    names = membership.application.documents.values_list("name", flat=True)
    assert list(names) == ["licence.pdf", "audit.pdf", "minutes.pdf"]
    assert OutgoingEmail.objects.filter(user=official, subject__contains="adds documents").count() == 1
    assert "Documents added: audit.pdf" in shown(owner, membership)
    assert client.post(path, {}).status_code == 422
    approve_membership(membership_id=membership.pk)
    pay(membership)
    client.post(path, {"documents": [pdf("late.pdf")]})
    assert membership.application.documents.count() == 3


def test_what_is_over_stays_to_be_found_and_may_be_applied_for_anew(two, owner, company):
    membership = begun(two[1], parent=two[0], company=company, starts=-500)
    page = text(signed_in(owner).get(LIST))
    assert page_of(membership) in page
    assert apply_path(two[1]) in page


def test_a_withdrawn_renewal_and_money_paid_back_are_told(member, owner):
    agree_renewal(membership_id=member.pk)
    withdraw_renewal(membership_id=member.pk, reason="budget")
    transition_membership(membership_id=member.pk, to=State.EXPIRED, reason="moved")
    term = member.terms.get(number=1)
    record_refund(term_id=term.pk, amount=Decimal(8000), paid_on=day(0), voucher_number="R-1", reason="half")
    page = shown(owner, member)
    assert "Offer of term 2 withdrawn" in page
    assert "Paid back: CNY 8,000, voucher R-1" in page
    assert "Paid back <strong>CNY −8,000</strong>" in page


def test_a_membership_that_has_begun_is_not_withdrawn(member, owner):
    answer = signed_in(owner).post(f"{page_of(member)}withdraw/", {"reason": "x"})
    assert answer["Location"] == page_of(member)
    assert state_of(member) == State.ACTIVE


@pytest.mark.parametrize("act", ["withdraw", "request"])
def test_acts_are_the_owners(member, company, act):
    for user in (member_of(company), in_group(OFFICIAL)):
        assert signed_in(user).get(f"{page_of(member)}{act}/").status_code == 404


def test_a_request_reaches_the_office_once(member, owner):
    official = in_group(OFFICIAL, language="en")
    client = signed_in(owner)
    for _ in range(2):
        assert client.post(f"{page_of(member)}request/", {"wish": "", "note": "as before"}).status_code == 302
    assert OutgoingEmail.objects.filter(user=official, subject__contains="asks to renew").count() == 1
    assert list(memberships_with_requests()) == [member]
    assert "requests of members" in text(signed_in(official).get("/en/dashboard/"))
    assert "The district has your request" in shown(owner, member)
    agree_renewal(membership_id=member.pk, actor=official)
    assert open_request(member) is None
    assert not memberships_with_requests().exists()


def test_another_tier_is_asked_for_by_name(member, owner):
    other = TierFactory(program=member.program, level="second", name_en="Plus", annual_fee=90000)
    elsewhere = TierFactory(program=member.program, level="top", slug="elsewhere")
    TierFactory(program=member.program, level="second", name_en="Not carried", under=elsewhere)
    official = in_group(OFFICIAL, language="en")
    assert "Not carried" not in text(signed_in(owner).get(f"{page_of(member)}request/"))
    answer = signed_in(owner).post(f"{page_of(member)}request/", {"wish": other.slug, "note": ""})
    assert answer.status_code == 302
    mail = OutgoingEmail.objects.get(user=official)
    assert "another tier" in mail.subject
    assert "Plus" in mail.text
    assert fresh(member).tier == member.tier


def test_rows_cost_no_queries(member, owner):
    client = signed_in(owner)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(member)).status_code == 200
        return len(captured)

    queries()  # what a person's first page looks up once
    before = queries()
    for number in range(3):
        use_entitlement(
            membership=member, entitlement=Entitlement.CONSULTATION, subject=str(number), key=str(number)
        )
    agree_renewal(membership_id=member.pk)
    pay(member)
    assert queries() == before


def test_programs_cost_no_queries(two, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    before = queries()
    for _ in range(2):
        top, _second = tiers()
        begun(top, district=two[0].district)
    assert queries() == before


def test_days_of_rights_stand_on_the_page(member, owner):
    until = member.parent.ends_on + timedelta(days=30)
    assert f"{min(until, member.rights_until):%Y-%m-%d}" in shown(owner, member)
