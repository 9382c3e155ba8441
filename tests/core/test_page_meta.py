"""What pages say about themselves to search engines and to those who share a link."""

import json
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from tests.factories import TechnologyFactory, UserFactory
from yangpu_portal.core.linked_data import breadcrumbs, thing

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \""


def linked_data(page: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def head(path: str, **context) -> str:
    template = Template('{% include "ui/meta.html" %}')
    site = {"site_url": "https://portal.example", "request": RequestFactory().get(path)}
    return template.render(Context({**site, **context}))


def test_linked_data_cannot_end_its_element():
    page = head("/", title="t", linked_data=[thing("Thing", name=HOSTILE)])
    assert "<script>alert" not in page
    assert "<!--" not in page
    assert linked_data(page) == [{"@context": "https://schema.org", "@type": "Thing", "name": HOSTILE}]


def test_title_and_description_cannot_leave_their_attribute():
    page = head("/", title=HOSTILE, description=HOSTILE)
    assert "<script" not in page


def test_empty_properties_are_left_out():
    assert thing("Place", name="Park", geo=None, address="", sameAs=[]) == {"@type": "Place", "name": "Park"}


def test_breadcrumbs_are_numbered_and_absolute(settings):
    settings.SITE_URL = "https://portal.example"
    steps = breadcrumbs(("Universities", "/universities/"), ("Fudan", "/universities/fudan/"))
    last = {"@type": "ListItem", "position": 2, "name": "Fudan"}
    assert steps["itemListElement"][1] == {**last, "item": "https://portal.example/universities/fudan/"}


@pytest.mark.parametrize(
    ("path", "canonical", "narrowed"),
    [
        ("/technologies/", "/technologies/", False),
        ("/technologies/?page=3", "/technologies/?page=3", False),
        ("/technologies/?page=1", "/technologies/", False),
        ('/technologies/?page=2"><b>', "/technologies/", False),
        ("/technologies/?q=battery&page=2", "/technologies/?page=2", True),
        ("/technologies/?field=energy", "/technologies/", True),
    ],
)
def test_filters_do_not_make_other_pages(path, canonical, narrowed):
    page = head(path, title="t")
    assert f'<link rel="canonical" href="https://portal.example{canonical}">' in page
    assert ('content="noindex, follow"' in page) == narrowed


@pytest.mark.django_db
def test_technology_is_described_in_the_language_of_its_page(client, settings):
    settings.SITE_URL = "https://portal.example"
    row = TechnologyFactory(title_zh="低温电解液", title_en="Electrolyte", summary_en="Keeps 82 % at −40 °C.")
    page = client.get(f"/en/technologies/{row.public_id}/").content.decode()
    address = f"https://portal.example/en/technologies/{row.public_id}/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta property="og:title" content="Electrolyte">' in page
    assert '<meta name="description" content="Keeps 82 % at −40 °C.">' in page
    bare = address.replace("/en/", "/")
    for language, target in (("zh-Hans", bare), ("en", address), ("x-default", bare)):
        assert f'<link rel="alternate" hreflang="{language}" href="{target}">' in page
    offer, way = linked_data(page)
    assert (offer["@type"], offer["name"], offer["alternateName"], offer["url"]) == (
        "Service",
        "Electrolyte",
        ["低温电解液"],
        address,
    )
    assert way["itemListElement"][-1]["item"] == address


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/account/", "/en/nowhere/"])
def test_pages_that_say_nothing_of_themselves_are_kept_from_search_engines(client, path):
    client.force_login(UserFactory()) if path == "/en/account/" else None
    assert '<meta name="robots" content="noindex">' in client.get(path).content.decode()
