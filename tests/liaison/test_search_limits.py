"""Comparing whole texts costs a second of computing: beyond the limits a search goes by words and says so."""

import pytest
from rest_framework.throttling import SimpleRateThrottle

from liaison.domain import search
from liaison.models import MissedSearch
from tests.conftest import free_port
from tests.factories import TechnologyFactory, UserFactory
from tests.people import signed_in
from universities.domain.search import index_technologies

pytestmark = pytest.mark.django_db
TEXT = "Our battery cabinets lose half of their capacity in winter, so we look for a better electrolyte."
BUSY = "this list goes by words alone"


@pytest.fixture(autouse=True)
def offer():
    technology = TechnologyFactory(title_en="Electrolyte for batteries in the cold")
    index_technologies(technology_ids=[technology.pk])
    return technology


@pytest.fixture(autouse=True)
def rates(monkeypatch):
    few = {"compare-address": "1/min", "compare-visitors": "3/min", "compare-person": "1/min"}
    for scope, rate in few.items():
        monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, rate)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Each time the engine is asked."""
    calls: list[str] = []
    monkeypatch.setattr(search, "kept_catalogue", lambda: calls.append("asked"))
    return calls


def page(client, text=TEXT, address="198.51.100.1", prefix="/en"):
    answer = client.get(f"{prefix}/technologies/", {"q": text}, REMOTE_ADDR=address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_address_goes_on_by_words_and_is_told(client, asked, offer):
    assert BUSY not in page(client)
    second = page(client)
    assert BUSY in second
    assert offer.public_id in second
    assert "1 technology with words of your description" in second
    assert "the closest first" not in second
    assert asked == ["asked"]
    assert "仅按字词" in page(client, prefix="")


def test_other_addresses_are_compared_until_all_visitors_are_too_many(client, asked):
    told = [BUSY in page(client, address=f"198.51.100.{number}") for number in range(1, 6)]
    assert told == [False, False, False, True, True]
    assert len(asked) == 3


def test_a_person_is_counted_apart_from_visitors(client, asked):
    page(client)
    person = signed_in(UserFactory())
    assert [BUSY in page(person), BUSY in page(person)] == [False, True]


def test_words_that_are_found_are_not_counted(client, asked):
    for _number in range(3):
        assert BUSY not in page(client, "electrolyte")
    assert BUSY not in page(client)


def test_nothing_is_noted_as_missing_that_was_not_looked_for(client, asked):
    page(client)
    assert BUSY in page(client, "zebra")
    assert not MissedSearch.objects.exists()


def test_without_redis_searches_are_answered(client, asked, settings, offer):
    gone = {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    settings.CACHES = {"default": gone}
    assert [offer.public_id in page(client), BUSY in page(client)] == [True, False]
