"""What somebody types in the steps of a need is kept without a press, and two tabs lose nothing silently."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from startups.enums import NeedState
from startups.models import Need
from tests.factories import NeedFactory

SAVED = re.compile(r"^Saved \d\d:\d\d$")
WORDS, OTHERS, LAST = "Cells that keep cold", "Cells of my colleague", "Cells of mine"


def title(page: Page) -> Locator:
    return page.get_by_label("What are you looking for?")


def line(page: Page) -> Locator:
    return page.locator("[data-saved]")


def typed(page: Page, words: str) -> None:
    title(page).fill(words)
    expect(line(page)).to_have_text(SAVED)


@pytest.fixture
def draft(owner) -> Need:
    company = owner.company_seats.get().company
    return NeedFactory(company=company, state=NeedState.DRAFT, opened_at=None, source_language="en")


@pytest.fixture
def step(signed_in: Page, draft: Need) -> Page:
    signed_in.goto(f"/en/needs/{draft.public_id}/edit/problem/")
    return signed_in


def test_a_new_need_is_there_after_a_reload(signed_in: Page):
    page = signed_in
    page.goto("/en/needs/new/")
    typed(page, WORDS)
    page.wait_for_url("**/edit/problem/")
    page.reload()
    expect(title(page)).to_have_value(WORDS)
    typed(page, LAST)
    assert Need.objects.get().title_en == LAST


def test_going_back_leads_to_the_draft_and_begins_no_second(signed_in: Page):
    page = signed_in
    page.goto("/en/needs/new/")
    title(page).fill(WORDS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/target/")
    page.go_back()
    page.wait_for_url("**/edit/problem/")
    expect(title(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Next").click()
    page.wait_for_url("**/edit/target/")
    assert Need.objects.count() == 1


def test_a_second_tab_is_told_and_nothing_is_lost(step: Page, draft: Need):
    other = step.context.new_page()
    other.goto(step.url)
    typed(other, OTHERS)
    title(step).fill(LAST)
    expect(line(step)).to_contain_text("somebody else has changed this step")
    draft.refresh_from_db()
    assert draft.title_en == OTHERS

    step.get_by_role("button", name="Next").click()
    expect(title(step)).to_have_value(LAST)
    expect(step.locator("main")).to_contain_text(OTHERS)
    step.get_by_role("button", name="Next").click()
    step.wait_for_url("**/edit/target/")
    draft.refresh_from_db()
    assert draft.title_en == LAST


def test_without_a_connection_it_says_so_and_saves_later(step: Page, draft: Need):
    step.context.set_offline(True)
    title(step).fill(WORDS)
    expect(line(step)).to_contain_text("no connection")
    step.context.set_offline(False)
    expect(line(step)).to_have_text(SAVED)
    draft.refresh_from_db()
    assert draft.title_en == WORDS


def test_who_is_signed_out_meanwhile_is_told(step: Page):
    session = [one for one in step.context.cookies() if one["name"] != "sessionid"]
    step.context.clear_cookies()
    step.context.add_cookies(session)
    title(step).fill(WORDS)
    expect(line(step)).to_contain_text("you are signed out")
    expect(title(step)).to_have_value(WORDS)
