"""Passkeys, the authenticator app and recovery codes in a browser, under the strict content policy."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.people import OFFICIAL, in_group

pytestmark = pytest.mark.django_db(transaction=True)


def go_on(page: Page) -> None:
    """Says once more who one is, where that is asked."""
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.goto("/en/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def give_password(page: Page, email: str) -> None:
    page.goto("/en/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up_app(page: Page) -> str:
    """The secret that the page shows for typing."""
    page.goto("/en/accounts/2fa/totp/activate/")
    go_on(page)
    secret = re.sub(r"\s", "", page.locator(".secret").first.text_content())
    give_code(page, code_of(secret))
    page.wait_for_url(lambda url: "/activate/" not in url)
    return secret


def give_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.locator("main form:has(input[name=code]) button").first.click()
    page.wait_for_load_state()


def test_passkey_stands_in_for_the_password(signed_in, owner):
    page = signed_in
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/en/accounts/2fa/webauthn/add/")
    go_on(page)
    page.locator("input[name=name]").fill("Laptop")
    if page.locator("input[name=passwordless]").count():
        page.locator("input[name=passwordless]").check()
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(user=owner, type="webauthn").count() == 1
    sign_out(page)
    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/en/account/")
    expect(page.locator("main")).to_contain_text("1 key")


def test_app_and_recovery_code_open_the_account(signed_in, owner):
    page = signed_in
    secret = set_up_app(page)
    codes = Authenticator.objects.get(user=owner, type="recovery_codes").wrap().get_unused_codes()
    sign_out(page)
    give_password(page, owner.email)
    give_code(page, codes[0])
    page.goto("/en/account/")
    expect(page.locator("main")).to_contain_text("9 unused")
    sign_out(page)
    give_password(page, owner.email)
    cache.clear()  # each code works once, and the next one is up to 30 s away
    give_code(page, code_of(secret))
    page.goto("/en/account/")
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()


def test_staff_enter_the_administration_with_their_second_step(page, transactional_db, settings):
    settings.STAFF_SECOND_FACTOR = True
    official = in_group(OFFICIAL, email="official@example.org", password=PASSWORD, language="en")
    EmailAddress.objects.create(user=official, email=official.email, verified=True, primary=True)
    give_password(page, official.email)
    page.goto("/admin/")
    expect(page.locator("main")).to_contain_text("asks for a second step")
    secret = set_up_app(page)
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    sign_out(page)
    give_password(page, official.email)
    cache.clear()  # each code works once, and the next one is up to 30 s away
    give_code(page, code_of(secret))
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/admin/$"))
