"""What search engines are told of: public pages, each of which lets itself be listed."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    CompanyFactory,
    DepartmentFactory,
    LaboratoryFactory,
    NeedFactory,
    ResearcherFactory,
    SciTechParkFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
)
from universities.enums import TechnologyState
from yangpu_portal.core import sitemaps
from yangpu_portal.core.templatetags.kept import forget_parts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://portal.example"
    forget_parts()  # of pages that were rendered for another address
    yield
    forget_parts()


def locations(client, path) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    return re.findall("<loc>(.*?)</loc>", answer.content.decode())


def paths(client, section) -> list[str]:
    return [urlsplit(found).path for found in locations(client, f"/sitemap-{section}.xml")]


def test_index_names_every_part_on_the_configured_site(client):
    found = locations(client, "/sitemap.xml")
    assert "https://portal.example/sitemap-technologies.xml" in found
    assert len(found) == 10
    assert "Sitemap: https://portal.example/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_offer_is_listed_in_both_languages_with_its_alternates(client):
    row = TechnologyFactory()
    bare = f"https://portal.example/technologies/{row.public_id}/"
    english = bare.replace("/technologies", "/en/technologies")
    text = client.get("/sitemap-technologies.xml").content.decode()
    assert re.findall("<loc>(.*?)</loc>", text) == [bare, english]
    alternates = re.findall('hreflang="([^"]+)" href="([^"]+)"', text)
    assert alternates[:3] == [("zh-hans", bare), ("en", english), ("x-default", bare)]
    assert f"<lastmod>{timezone.localdate(row.updated_at)}" in text


def test_what_visitors_do_not_see_is_not_listed(client):
    TechnologyFactory(state=TechnologyState.DRAFT, published_at=None)
    TechnologyFactory(state=TechnologyState.WITHDRAWN)
    shown = TechnologyFactory()
    TechnologyTwinFactory(technology=TechnologyFactory(university=shown.university), shown_instead=shown)
    ResearcherFactory(shown_publicly=False)
    company = CompanyFactory(listed=False)
    NeedFactory(company=company, confidentiality="officers")
    NeedFactory(company=company, state="draft")
    assert paths(client, "technologies") == [shown.get_absolute_url(), f"/en{shown.get_absolute_url()}"]
    assert paths(client, "researchers") == []
    assert paths(client, "companies") == []
    assert paths(client, "needs") == []


def test_every_listed_page_answers_and_lets_itself_be_listed(client):
    department = DepartmentFactory()
    university = department.university
    laboratory = LaboratoryFactory(university=university, department=department)
    TechnologyFactory(university=university, laboratory=laboratory)
    ResearcherFactory(university=university, shown_publicly=True)
    SciTechParkFactory()
    NeedFactory(company=CompanyFactory())
    listed = [urlsplit(found) for found in locations(client, "/sitemap.xml")]
    pages = [urlsplit(page).path for part in listed for page in locations(client, part.path)]
    assert len(pages) == len(set(pages)) == 2 * (8 + 9)
    for path in pages:
        answer = client.get(path)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        assert f'<link rel="canonical" href="https://portal.example{path}">' in text, path
        assert "noindex" not in text, path


def test_long_lists_are_cut_into_pages_that_read_only_their_own_rows(client, monkeypatch):
    monkeypatch.setattr(sitemaps.PublicSitemap, "limit", 4)
    rows = TechnologyFactory.create_batch(5)
    index = [found for found in locations(client, "/sitemap.xml") if "technologies" in found]
    assert [urlsplit(found).query for found in index] == ["", "p=2", "p=3"]
    with CaptureQueriesContext(connection) as captured:
        last = locations(client, "/sitemap-technologies.xml?p=3")
    assert urlsplit(last[0]).path == rows[-1].get_absolute_url()
    assert len(captured) == 2
    assert client.get("/sitemap-technologies.xml?p=4").status_code == 404


@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=x"])
def test_unknown_parts_are_missing(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml?x=1", "/sitemap-parks.xml?x=1", "/sitemap-parks.xml?p=1&p=1"])
def test_made_up_addresses_are_not_kept(client, path):
    assert client.get(path).status_code == 404
