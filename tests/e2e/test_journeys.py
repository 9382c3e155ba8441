"""What people come for, from the first page to the last press."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from startups.models import Need
from yangpu_portal.core.models import OutgoingEmail


def test_visitor_finds_a_technology_reads_it_in_both_languages_and_prints_it(page: Page, catalogue):
    page.goto("/en/")
    page.get_by_role("textbox").fill("lithium battery")
    page.get_by_role("button", name="Find technologies").click()
    page.get_by_role("link", name="低温锂电池电解液", exact=True).click()
    expect(page.get_by_text("Level 5 of 9")).to_be_visible()
    expect(page.get_by_text("Chinese original")).to_be_visible()
    sheet = page.request.get(page.get_by_role("link", name="PDF").get_attribute("href") or "")
    assert sheet.body().startswith(b"%PDF-")

    page.get_by_role("link", name="中文").click()
    assert re.search(rf"\d/technologies/{catalogue['battery'].public_id}/$", page.url)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_language_link_keeps_the_query(page: Page, catalogue):
    page.goto("/technologies/?q=防伪")
    expect(page.get_by_role("link", name="Anti-counterfeiting labels", exact=True)).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("searchbox")).to_have_value("防伪")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 technology")


def test_startup_reads_why_judges_and_takes_it_back(signed_in: Page, need):
    page = signed_in
    page.locator("summary", has_text="My pages").click()
    page.get_by_role("link", name="My needs").click()
    page.get_by_role("article").get_by_role("link", name="matches").click()
    first = page.get_by_role("article").first
    expect(first).to_contain_text("冬天电池容量骤降。")
    expect(first).to_contain_text("What would bring it closer")
    expect(page.get_by_role("link", name="Anti-counterfeiting labels", exact=True)).to_be_hidden()
    page.get_by_text("Further away: 1 match").click()
    expect(page.get_by_role("link", name="Anti-counterfeiting labels", exact=True)).to_be_visible()

    first.get_by_text("Not relevant").click()
    first.get_by_role("button", name="Too early").click()
    expect(page.get_by_role("article").first).to_contain_text("Anti-counterfeiting labels")

    page.get_by_text("1 not relevant").click()
    page.get_by_role("button", name="Undo ·").click()
    expect(page.get_by_role("article").first).to_contain_text("低温锂电池电解液")
    page.get_by_role("article").first.get_by_role("button", name="Useful ·").click()
    expect(page.get_by_text("You found this useful")).to_be_visible()

    page.get_by_role("link", name="低温锂电池电解液", exact=True).click()
    expect(page.get_by_role("heading", name="Why this was suggested to you")).to_be_visible()


def test_startup_posts_a_need_after_a_slip(signed_in: Page, catalogue):
    page = signed_in
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Post a need").click()
    page.get_by_label("What happens today?").fill("Half of the capacity is lost.")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Target and conditions")
    page.get_by_label("Parameter", exact=True).first.fill("Capacity")
    page.get_by_role("button", name="Add rows").click()
    expect(page.get_by_label("Parameter", exact=True)).to_have_count(4)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Row 1, Wanted").click()
    page.keyboard.type("75")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("What are you looking for?").fill("Cells for the cold")
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    page.get_by_role("link", name="Check your answers").click()
    page.get_by_role("button", name="Hand in for review").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()
    assert Need.objects.get(title_en="Cells for the cold").state == "in_review"


@pytest.mark.django_db(transaction=True)
def test_everything_works_without_javascript(browser: Browser, live_server, need, owner):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/accounts/login/")
    page.get_by_label("Email").fill(owner.email)
    page.get_by_label("Password").fill("correct horse 42")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/dashboard/")
    page.goto("/en/technologies/?q=labels")
    expect(page.get_by_role("link", name="Anti-counterfeiting labels", exact=True)).to_be_visible()
    page.goto(f"/en/needs/{need.public_id}/matches/")
    page.get_by_role("button", name="Useful ·").first.click()
    expect(page.get_by_text("You found this useful")).to_be_visible()
    page.goto("/en/needs/new/")
    page.get_by_label("What are you looking for?").fill("Cells for the cold")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Add rows").click()
    expect(page.get_by_label("Parameter", exact=True)).to_have_count(4)
    page.get_by_role("link", name="See which technologies may match so far").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Possible matches so far")
    context.close()


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the link, button or field of that name has the focus."""
    wanted = re.compile(name)
    for _press in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => e.labels?.[0]?.innerText || e.getAttribute('aria-label') || e.innerText || '')"
            "(document.activeElement)"
        )
        if wanted.search(focused):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_keyboard_alone_leads_from_the_search_to_an_introduction(signed_in: Page, need):
    page = signed_in
    page.goto("/en/")
    tab_to(page, "Skip to the content")
    page.keyboard.press("Enter")
    tab_to(page, "^A word or a whole paragraph")
    page.keyboard.type("labels")
    tab_to(page, "^Find technologies")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?q=labels"))
    tab_to(page, "^Anti-counterfeiting labels")
    page.keyboard.press("Enter")
    page.wait_for_url("**/technologies/tec_*/")
    tab_to(page, "^Ask for an introduction")
    page.keyboard.press("Enter")
    page.wait_for_url("**/introduction/")
    tab_to(page, "^Message")
    page.keyboard.press("Control+A")
    page.keyboard.type("We print medicine boxes and would like to see the labels read by a phone.")
    tab_to(page, "^Send to the liaison office")
    page.keyboard.press("Enter")
    page.wait_for_url("**/introduction/asked/")
    assert OutgoingEmail.objects.filter(kind="introduction").count() == 1
