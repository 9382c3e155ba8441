"""The admin in the language of its reader, and the switch that is kept."""

import pytest

from tests.factories import UserFactory
from tests.people import AUDITOR, in_group, signed_in
from yangpu_portal.core.enums import Language

pytestmark = pytest.mark.django_db
SWITCH = "/admin/language/"


def sign_in(client) -> str:
    """Where the admin sends whoever is not signed in."""
    return client.get("/admin/", follow=True).redirect_chain[-1][0]


@pytest.mark.parametrize(("language", "word"), [(Language.ZH, "管理"), (Language.EN, "Administration")])
def test_the_admin_speaks_the_language_of_its_reader(language, word):
    page = signed_in(in_group(AUDITOR, language=language)).get("/admin/")
    assert page.headers["Content-Language"] == language
    assert word in page.content.decode()
    assert f'<html lang="{language}"' in page.content.decode()


def test_the_switch_is_kept_and_leads_back():
    auditor = in_group(AUDITOR, language=Language.ZH)
    client = signed_in(auditor)
    for _twice in range(2):
        answer = client.post(SWITCH, {"language": "en", "next": "/admin/startups/need/?q=x"})
        assert (answer.status_code, answer["Location"]) == (302, "/admin/startups/need/?q=x")
    auditor.refresh_from_db()
    assert auditor.language == Language.EN
    assert "Administration" in client.get("/admin/").content.decode()


def test_whoever_is_not_signed_in_gets_the_language_last_chosen(client):
    assert sign_in(client).startswith("/accounts/login/")
    client.post(SWITCH, {"language": "en"})
    assert sign_in(client).startswith("/en/accounts/login/")


@pytest.mark.parametrize(
    "target", ["https://evil.example/admin/", "//evil.example/admin/", "/accounts/logout/", ""]
)
def test_the_switch_leads_nowhere_else(client, target):
    assert client.post(SWITCH, {"language": "en", "next": target})["Location"] == "/admin/"


def test_odd_languages_and_links_change_nothing():
    user = UserFactory(language=Language.ZH)
    client = signed_in(user)
    assert client.post(SWITCH, {"language": "xx"}).status_code == 404
    assert client.get(SWITCH, {"language": "en"}).status_code == 405
    user.refresh_from_db()
    assert user.language == Language.ZH
