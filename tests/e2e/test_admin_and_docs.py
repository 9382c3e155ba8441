"""The admin and the API's docs in a real browser: under their content policies, nothing hostile runs."""

import pytest
from playwright.sync_api import Page, expect

from liaison.enums import MembershipState
from tests.factories import OutgoingEmailFactory, TechnologyFactory
from tests.memberships import applied, state_of, tiers
from tests.people import OFFICIAL, in_group, signed_in

HOSTILE = (
    "<h1>您好</h1><script>top.owned = 1</script><img src=x onerror='top.owned = 1'>"
    "<form action='/admin/'><button>Win</button></form>"
)


@pytest.fixture
def official_page(page: Page, transactional_db, live_server) -> Page:
    cookies = signed_in(in_group(OFFICIAL)).cookies
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookies["sessionid"].value, "url": live_server.url}]
    )
    return page


def test_the_docs_are_drawn_and_tried(page: Page, transactional_db):
    technology = TechnologyFactory()
    page.goto("/api/docs/")
    operation = page.locator("#operations-technologies-technologies_list")
    operation.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    expect(operation.locator(".live-responses-table")).to_contain_text(technology.public_id)


def test_an_official_approves_an_application_and_records_its_fee(official_page: Page):
    top, _second = tiers()
    membership = applied(top)
    page = f"/admin/liaison/membership/{membership.pk}"
    official_page.goto(f"{page}/change/")
    official_page.locator("a[href$='/do/approve/']").click()
    official_page.locator("button[name=confirm]").click()
    official_page.wait_for_url("**/change/")
    official_page.locator("a[href$='/do/payment/']").first.click()
    official_page.locator("[name=voucher_number]").fill("银收-1")
    official_page.locator("button[name=confirm]").click()
    expect(official_page.locator(".deed-outlook")).to_be_visible()
    official_page.locator("button[name=confirm]").click()
    official_page.wait_for_url("**/change/")
    assert state_of(membership) == MembershipState.ACTIVE


@pytest.mark.parametrize("path", ["", "universities/technology/", "universities/technology/add/"])
def test_pages_of_the_admin_keep_their_policy(official_page: Page, path):
    TechnologyFactory()
    official_page.goto(f"/admin/{path}")
    expect(official_page.locator("#main")).to_be_visible()


def test_a_hostile_mail_is_shown_and_does_nothing(official_page: Page):
    mail = OutgoingEmailFactory(text=HOSTILE, html=HOSTILE, subject="<img src=x onerror='top.owned = 1'>")
    official_page.goto(f"/admin/core/outgoingemail/{mail.pk}/change/")
    official_page.get_by_text("HTML", exact=False).first.click()
    expect(official_page.frame_locator("iframe.mail-preview").locator("h1")).to_have_text("您好")
    assert official_page.evaluate("window.owned") is None
