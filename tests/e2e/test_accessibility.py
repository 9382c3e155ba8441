"""axe finds nothing on any page, in both languages, narrow and wide, light and dark."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from liaison.domain.digest import choose_frequency, stop_token
from liaison.enums import Frequency

AXE = Axe()
CONTRAST_ONLY = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
EVERYTHING = {"resultTypes": ["violations"]}

PUBLIC = [
    "/",
    "/technologies/",
    "/technologies/?q=锂电池&trl=4-6",
    "/technologies/?q=zebra",
    "/technologies/?university=nowhere",
    "/universities/",
    "/universities/tongji/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nowhere/",
]
PERSONAL = [
    "/needs/",
    "/needs/new/",
    "/account/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
]


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with a page, one line each. It is loaded once: only its layout changes with the width."""
    page.goto(path)
    page.evaluate(AXE.axe_script)
    found = []
    for width, scheme, options in (
        (1280, "light", EVERYTHING),
        (360, "light", EVERYTHING),
        (360, "dark", CONTRAST_ONLY),
    ):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        violations = page.evaluate(f"axe.run({json.dumps(options)}).then(results => results.violations)")
        found += [
            f"{path} at {width} {scheme}: {violation['id']}: {node['html']}"
            for violation in violations
            for node in violation["nodes"]
        ]
    page.set_viewport_size({"width": 320, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{path} scrolls sideways at 320")
    if page.locator("h1").count() != 1:
        found.append(f"{path} has {page.locator('h1').count()} h1")
    return found


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_public_pages(page: Page, catalogue, need, prefix):
    university, department = catalogue["university"], catalogue["department"]
    parts = f"/universities/{university.slug}"
    paths = [
        *PUBLIC,
        f"{parts}/schools/{department.school.slug}/",
        f"{parts}/departments/{department.slug}/",
        f"/technologies/{catalogue['battery'].public_id}/",
        f"/needs/{need.public_id}/",
    ]
    assert [fault for path in paths for fault in faults(page, prefix + path)] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_personal_pages(signed_in: Page, catalogue, need, owner, prefix):
    subscription = choose_frequency(user=owner, frequency=Frequency.WEEKLY)
    paths = [
        *PERSONAL,
        f"/needs/{need.public_id}/",
        f"/needs/{need.public_id}/edit/",
        f"/needs/{need.public_id}/matches/",
        f"/technologies/{catalogue['battery'].public_id}/",
        f"/mail/stop/{stop_token(subscription)}/",
    ]
    assert [fault for path in paths for fault in faults(signed_in, prefix + path)] == []
