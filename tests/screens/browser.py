"""Pages in which somebody of the demo is signed in."""

from playwright.sync_api import Browser, Page

from tests.people import signed_in
from yangpu_portal.core.models import User

_ADDRESSES = {
    "owner": "startup@demo.example",
    "laboratory": "lab@demo.example",
    "official": "official@demo.example",
}


def demo_person(role: str) -> User:
    """Who of the demo's people looks at the screens of that role."""
    return User.objects.get(email=_ADDRESSES[role])


def signed_in_page(browser: Browser, site: str, role: str) -> Page:
    """A page of its own browser context; `visitor` is nobody."""
    context = browser.new_context(base_url=site)
    if role != "visitor":
        session = signed_in(demo_person(role)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context.new_page()
