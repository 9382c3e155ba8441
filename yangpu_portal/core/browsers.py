"""What a browser calls itself, in words that the person at it knows: "Chrome on Windows"."""

from functools import lru_cache

from django.utils.translation import gettext as _
from ua_parser import parse_os, parse_user_agent

_LONGEST = 300  # characters that are read; anybody may send anything, and patterns take time
# Names of builds and of former days, as people say them.
_SAID = {
    "Mac OS X": "macOS",
    "Mobile Safari": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "HeadlessChrome": "Chrome",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "WeChat Browser": "WeChat",
}


def browser_name(user_agent: str) -> str:
    """The browser and its system in the active language; what says nothing known is an unknown browser."""
    browser, system = _names(user_agent[:_LONGEST])
    if not browser:
        return _("Unknown browser")
    if not system:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


@lru_cache(maxsize=256)
def _names(user_agent: str) -> tuple[str, str]:
    browser, system = parse_user_agent(user_agent), parse_os(user_agent)
    return _said(browser.family if browser else ""), _said(system.family if system else "")


def _said(name: str) -> str:
    return _SAID.get(name, name)
