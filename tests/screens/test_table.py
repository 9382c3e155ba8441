"""No page is forgotten: every address of the portal is a screen, or says why it is none."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.screens.table import NO_SCREEN, SCREENS


def names(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
        elif not str(pattern.pattern).startswith(("admin/", "api/")):
            found |= names(pattern)
    return found


ADDRESSES = names(get_resolver())
SHOWN = {screen.view for screen in SCREENS}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_address_is_a_screen_or_says_why_not(name):
    assert name in SHOWN | set(NO_SCREEN)


def test_the_table_names_no_address_that_is_gone():
    assert SHOWN | set(NO_SCREEN) <= ADDRESSES


def test_a_screen_has_no_reason_to_be_none():
    assert not SHOWN & set(NO_SCREEN)
