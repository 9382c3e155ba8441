"""An owner who reads Chinese invites a colleague, who signs up in English and sees the company's needs."""

import re

import pytest

from startups.enums import SeatRole
from startups.models import CompanyMember
from tests.e2e.conftest import PASSWORD
from yangpu_portal.core.models import OutgoingEmail

NEW, NEW_PASSWORD = "colleague@example.org", "heron lake 1907"
pytestmark = pytest.mark.django_db(transaction=True)


def link_in(mail: OutgoingEmail) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.text)[1]


def sign_in(page, email: str, password: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button:not([type])").first.click()
    page.wait_for_load_state()


def invite_in_chinese(page, owner) -> str:
    """The link in the mail that the owner has sent to the colleague."""
    seat = owner.company_seats.get()
    CompanyMember.objects.filter(pk=seat.pk).update(role=SeatRole.OWNER)
    page.goto(f"/companies/{seat.company.slug}/people/")
    sign_in(page, owner.email, PASSWORD)
    page.locator("input[name=email]").fill(NEW)
    page.locator("select[name=language]").select_option("en")
    page.get_by_role("button", name="发送邀请").click()
    page.wait_for_load_state()
    return link_in(OutgoingEmail.objects.get(kind="seat_invitation"))


def sign_up(page) -> None:
    page.get_by_role("link", name="Make an account").click()
    values = {"name": "Erin Wei", "email": NEW, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for name, value in values.items():
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_load_state()


def test_invited_colleague_comes_back_to_the_invitation(page, browser, live_server, owner, need):
    link = invite_in_chinese(page, owner)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 360, "height": 800})
    phone = context.new_page()
    phone.goto(link)
    sign_up(phone)
    phone.goto(link_in(OutgoingEmail.objects.get(kind="account", address=NEW)))
    phone.get_by_role("button", name="Yes, confirm").click()
    phone.wait_for_url(f"**{link}")
    phone.locator("main").get_by_role("link", name="Sign in").click()
    sign_in(phone, NEW, NEW_PASSWORD)
    phone.wait_for_url(f"**{link}")
    assert not CompanyMember.objects.filter(user__email=NEW).exists(), "looking takes no seat"
    phone.get_by_role("button", name="Accept and take the seat").click()
    phone.wait_for_url("**/en/needs/")
    assert need.title_zh in phone.content()
    assert CompanyMember.objects.get(user__email=NEW).role == SeatRole.MEMBER
    context.close()
