"""Mails of sign-up and password reset: in the reader's language, with links on the configured site."""

import pytest
from allauth.account.models import EmailAddress

from tests.factories import UserFactory
from yangpu_portal.core.models import OutgoingEmail, User
from yangpu_portal.local.signins import SIGN_INS

pytestmark = pytest.mark.django_db
SIGNUP = {
    "name": "Li Lei",
    "email": "li@example.org",
    "password1": "heron lake 1907",
    "password2": "heron lake 1907",
}


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-hans"), ("/en", "en")])
def test_sign_up_writes_in_the_language_of_the_page(client, settings, prefix, language):
    settings.SITE_URL = "https://portal.example"
    client.post(f"{prefix}/accounts/signup/", SIGNUP)
    mail = OutgoingEmail.objects.get()
    user = User.objects.get()
    assert (mail.address, mail.language, user.language, user.name) == (
        SIGNUP["email"],
        language,
        language,
        "Li Lei",
    )
    assert f"https://portal.example{prefix}/accounts/confirm-email/" in mail.text
    assert "example.com" not in mail.text
    assert ("confirm it is yours" in mail.text) is (language == "en")


def test_confirmation_needs_the_button(client):
    client.post("/en/accounts/signup/", SIGNUP)
    path = OutgoingEmail.objects.get().text.split("http://127.0.0.1:8000")[1].split()[0]
    assert client.get(path).status_code == 200
    assert not EmailAddress.objects.get().verified
    client.post(path)
    assert EmailAddress.objects.get().verified


def test_password_reset_tells_nobody_who_has_an_account(client):
    UserFactory(email="known@example.org")
    answers = [
        client.post("/en/accounts/password/reset/", {"email": address}, follow=True).content
        for address in ("known@example.org", "unknown@example.org")
    ]
    assert b"We have sent you an email" in answers[0]
    assert b"We have sent you an email" in answers[1]
    known = OutgoingEmail.objects.get(address="known@example.org")
    assert "/en/accounts/password/reset/key/" in known.text


def test_wrong_password_is_told_at_the_form(client):
    UserFactory(email="known@example.org")
    answer = client.post("/en/accounts/login/", {"login": "known@example.org", "password": "wrong"})
    assert "not correct" in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_demo_people_are_offered_in_the_demo_only(client, settings):
    settings.DEMO = False
    assert "demo.example" not in client.get("/accounts/login/").content.decode()
    settings.DEMO = True
    page = client.get("/accounts/login/").content.decode()
    assert all(person.email in page for person in SIGN_INS)


def test_too_many_attempts_are_told_so(client):
    UserFactory(email="known@example.org")
    wrong = {"email": "known@example.org"}
    answers = [client.post("/en/accounts/password/reset/", wrong).status_code for _ in range(30)]
    assert answers[-1] == 429
    assert "Too many attempts" in client.post("/en/accounts/password/reset/", wrong).content.decode()
