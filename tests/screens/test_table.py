"""No page is forgotten: every address of the portal is a screen, or says why it is none."""

import pytest

from tests.screens.addresses import ADDRESSES
from tests.screens.table import NO_SCREEN, SCREENS
from tests.screens.test_access import TABLE

BUTTONS = {name for method, name, *_rest in TABLE if method == "POST"}
SHOWN = {screen.view for screen in SCREENS}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_address_is_a_screen_or_says_why_not(name):
    assert name in SHOWN | set(NO_SCREEN) | BUTTONS


def test_the_table_names_no_address_that_is_gone():
    assert SHOWN | set(NO_SCREEN) <= ADDRESSES


def test_a_screen_has_no_reason_to_be_none():
    assert not SHOWN & set(NO_SCREEN)
