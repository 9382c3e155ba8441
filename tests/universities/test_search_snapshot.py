"""The list in memory while others write: what is read beside an open transaction is not taken for settled."""

import threading

import pytest
from django.db import connection, transaction

from tests.factories import TechnologyFactory
from universities.enums import TechnologyState
from universities.models import Technology
from universities.queries.search_snapshot import current_snapshot, forget_snapshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgotten():
    forget_snapshot()
    yield
    forget_snapshot()


def test_a_list_read_beside_the_only_open_writer_is_read_again():
    offer = TechnologyFactory(state=TechnologyState.PUBLISHED)
    written, seen = threading.Event(), threading.Event()

    def retitle() -> None:
        with transaction.atomic():
            Technology.objects.filter(pk=offer.pk).update(state=TechnologyState.DRAFT)
            written.set()
            seen.wait(timeout=20)
        connection.close()

    writer = threading.Thread(target=retitle)
    writer.start()
    written.wait(timeout=20)
    beside = current_snapshot()
    seen.set()
    writer.join(timeout=20)
    assert (len(beside.keys), beside.settled) == (1, False)


def test_a_list_read_while_nobody_writes_is_settled():
    TechnologyFactory(state=TechnologyState.PUBLISHED)
    assert current_snapshot().settled
