"""Asking for an introduction: one mail to the liaison office, and nobody's contact data on the way."""

import html
import re
import threading

import pytest
from django.db import connection, connections

from liaison.domain import introduction
from liaison.domain.entitlement import balances
from liaison.domain.introduction import ask_for_introduction, decline_introduction
from liaison.models import EntitlementEntry
from startups.enums import NeedState
from startups.models import Company
from tests.factories import (
    CompanyFactory,
    CompanyMemberFactory,
    DistrictFactory,
    NeedFactory,
    ResearcherFactory,
    TechnologyFactory,
    UserFactory,
)
from tests.memberships import begun, tiers
from tests.people import signed_in
from universities.enums import TechnologyState
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db


@pytest.fixture
def technology():
    return TechnologyFactory(title_en="Low-temperature electrolyte", title_zh="低温电解液")


@pytest.fixture
def seat():
    return CompanyMemberFactory(company__name_zh="北辰电池", company__name_en="Beichen Battery")


@pytest.fixture
def member(client, seat):
    client.force_login(seat.user)
    return client


def path_of(technology, prefix="/en") -> str:
    return f"{prefix}/technologies/{technology.public_id}/introduction/"


def answers(client, technology, seat, **changed) -> dict:
    page = client.get(path_of(technology)).content.decode()
    submission = re.search('name="submission" value="([^"]+)"', page)[1]
    given = {"company": seat.company.public_id, "need": "", "message": "Can it work at −50 °C?"}
    return {**given, "submission": submission, **changed}


def mails() -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind=EmailKind.INTRODUCTION))


def test_request_reaches_the_liaison_office(member, technology, seat, settings):
    need = NeedFactory(company=seat.company, title_zh="冬季启动", title_en="")
    given = answers(member, technology, seat, need=need.public_id, may_name_company="on")
    answer = member.post(path_of(technology), given, follow=True)
    assert answer.redirect_chain[-1][0] == f"{path_of(technology)}asked/"
    assert "This is what happens next" in answer.content.decode()
    (mail,) = mails()
    assert (mail.address, mail.user) == (settings.SUPPORT_EMAIL, seat.user)
    assert mail.headers == {"Reply-To": seat.user.email}
    for part in (mail.text, html.unescape(mail.html)):
        for text in ("低温电解液", "北辰电池", "冬季启动", "Can it work at −50 °C?", seat.user.email):
            assert text in part
        assert f"/technologies/{technology.public_id}/" in part


def test_form_sent_twice_asks_once(member, technology, seat):
    given = answers(member, technology, seat)
    for _time in range(2):
        assert member.post(path_of(technology), given).status_code == 302
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_once_asks_once(technology, seat):
    told = []

    def ask() -> None:
        told.append(
            ask_for_introduction(
                submission="one",
                technology=technology,
                company=seat.company,
                user=seat.user,
                message="Hello",
                may_name_company=False,
            )
        )
        connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, False, True]
    assert len(mails()) == 1
    connection.close()


def test_visitors_sign_in_and_come_back(client, technology):
    answer = client.get(path_of(technology))
    assert answer["Location"] == f"/en/accounts/login/?next={path_of(technology)}"


def test_people_without_a_company_are_told_what_to_do(client, technology, settings):
    client.force_login(UserFactory())
    answer = client.get(path_of(technology))
    assert answer.status_code == 200
    assert "Your account has no seat in a company yet." in answer.content.decode()
    assert settings.SUPPORT_EMAIL in answer.content.decode()
    assert client.post(path_of(technology), {"message": "x"}).status_code == 403
    assert not mails()


def test_nobody_asks_for_a_company_or_need_of_others(member, technology, seat):
    other = NeedFactory(company=CompanyFactory())
    for changed in ({"company": other.company.public_id}, {"need": other.public_id}):
        answer = member.post(path_of(technology), answers(member, technology, seat, **changed))
        assert answer.status_code == 422
        assert other.title not in answer.content.decode()
    assert not mails()


def test_need_of_another_own_company_does_not_fit(member, technology, seat):
    second = CompanyMemberFactory(user=seat.user)
    need = NeedFactory(company=second.company)
    answer = member.post(path_of(technology), answers(member, technology, seat, need=need.public_id))
    assert answer.status_code == 422
    assert "belongs to another of your companies" in answer.content.decode()


def test_only_open_needs_are_offered_and_the_one_come_from_is_chosen(member, technology, seat):
    NeedFactory(company=seat.company, title_en="A draft", state=NeedState.DRAFT)
    need = NeedFactory(company=seat.company, title_en="An open one")
    page = member.get(f"{path_of(technology)}?need={need.public_id}").content.decode()
    assert "A draft" not in page
    assert f'value="{need.public_id}" selected' in page


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("", "required"),
        ("x" * 1001, "1000"),
        ("We are [what your company makes].", "square brackets"),
    ],
)
def test_message_is_checked_and_kept(member, technology, seat, message, error):
    answer = member.post(path_of(technology), answers(member, technology, seat, message=message))
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert error in page
    assert message in page
    assert not mails()


def test_template_speaks_of_the_offer_in_the_language_of_the_page(member, technology):
    assert "“Low-temperature electrolyte”" in html.unescape(member.get(path_of(technology)).content.decode())
    assert "低温电解液" in member.get(path_of(technology, prefix="")).content.decode()


def test_hostile_message_is_text_in_the_mail(member, technology, seat):
    hostile = "<script>alert(1)</script>\nBcc: all@example.org"
    technology.title_zh = "题\r\nBcc: all@example.org"
    technology.save()
    member.post(path_of(technology), answers(member, technology, seat, message=hostile))
    (mail,) = mails()
    assert "<script>" not in mail.html
    assert "\n" not in mail.subject


@pytest.mark.parametrize("state", [TechnologyState.DRAFT, TechnologyState.WITHDRAWN])
def test_what_is_not_public_cannot_be_asked_for(member, technology, state):
    technology.state = state
    technology.save()
    assert member.get(path_of(technology)).status_code == 404
    assert member.post(path_of(technology), {"message": "x"}).status_code == 404


def test_too_many_in_a_day_are_told_to_wait(member, technology, seat, monkeypatch):
    monkeypatch.setattr(introduction, "MOST_A_DAY", 1)
    member.post(path_of(technology), answers(member, technology, seat))
    answer = member.post(path_of(technology), answers(member, technology, seat))
    assert answer.status_code == 422
    assert "Please go on tomorrow" in answer.content.decode()
    assert len(mails()) == 1


def test_contact_data_of_the_laboratory_appears_nowhere(member, technology):
    person = ResearcherFactory(
        university=technology.university, shown_publicly=True, user=UserFactory(email="inventor@example.org")
    )
    technology.inventors.add(person)
    pages = [f"/en/technologies/{technology.public_id}/", path_of(technology), f"{path_of(technology)}asked/"]
    for page in pages:
        assert "inventor@example.org" not in member.get(page).content.decode()


def test_companies_of_one_person_are_offered_to_choose_from(member, technology, seat):
    CompanyMemberFactory(user=seat.user, company__name_en="Second Company")
    page = member.get(path_of(technology)).content.decode()
    assert Company.objects.count() == 2
    assert "Beichen Battery" in page
    assert "Second Company" in page


@pytest.fixture
def counted(db, settings):
    """A company whose membership gives two introductions to the university of a technology."""
    district = DistrictFactory(code="310110")
    top, second = tiers(introductions_per_year=2)
    seat = CompanyMemberFactory(company__district=district)
    membership = begun(second, parent=begun(top, district=district), company=seat.company)
    technology = TechnologyFactory(university=top.program.university, state=TechnologyState.PUBLISHED)
    return seat, membership, technology


def ask(seat, technology, submission: str):
    path = f"/en/technologies/{technology.public_id}/introduction/"
    data = {"company": seat.company.public_id, "need": "", "message": "We build.", "submission": submission}
    return signed_in(seat.user).post(path, data)


def test_a_membership_counts_introductions_once_each_and_says_how_many_are_left(counted):
    seat, membership, technology = counted
    page = signed_in(seat.user).get(f"/en/technologies/{technology.public_id}/introduction/")
    assert "one of 2 introductions left" in page.content.decode()
    for submission in ("a", "a", "b"):
        assert ask(seat, technology, submission).status_code == 302
    assert balances(membership.terms.get())["introduction"] == 0
    refused = ask(seat, technology, "c")
    assert refused.status_code == 422
    assert "no introduction left" in refused.content.decode()
    assert OutgoingEmail.objects.filter(kind="introduction").count() == 2


def test_what_the_office_declines_comes_back_once(counted):
    seat, membership, technology = counted
    ask(seat, technology, "a")
    entry = EntitlementEntry.objects.get(kind="used")
    for _ in range(2):
        decline_introduction(entry=entry, reason="no visitors this term")
    assert balances(membership.terms.get())["introduction"] == 2
    mail = OutgoingEmail.objects.get(user=seat.user, kind="membership")
    assert "no visitors this term" in mail.text


def test_another_university_is_not_counted(counted):
    seat, membership, _technology = counted
    other = TechnologyFactory(state=TechnologyState.PUBLISHED)
    assert ask(seat, other, "a").status_code == 302
    assert balances(membership.terms.get())["introduction"] == 2
