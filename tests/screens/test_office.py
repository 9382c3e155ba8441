"""The admin in a browser: by keyboard, and without scripts."""

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]  # the mark of a database has it made


@pytest.fixture
def official(page_of) -> Page:
    page = page_of("official")
    page.goto("/admin/")
    return page


@pytest.fixture
def without_scripts(browser, site, page_of) -> Page:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(page_of("official").context.cookies())
    yield context.new_page()
    context.close()


def test_meanings_and_tables_open_by_keyboard(official):
    for summary in ("[data-figure=members] summary", ".office-data summary"):
        found = official.locator(summary).first
        found.focus()
        official.keyboard.press("Enter")
        assert found.locator("..").evaluate("details => details.open")


def test_the_menu_beside_a_field_opens_by_keyboard(official):
    official.goto("/admin/startups/company/add/")
    opener = official.locator(".related-widget-wrapper [role=button]").first
    opener.focus()
    official.keyboard.press("Enter")
    official.locator("nav[id^=related-widget-wrapper] a:focus").wait_for()
    official.keyboard.press("Escape")
    assert opener.evaluate("opener => opener === document.activeElement")


def test_charts_are_drawn(official):
    drawn = official.locator("canvas.chart").first.evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean)"
    )
    assert drawn


def test_numbers_and_tables_are_there_without_scripts(without_scripts):
    without_scripts.goto("/admin/")
    assert without_scripts.locator("[data-figure=members] .office-number").is_visible()
    assert without_scripts.locator("canvas.chart").first.is_hidden()
    without_scripts.locator(".office-data summary").first.click()
    assert without_scripts.locator(".office-data table").first.is_visible()
    without_scripts.locator("select[name=period]").select_option("month")
    without_scripts.locator(".office-choice button").click()
    assert "period=month" in without_scripts.url
