"""Taking one's data along and deleting one's account: asked first, told what happens, with a way back."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client

from startups.enums import SeatRole
from tests.factories import CompanyFactory, CompanyMemberFactory, UserFactory
from tests.people import signed_in
from yangpu_portal.core.models import OutgoingEmail, User

PASSWORD = "heron lake 1907"
DATA, DELETE, KEEP = "/en/account/data/", "/en/account/delete/", "/en/account/delete/undo/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = UserFactory(email="lan@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def recent(user) -> Client:
    """A browser in which the person has just signed in with the password."""
    client = Client()
    client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("path", [DATA, DELETE, KEEP])
def test_visitors_sign_in_first(client, path):
    assert "/accounts/login/" in client.post(path)["Location"]


def test_the_file_is_given_to_whoever_has_just_signed_in(recent):
    answer = recent.post(DATA)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "profile.json" in ZipFile(BytesIO(answer.content)).namelist()


def test_others_are_asked_who_they_are_and_come_back(user):
    client = signed_in(user)
    answer = client.post(DATA)
    assert answer["Location"] == "/en/accounts/reauthenticate/?next=%2Fen%2Faccount%2Fdata%2F"
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == DATA
    assert client.post(DATA)["Content-Type"] == "application/zip"


def test_deletion_asks_who_one_is_and_then_goes_on(user):
    client = signed_in(user)
    answer = client.post(DELETE)
    assert "/accounts/reauthenticate/" in answer["Location"]
    user.refresh_from_db()
    assert user.deletion_due_at is None
    assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == "/en/account/"
    user.refresh_from_db()
    assert user.deletion_due_at is not None


def test_other_browsers_are_signed_out(user, recent):
    other = Client()
    other.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert other.get("/en/account/").status_code == 200
    recent.post(DELETE)
    assert other.get("/en/account/").status_code == 302
    assert recent.get("/en/account/").status_code == 200
    assert Session.objects.count() == 1


def test_the_way_back_stands_on_account_and_dashboard(user, recent):
    recent.post(DELETE)
    recent.post(DELETE)
    mails = OutgoingEmail.objects.filter(user=user, subject="Your account will be deleted")
    assert mails.count() == 1
    for path in ("/en/account/", "/en/dashboard/", DELETE):
        assert "Keep my account" in recent.get(path).content.decode()
    assert recent.get(KEEP).status_code == 405
    recent.post(KEEP)
    recent.post(KEEP)
    assert "Keep my account" not in recent.get("/en/dashboard/").content.decode()


def test_the_only_owner_is_told_which_company_to_hand_over(user, recent):
    company = CompanyFactory(name_en="Northcell")
    CompanyMemberFactory(company=company, user=user, role=SeatRole.OWNER)
    CompanyMemberFactory(company=company)
    page = recent.get(DELETE).content.decode()
    assert f"/en/companies/{company.slug}/people/" in page
    assert "Delete my account in 14 days" not in page
    recent.post(DELETE)
    user.refresh_from_db()
    assert user.deletion_due_at is None


def test_a_company_left_alone_is_named(user, recent):
    CompanyMemberFactory(company__name_en="Northcell", user=user, role=SeatRole.OWNER)
    assert "Nobody but you has a seat in Northcell" in recent.get(DELETE).content.decode()
