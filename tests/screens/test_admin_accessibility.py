"""axe finds nothing on pages of the admin but what its theme cannot do better, listed here with the reason.

In both languages, at two widths, light and dark.
"""

import json
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from startups.models import Company, Need
from tests.screens.browser import demo_person
from universities.models import Technology

AXE = Axe()
WIDTHS = (1280, 360)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


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

PAGES = {
    "home": lambda: "/admin/",
    "list": lambda: "/admin/startups/company/",
    "list-found": lambda: "/admin/startups/need/?q=dianchi&state__exact=open",
    "list-empty": lambda: "/admin/startups/company/?q=zzzz",
    "list-dates": lambda: "/admin/universities/technology/",
    "memberships": lambda: "/admin/liaison/membership/",
    "change": lambda: f"/admin/startups/company/{Company.objects.first().pk}/change/",
    "change-tabs": lambda: f"/admin/startups/need/{Need.objects.first().pk}/change/",
    "add": lambda: "/admin/universities/technology/add/",
    "state": lambda: f"/admin/universities/technology/{Technology.objects.first().pk}/change_state/",
    "history": lambda: f"/admin/startups/company/{Company.objects.first().pk}/history/",
    "read-only": lambda: "/admin/core/outgoingemail/",
    "search": lambda: "/admin/search/?s=yp",
    "help": lambda: "/admin/help/",
    "home-past": lambda: "/admin/?day=2020-01-31&period=quarter",
    "figure": lambda: "/admin/figures/members/",
    "reports": lambda: "/admin/reports/",
    "report": lambda: f"/admin/reports/{timezone.localdate():%Y-%m}/",
}


def is_allowed(rule: str, html: str) -> bool:
    return any(one.rule == rule and one.html in html for one in ALLOWED)


def violations(page: Page) -> list[str]:
    found = page.evaluate(f"axe.run({json.dumps(OPTIONS)}).then(results => results.violations)")
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found
        for node in fault["nodes"]
        if not is_allowed(fault["id"], node["html"])
    ]


@pytest.fixture(params=["zh-hans", "en"])
def official(page_of, request, django_db_blocker) -> Page:
    """The browser of an official who reads that language."""
    with django_db_blocker.unblock():
        person = demo_person("official")
        type(person).objects.filter(pk=person.pk).update(language=request.param)
    page = page_of("official")
    yield page
    page.emulate_media(color_scheme="light")


@pytest.mark.e2e
@pytest.mark.parametrize("name", PAGES)
def test_admin_page_is_for_everybody(official, name, django_db_blocker):
    with django_db_blocker.unblock():
        path = PAGES[name]()
    official.set_viewport_size({"width": 1280, "height": 800})
    answer = official.goto(path)
    assert answer is not None
    assert answer.status == 200
    official.evaluate(AXE.axe_script)
    found = []
    for width in WIDTHS:
        official.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            official.emulate_media(color_scheme=scheme)
            official.wait_for_timeout(50)  # the theme follows the scheme by script
            found += [f"at {width} {scheme}: {fault}" for fault in violations(official)]
        if official.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width}")
    if official.locator("h1").count() != 1:
        found.append(f"has {official.locator('h1').count()} h1")
    assert not found, "\n".join(found)
