"""axe finds nothing on any page, in both languages, at three widths, light and dark; and pages stay light.

A page is loaded once: only its layout changes with the width and its colours with the scheme. Colours follow
from no language and are the slowest to look at: they are looked at in Chinese.
"""

import gzip
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.screens.table import SCREENS

AXE = Axe()
WIDTHS = (1280, 768, 360)
COLOURED = (1280, 360)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
HTML_BYTES, ASSET_BYTES = 100_000, 60_000  # as sent; and as compressed


def violations(page: Page, options: dict) -> list[str]:
    found = page.evaluate(f"axe.run({json.dumps(options)}).then(results => results.violations)")
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


def layout_faults(page: Page, path: str, *, colours: bool) -> list[str]:
    page.evaluate(AXE.axe_script)
    found = []
    # The style guide shows the bars of the frame a second time.
    rules = {"landmark-unique": {"enabled": "styleguide" not in path}, "color-contrast": {"enabled": False}}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"at {width}: {fault}" for fault in violations(page, {**EVERYTHING, "rules": rules})]
        for scheme in ("dark", "light") if colours and width in COLOURED else ():
            page.emulate_media(color_scheme=scheme)
            found += [f"at {width} {scheme}: {fault}" for fault in violations(page, COLOURS)]
    page.set_viewport_size({"width": 320, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append("scrolls sideways at 320")
    if page.locator("h1").count() != 1:
        found.append(f"has {page.locator('h1').count()} h1")
    return found


def weight_faults(answers: list[Response]) -> list[str]:
    """What is too heavy or comes from elsewhere."""
    host = answers[0].url.split("/", 3)[2]
    found = [f"asks {answer.url}" for answer in answers if f"//{host}/" not in answer.url]
    html = len(answers[0].body())
    assets = [answer for answer in answers if answer.request.resource_type in {"stylesheet", "script"}]
    compressed = sum(len(gzip.compress(answer.body())) for answer in assets)
    if html > HTML_BYTES:
        found.append(f"is {html:,} bytes long")
    if compressed > ASSET_BYTES:
        found.append(f"needs {compressed:,} bytes of styles and scripts")
    return found


def faults(page: Page, path: str, status: int, *, colours: bool) -> list[str]:
    answers: list[Response] = []

    def keep(response: Response) -> None:  # Playwright takes no built-in method
        answers.append(response)

    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    page.on("response", keep)
    answer = page.goto(path)
    page.remove_listener("response", keep)
    assert answer is not None
    if answer.status != status:
        return [f"answers {answer.status}"]
    final = [one for one in answers if not 300 <= one.status < 400]
    return weight_faults(final) + layout_faults(page, path, colours=colours)


@pytest.mark.e2e
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_page_is_for_everybody(page_of, screen, language):
    page = page_of(screen.role)
    assert faults(page, screen.path(language), screen.status, colours=language == "zh-hans") == []
