"""A founder from abroad comes to the portal in English and goes the whole way to a judged match."""

import re

from playwright.sync_api import Page, expect

from liaison.domain.matching import run_matching
from liaison.enums import MatchTrigger
from startups.domain.need import open_needs
from startups.enums import NeedState
from startups.models import Company, Need
from tests.factories import DistrictFactory
from tests.people import OFFICER, in_group
from yangpu_portal.core.models import OutgoingEmail

EMAIL, SECRET = "ada@northcell.example", "heron lake 1907"
USCC = "91310110DEM9999999"


def link_in(mail: OutgoingEmail) -> str:
    """The path of the first link of a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found
    return found[1]


def sign_up(page: Page) -> None:
    page.goto("/en/accounts/signup/")
    page.get_by_label("Name", exact=True).fill("Ada Moreau")
    page.get_by_label("Email").fill(EMAIL)
    page.locator("[name=password1]").fill(SECRET)
    page.locator("[name=password2]").fill(SECRET)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/confirm-email/")
    page.goto(link_in(OutgoingEmail.objects.get(address=EMAIL)))
    page.get_by_role("button", name="Yes, confirm").click()
    page.wait_for_load_state()
    if "/login/" in page.url:
        page.locator("[name=login]").fill(EMAIL)
        page.locator("[name=password]").fill(SECRET)
        page.keyboard.press("Enter")
    page.wait_for_url("**/en/dashboard/")


def enter_company(page: Page, code: str) -> None:
    page.get_by_role("link", name="Enter your company").first.click()
    page.get_by_label("Name in English").fill("Northcell Storage")
    page.get_by_label("Unified social credit code").fill("123")
    page.get_by_label("What the company does").fill("Storage cabinets for cold regions.")
    page.get_by_role("button", name="Enter the company").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Unified social credit code").fill(code)
    page.get_by_role("button", name="Enter the company").click()
    page.wait_for_url("**/needs/new/")


def post_need(page: Page) -> Need:
    page.get_by_label("What are you looking for?").fill("Cells that keep their capacity at −40 °C")
    page.get_by_label("What happens today?").fill(
        "In winter the battery capacity of our cabinets drops by half."
    )
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Parameter", exact=True).first.fill("Capacity retention")
    page.get_by_label("Wanted", exact=True).first.fill("80")
    for step in ("what was tried", "cooperation", "check"):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(step, re.I))
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()
    return Need.objects.get(state=NeedState.IN_REVIEW)


def test_from_sign_up_to_a_judged_match(page: Page, catalogue, settings):
    settings.MATCHING_ENCODER = "none"
    DistrictFactory()
    sign_up(page)
    enter_company(page, USCC)
    need = post_need(page)
    open_needs(need_ids=[need.pk], actor=in_group(OFFICER))
    run_matching(trigger=MatchTrigger.MANUAL, need_ids=[need.pk])

    page.goto(f"/en/needs/{need.public_id}/matches/")
    first = page.get_by_role("article").first
    expect(first).to_contain_text("低温锂电池电解液")
    expect(first.get_by_role("heading", name="Why this was suggested")).to_be_visible()
    first.get_by_text("Not relevant").click()
    first.get_by_role("button", name="Too early").click()
    expect(page.get_by_text("1 not relevant")).to_be_visible()
    page.get_by_text("1 not relevant").click()
    page.get_by_role("button", name="Undo ·").click()
    expect(page.get_by_role("article").first).to_contain_text("低温锂电池电解液")
    assert Company.objects.get(uscc=USCC).verified_at is None
