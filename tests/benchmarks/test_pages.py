"""A run of the benchmark of pages with few offers: that it measures what it says, not how fast it is."""

import pytest
from django.test.utils import override_settings

from benchmarks.pages import measured, print_results
from benchmarks.pages_data import WORDS, fill
from universities.models import Technology, TechnologySearch
from universities.queries.search import find_words

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 200


def test_a_small_run_prints_every_figure_and_mark(capsys):
    fill(ROWS)
    with override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        results = measured(1)
    print_results(results, ROWS)

    lines = capsys.readouterr().out
    assert all(name in lines for name in results)
    assert "facets in memory" in lines
    assert results["word in 10 %"].queries == 1


def test_the_catalogue_is_what_the_triggers_would_have_made():
    fill(ROWS)
    made = list(TechnologySearch.objects.order_by("pk").values())
    Technology.objects.update(trl=Technology.objects.values("trl")[:1])  # any write has the triggers copy
    Technology.objects.filter(pk__gt=0).update(state="published")

    kept = {"technology_id", "university_key", "published", "published_at", "draw", "ip", "price", "modes"}
    again = list(TechnologySearch.objects.order_by("pk").values())
    assert [{name: row[name] for name in kept} for row in again] == [
        {name: row[name] for name in kept} for row in made
    ]


def test_words_are_as_frequent_as_they_say():
    fill(ROWS)
    assert {word: len(find_words([((word,),)]).keys) for word in WORDS} == {
        word: int(ROWS * share) for word, share in WORDS.items()
    }


def test_a_database_with_other_offers_is_left_alone():
    fill(ROWS)
    with pytest.raises(SystemExit, match="200 offers"):
        fill(ROWS + 1)
