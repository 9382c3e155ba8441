import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language"), [("/nowhere/", "zh-Hans"), ("/en/nowhere/", "en")])
def test_missing_page_speaks_the_language_of_its_address(client, path, language):
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.content.decode()


def test_form_without_csrf_token_explains_itself():
    answer = Client(enforce_csrf_checks=True).post("/en/accounts/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_server_error_page_needs_nothing_but_itself():
    with translation.override("en"):
        assert "Something went wrong here" in get_template("500.html").render()


def test_language_link_keeps_page_and_query(client):
    page = client.get("/technologies/?q=a%20b&page=2").content.decode()
    assert 'href="/en/technologies/?q=a%20b&amp;page=2"' in page
    page = client.get("/en/technologies/?q=a%20b").content.decode()
    assert 'href="/technologies/?q=a%20b" lang="zh-Hans"' in page


def test_language_link_never_leads_to_another_site(client):
    page = client.get("/en//elsewhere.example/").content.decode()
    assert 'href="/elsewhere.example/" lang="zh-Hans"' in page
    assert '="//' not in page


def test_english_home_links_to_chinese_home(client):
    assert 'href="/" lang="zh-Hans"' in client.get("/en/").content.decode()


@pytest.mark.parametrize("path", ["/needs/", "/needs/new/", "/account/", "/accounts/email/"])
def test_strangers_sign_in_first(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


PAGES = ["login", "signup", "password/reset", "confirm-email", "password/reset/done", "inactive"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_account_pages_are_the_portals_own(client, prefix, page):
    content = client.get(f"{prefix}/accounts/{page}/").content.decode()
    assert content.count("<h1") == 1
    assert 'class="skip"' in content


@pytest.mark.parametrize("page", ["email", "password/change", "logout"])
def test_management_pages_are_the_portals_own(client, page):
    client.force_login(UserFactory())
    content = client.get(f"/en/accounts/{page}/").content.decode()
    assert content.count("<h1") == 1
    assert 'class="panel"' in content
