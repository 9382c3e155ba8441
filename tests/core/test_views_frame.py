"""The bar, the menus and the head of every page."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "static"


def menu(page: str) -> str:
    return re.search(r'<details class="menu wide".*?</details>', page, re.DOTALL)[0]


def test_visitors_have_a_menu_on_a_phone_and_a_way_in(client):
    page = client.get("/en/").content.decode()
    assert page.count('<details class="menu') == 1
    assert 'href="/en/accounts/login/"' in page
    assert "My pages" not in page


def test_people_find_their_own_pages(client):
    client.force_login(UserFactory(name="Ann Li"))
    found = menu(client.get("/en/").content.decode())
    assert "Ann Li" in found
    assert 'href="/en/needs/"' in found
    assert 'href="/en/account/"' in found
    assert "/admin/" not in found


def test_staff_find_the_admin_and_the_style_guide(client):
    client.force_login(UserFactory(is_staff=True))
    page = client.get("/en/").content.decode()
    assert 'href="/admin/"' in menu(page)
    assert 'href="/en/styleguide/"' in page


def test_the_section_one_is_in_is_marked(client):
    page = client.get("/en/technologies/").content.decode()
    assert 'href="/en/technologies/" aria-current="page"' in page
    assert 'href="/en/universities/" aria-current' not in page


def test_a_need_being_posted_is_its_own_section(client):
    client.force_login(UserFactory())
    page = client.get("/en/needs/new/").content.decode()
    assert 'href="/en/needs/new/" aria-current="page"' in page
    assert 'href="/en/needs/" aria-current' not in page


def test_no_page_holds_scripts_or_styles_of_its_own(client):
    answer = client.get("/en/")
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*json)|\sstyle=|\son\w+=", page)
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_what_every_page_loads_is_small():
    """Style and scripts of the frame, compressed; pages have 60 KB together with their own and htmx."""
    sheets = ["tokens", "base", "components", "pages"]
    files = [STATIC / "css" / f"{name}.css" for name in sheets] + [STATIC / "js" / "portal.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 14_000
