"""axe finds nothing on pages of the admin but what its theme cannot do better, listed here with the reason.

In Chinese on a wide and a narrow screen, in English, whose words are longer, on a narrow one. Colours, which
take most of the time, are the same in both languages and on every screen; rows of a list are alike.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from liaison.models import ImportJob
from tests.screens.office import OFFICE, speak

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]

AXE = Axe()
WIDTHS = (1280, 360)
CHINESE, ENGLISH = "zh-hans", "en"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
MARKS = {**EVERYTHING, "rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
FEW_ROWS = """document.querySelectorAll("main :is(tbody > tr, ol > li):nth-child(n + 11)").forEach(
    row => { row.remove(); })"""
FAULTY = "统一社会信用代码,企业名称,员工人数\n91310110DEM0003481,,约三十\n9131,甲公司,12\n"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A fault of the theme: the rule, what the element's HTML holds, and why it stays."""

    rule: str
    html: str
    reason: str


ALLOWED = (
    Allowed(
        "list",
        "select2-selection__rendered",
        "select2, which Django brings, puts the field to type in into the list of what is chosen",
    ),
)


def is_allowed(rule: str, html: str) -> bool:
    return any(one.rule == rule and one.html in html for one in ALLOWED)


def violations(page: Page, options: dict) -> list[str]:
    found = page.evaluate(f"axe.run({json.dumps(options)}).then(results => results.violations)")
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found
        for node in fault["nodes"]
        if not is_allowed(fault["id"], node["html"])
    ]


@pytest.fixture(scope="module", params=[CHINESE, ENGLISH])
def official(page_of, request, django_db_blocker) -> Iterator[tuple[Page, str]]:
    """The browser of an official who reads that language, and has handed in a file with faults."""
    page = page_of("official")
    page.goto("/admin/liaison/importjob/new/companies/")
    speak(page, request.param)
    file = {"name": "faults.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/change/")
    yield page, request.param
    with django_db_blocker.unblock():  # what other tests of the demo read is as it was
        ImportJob.objects.filter(file_name=file["name"]).delete()


def choose_many(page: Page) -> None:
    """From a list to the page on which something is done to many rows."""
    with page.expect_navigation():
        page.evaluate(
            """() => {
                const form = document.querySelector("#changelist-form");
                form.querySelectorAll(".action-select").forEach(box => { box.checked = true; });
                form.querySelector("[name=action]").value = "bulk_suspend";
                form.submit();
            }"""
        )


def faults(page: Page, language: str) -> list[str]:
    page.evaluate(AXE.axe_script)
    page.evaluate(FEW_ROWS)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width}")
    found += [f"narrow: {fault}" for fault in violations(page, MARKS)]
    if language == CHINESE:
        page.set_viewport_size({"width": 1280, "height": 800})
        found += [f"wide: {fault}" for fault in violations(page, EVERYTHING)]
        page.emulate_media(color_scheme="dark")
        page.wait_for_timeout(50)  # the theme follows the scheme by script
        found += [f"dark: {fault}" for fault in violations(page, COLOURS)]
        page.emulate_media(color_scheme="light")
    if page.locator("h1").count() != 1:
        found.append(f"has {page.locator('h1').count()} h1")
    return found


@pytest.mark.parametrize("name", [*OFFICE, "bulk"])
def test_admin_page_is_for_everybody(official, name):
    page, language = official
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(OFFICE["memberships" if name == "bulk" else name]())
    assert answer is not None
    assert answer.status == 200
    if name == "bulk":
        choose_many(page)
    assert not (found := faults(page, language)), "\n".join(found)
