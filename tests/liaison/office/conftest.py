"""One office for all tests of a module: to live through it takes longer than all that they ask of it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.liaison.office.lives import office


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker) -> Iterator[dict]:
    """The memberships of `lives.office`, made once. What a test changes is taken back after it.

    From the first test that asks for it on, every test of the module finds it: tests that want nothing else
    around stand in another one.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield office()
        transaction.set_rollback(True)
