"""Mails of sign-up, sign-in and second steps: in the reader's language, text and HTML saying the same."""

import html
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.utils import timezone

from tests.factories import UserFactory
from tests.wording import latin_sentences
from yangpu_portal.core.models import OutgoingEmail, User
from yangpu_portal.local.signins import SIGN_INS

pytestmark = pytest.mark.django_db
SIGNUP = {
    "name": "Li Lei",
    "email": "li@example.org",
    "password1": "heron lake 1907",
    "password2": "heron lake 1907",
}
TEMPLATES = Path(allauth.__file__).parent / "templates"
MAILS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for app in ("account", "mfa")
    for path in (TEMPLATES / app / "email").glob("*_subject.txt")
)
NOTICE = {"timestamp": timezone.now(), "ip": "198.51.100.7", "user_agent": "Firefox/140.0"}
WORDS = {
    "activate_url": "http://evil.example/accounts/confirm-email/k/",
    "password_reset_url": "http://evil.example/accounts/password/reset/key/k/",
    "signup_url": "http://evil.example/accounts/signup/",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
}


def sent(mail: str, user: User, rf) -> OutgoingEmail:
    """The mail as allauth would have it sent; codes and notices bring what they have beside links."""
    request = rf.get("/accounts/login/")
    context = {"user": user, **WORDS}
    if mail.endswith("_code"):
        context = {"user": user, "code": "K7QM-2XPA"}
    elif "mfa/" in mail or mail.endswith(("_changed", "_set", "_deleted", "email_confirm", "password_reset")):
        context = {"user": user, **NOTICE, **{k: v for k, v in WORDS.items() if not k.endswith("_url")}}
    with request_context(request):
        get_adapter(request).send_mail(mail, user.email, context)
    return OutgoingEmail.objects.get()


def words(text: str) -> set[str]:
    """Without addresses: in HTML they stand behind words."""
    return set(re.findall(r"\w+", re.sub(r"https?://\S+", " ", text)))


def words_of_html(source: str) -> set[str]:
    return words(html.unescape(re.sub(r"<head>.*?</head>|<[^>]+>", " ", source, flags=re.DOTALL)))


@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_is_chinese_for_those_who_read_chinese(rf, mail):
    written = sent(mail, UserFactory(name="李蕾", language="zh-hans"), rf)
    assert latin_sentences(f"{written.subject}\n{written.text}") == []
    assert written.html.count('lang="zh-Hans"') == 1


@pytest.mark.parametrize("mail", MAILS)
def test_text_and_html_say_the_same(rf, mail):
    written = sent(mail, UserFactory(name="Ann <b>", language="en"), rf)
    assert words_of_html(written.html) == words(written.text)
    assert "<b>" not in written.html
    assert len(written.html) < 12_000


@pytest.mark.parametrize("mail", MAILS)
def test_links_lead_to_the_configured_site(rf, settings, mail):
    settings.SITE_URL = "https://portal.example"
    written = sent(mail, UserFactory(language="en"), rf)
    links = re.findall(r"https?://[^/\s\"<]+", written.text + written.html)
    assert set(links) == {"https://portal.example"}


def test_a_changed_password_is_told_to_its_owner_in_the_owners_language(client):
    user = UserFactory(email="li@example.org", password="heron lake 1907", language="zh-hans")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/en/accounts/login/", {"login": user.email, "password": "heron lake 1907"})
    new = {"oldpassword": "heron lake 1907", "password1": "egret pond 1843", "password2": "egret pond 1843"}
    client.post("/en/accounts/password/change/", new)
    mail = OutgoingEmail.objects.get()
    assert (mail.address, mail.language, mail.user) == (user.email, "zh-hans", user)
    assert "127.0.0.1" in mail.text


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
    assert b"a mail with a link is on its way" in answers[0]
    assert b"a mail with a link is on its way" in answers[1]
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


def test_a_notice_names_the_browser_in_words(rf):
    written = sent("account/email/password_changed", UserFactory(language="en"), rf)
    assert "Firefox" in written.text
    assert "Firefox/140.0" not in written.text
