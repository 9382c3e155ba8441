"""Words of offers, and what misspelt ones may have meant."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TechnologyFactory
from universities.domain.search_terms import refresh_search_terms
from universities.models import SearchTerm
from universities.queries.spelling import respelt

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    TechnologyFactory(
        title_en="Electrolytes for lasers", keywords_en=["battery"], keywords_zh=["电解液", "锂电池回收"]
    )
    TechnologyFactory(title_en="Unpublished catalysis", state="draft", published_at=None)
    refresh_search_terms()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("electrolites", "electrolytes"),
        ("Lazers in a batery", "lasers in a battery"),
        ("电介液", "电解液"),
        ("锂电迟", "锂电池"),
        ("锂电池", ""),
        ("battery", ""),
        ("zebra", ""),
        ("catalisis", ""),  # a draft teaches no words
        ("'; DROP TABLE (.*", ""),
    ],
)
def test_words_no_offer_has_are_replaced_by_the_closest_of_offers(offers, typed, meant):
    assert respelt(typed) == meant


def test_words_are_those_of_today(offers):
    TechnologyFactory(title_en="Graphene battery")
    SearchTerm.objects.create(term="forgotten", offers=1)
    refresh_search_terms()
    refresh_search_terms()
    words = dict(SearchTerm.objects.values_list("term", "offers"))
    assert words["battery"] == 2
    assert "graphene" in words
    assert "forgotten" not in words


def test_a_long_text_asks_little_of_the_database(offers):
    with CaptureQueriesContext(connection) as captured:
        respelt(" ".join(f"wrongword{chr(97 + n)}" for n in range(26)))
    assert len(captured) <= 7
