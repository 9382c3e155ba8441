"""Which offers are like which is worked out ahead, also for offers that are not public any more."""

import pytest

from liaison.domain import engine as engine_module
from liaison.domain.similar import refresh_similar_offers
from liaison.models import SimilarOffers
from liaison.tasks import find_similar_offers
from tests.factories import FieldFactory, TechnologyFactory, TechnologyTwinFactory
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db

ICE = "Starter batteries keep their capacity in the cold because the electrolyte does not freeze."
LEAK = "Acoustic sensors find leaks in buried water pipes without digging."


@pytest.fixture(autouse=True)
def words_only(settings):
    """The engine without its encoder: what is tested here does not depend on it."""
    settings.MATCHING_ENCODER = "none"
    engine_module.shipped_engine.cache_clear()
    yield
    engine_module.shipped_engine.cache_clear()


def near(technology) -> list[int]:
    return SimilarOffers.objects.get(pk=technology.pk).similar_ids


def test_offers_that_say_the_like_find_each_other():
    first, second = (
        TechnologyFactory(problem_en=ICE),
        TechnologyFactory(problem_en=f"{ICE} They last longer."),
    )
    other = TechnologyFactory(problem_en=LEAK)
    assert refresh_similar_offers() == 3
    assert (near(first), near(second), near(other)) == ([second.pk], [first.pk], [])


def test_running_twice_changes_nothing():
    first, second = TechnologyFactory.create_batch(2, problem_en=ICE)
    for _run in range(2):
        find_similar_offers()
    assert SimilarOffers.objects.count() == 2
    assert near(first) == [second.pk]


def test_hidden_and_retired_offers_are_in_no_list_but_have_one():
    shown = TechnologyFactory(problem_en=ICE)
    twin = TechnologyFactory(problem_en=ICE, university=shown.university)
    TechnologyTwinFactory(technology=twin, shown_instead=shown)
    retired = TechnologyFactory(problem_en=ICE, state=TechnologyState.WITHDRAWN)
    TechnologyFactory(problem_en=ICE, state=TechnologyState.DRAFT, published_at=None)
    assert refresh_similar_offers() == 3
    assert near(retired) == [shown.pk]
    assert near(twin) == [shown.pk]
    assert near(shown) == []


def test_only_those_asked_for_are_worked_out():
    first, second = TechnologyFactory.create_batch(2, problem_en=ICE)
    assert refresh_similar_offers(technology_ids=[first.pk]) == 1
    assert not SimilarOffers.objects.filter(pk=second.pk).exists()


def test_reason_is_what_both_speak_of():
    field = FieldFactory(name_zh="能源", name_en="Energy")
    first = TechnologyFactory(problem_en=ICE, keywords_en=["Electrolyte", "cold", "ice"])
    second = TechnologyFactory(problem_en=ICE)
    for row in (first, second):
        row.fields.add(field)
    refresh_similar_offers()
    reasons = SimilarOffers.objects.get(pk=first.pk).reasons[str(second.pk)]
    assert reasons == {"en": ["Electrolyte", "cold"], "field": {"zh": "能源", "en": "Energy"}}
