"""The portal filled with its demo data, once for all tests of this folder, and a browser to look at it."""

from collections.abc import Callable, Iterator
from typing import get_args

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from liaison.domain.demo import load_memberships, load_people
from liaison.domain.digest import choose_frequency
from liaison.domain.matching import run_matching
from liaison.domain.roles import sync_role_groups
from liaison.domain.saved_search import save_search
from liaison.enums import Frequency, MatchTrigger
from startups.domain.demo import load_needs, load_organisations
from startups.domain.seat import invite_colleague
from tests.factories import BookmarkFactory
from tests.screens import rows
from tests.screens.browser import demo_person, signed_in_page
from tests.screens.table import Role
from universities.domain.demo import load_supply
from yangpu_portal.core.domain.demo import load_base
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User

HOST = "127.0.0.1"


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demo data, matched by words alone: reading texts for their meaning takes too long here."""
    words_alone = override_settings(MATCHING_ENCODER="none", ALLOWED_HOSTS=[HOST, "testserver"])
    with django_db_blocker.unblock(), words_alone:
        load_everything()
        yield
        call_command("flush", interactive=False, verbosity=0)


def load_everything() -> None:
    sync_role_groups()
    load_base()
    load_supply()
    load_organisations()
    load_people(password="not used here 42")
    load_needs()
    load_memberships()
    run_matching(trigger=MatchTrigger.MANUAL, need_ids=[need.pk for need in rows.own_needs()])
    give_owner_their_own(demo_person("owner"))


def give_owner_their_own(owner: User) -> None:
    """What somebody has who has used the portal for a while."""
    for technology in rows.published().order_by("pk")[:4]:
        BookmarkFactory(user=owner, technology=technology)
    choose_frequency(user=owner, frequency=Frequency.WEEKLY)
    save_search(user=owner, text="锂电池", filters={})
    company = owner.company_seats.get().company
    invite_colleague(company=company, email="new@example.org", language=Language.EN, actor=owner)


@pytest.fixture(scope="package")
def site(demo: None) -> Iterator[str]:
    """The address of the running portal."""
    server = LiveServer(HOST)
    yield server.url
    server.stop()


@pytest.fixture(scope="package")
def page_of(browser: Browser, site: str) -> Iterator[Callable[[Role], Page]]:
    """Gives the browser page in which somebody of that role is signed in."""
    # Signed in before any test begins: what a test writes is not seen by the server.
    pages = {role: signed_in_page(browser, site, role) for role in get_args(Role)}
    for page in pages.values():  # what is weighed must be loaded
        session = page.context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield pages.__getitem__
    for page in pages.values():
        page.context.close()
