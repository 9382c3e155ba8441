"""The dashboard: what waits comes first, everybody finds their own, and rows cost no queries."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison.domain.digest import choose_frequency
from liaison.enums import Frequency, MembershipState, TierLevel
from startups.domain.seat import invite_colleague
from startups.enums import NeedState, SeatRole
from tests.factories import (
    CompanyFactory,
    CompanyMemberFactory,
    MatchFactory,
    MatchFeedbackFactory,
    MembershipFactory,
    NeedFactory,
    TechnologyFactory,
    TierFactory,
    UniversityFactory,
    UserFactory,
)
from tests.people import AUDITOR, OFFICIAL, in_group, signed_in, tto_of

pytestmark = pytest.mark.django_db
PATH = "/en/dashboard/"


@pytest.fixture
def owner():
    return CompanyMemberFactory(role=SeatRole.OWNER, company__name_en="Northcell", user__name="Lan").user


@pytest.fixture
def company(owner):
    return owner.company_seats.get().company


def second_tier(**values):
    """A company's membership under a district's, with the default grace after its term."""
    top = MembershipFactory()
    if values.get("ends_on"):
        values["rights_until"] = values["ends_on"] + timedelta(days=top.program.grace_days)
    tier = TierFactory(program=top.program, level=TierLevel.SECOND)
    return MembershipFactory(tier=tier, district=None, parent=top, **values)


def shown(user) -> str:
    answer = signed_in(user).get(PATH)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_visitors_sign_in_first(client):
    assert client.get(PATH).status_code == 302


def test_strong_matches_wait_until_somebody_says_a_word(owner, company):
    need = NeedFactory(company=company, state=NeedState.OPEN)
    match = MatchFactory(need=need)
    MatchFactory(need=need, band="weak", rank=2)
    assert "1 strong match waits for your word" in shown(owner)
    MatchFeedbackFactory(match=match, user=CompanyMemberFactory(company=company).user)
    assert "waits for your word" not in shown(owner)


def test_drafts_wait_to_be_continued(owner, company):
    NeedFactory(company=company, state=NeedState.DRAFT, opened_at=None, title_en="Cells for the cold")
    page = shown(owner)
    assert "Not handed in yet" in page
    assert "Cells for the cold" in page


@pytest.mark.parametrize(
    ("state", "days", "told"),
    [
        (MembershipState.APPROVED, None, "begins once its fee is paid"),
        (MembershipState.GRACE, -10, "Renew it to keep"),
        (MembershipState.ACTIVE, 30, "ends on"),
        (MembershipState.ACTIVE, 300, None),
    ],
)
def test_membership_says_what_to_do(owner, company, state, days, told):
    today = timezone.localdate()
    term = (
        {}
        if days is None
        else {"starts_on": today - timedelta(days=200), "ends_on": today + timedelta(days=days)}
    )
    second_tier(company=company, state=state, **term)
    assert (told is None) == ("What to do" not in shown(owner))
    assert told is None or told in shown(owner)


def test_the_card_counts_the_days(owner, company):
    today = timezone.localdate()
    second_tier(
        company=company, state=MembershipState.ACTIVE, starts_on=today, ends_on=today + timedelta(days=120)
    )
    assert "<strong>120</strong> days left" in shown(owner)


def test_invitations_wait_for_the_confirmed_address(owner, company):
    guest = UserFactory(email="guest@example.org")
    address = EmailAddress.objects.create(user=guest, email=guest.email, verified=False, primary=True)
    invite_colleague(company=company, email=guest.email, language="en", actor=owner)
    assert "invites you to take a seat" not in shown(guest)
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert "Northcell invites you to take a seat." in shown(guest)


def test_somebody_without_a_company_learns_what_to_do():
    page = shown(UserFactory())
    assert reverse("company_new") in page
    assert "You are not yet part of a company" in page


def test_first_steps_end_by_themselves(owner, company):
    assert "First steps" in shown(owner)
    need = NeedFactory(company=company, state=NeedState.OPEN)
    MatchFeedbackFactory(match=MatchFactory(need=need), user=owner)
    choose_frequency(user=owner, frequency=Frequency.WEEKLY)
    assert "First steps" not in shown(owner)


def test_transfer_officers_see_what_to_confirm_again():
    university = UniversityFactory()
    TechnologyFactory(university=university, title_en="Old offer", confirmed_on=date(2020, 1, 1))
    TechnologyFactory(title_en="Somebody else's offer")
    page = shown(tto_of(university))
    assert "Old offer" in page
    assert "to be confirmed again" in page
    assert "Somebody else" not in page


@pytest.mark.parametrize("role", [OFFICIAL, AUDITOR])
def test_the_district_sees_what_waits_for_it(role):
    NeedFactory(state=NeedState.IN_REVIEW, opened_at=None)
    assert "needs to review" in shown(in_group(role))


def test_other_companies_needs_are_not_shown(owner):
    NeedFactory(state=NeedState.OPEN, title_en="Their secret wish")
    assert "Their secret wish" not in shown(owner)


def test_rows_cost_no_queries(owner, company, django_assert_num_queries):
    def fill() -> None:
        need = NeedFactory(company=company, state=NeedState.OPEN)
        MatchFactory(need=need)
        other = CompanyMemberFactory(user=owner, company=CompanyFactory()).company
        second_tier(company=other, state=MembershipState.APPROVED)

    fill()
    client = signed_in(owner)
    client.get(PATH)
    with CaptureQueriesContext(connection) as with_one:
        client.get(PATH)
    fill()
    fill()
    with django_assert_num_queries(len(with_one)):
        client.get(PATH)
