"""What the speed benchmark measures, on a catalogue small enough to be quick."""

import numpy as np
import pytest

from benchmarks.matching_speed import main
from benchmarks.speed_systems import SYSTEMS, TOP, measure
from benchmarks.synthetic import DIMENSIONS, synthetic
from liaison.matching.lexicon import Lexicon

LEXICON = Lexicon({"防伪": "anti-counterfeiting", "标签": "label|tag", "锂电池": "battery", "烘干": "drying"})


def test_the_same_numbers_give_the_same_catalogue() -> None:
    first, second = synthetic(LEXICON, 30, 4), synthetic(LEXICON, 30, 4)
    assert first.offers == second.offers
    assert first.needs == second.needs
    assert np.array_equal(first.offer_vectors, second.offer_vectors)


def test_a_catalogue_is_in_both_languages_with_unit_vectors() -> None:
    data = synthetic(LEXICON, 30, 4)
    assert [offer.spoken_language for offer in data.offers[:2]] == ["zh-hans", "en"]
    assert [need.spoken_language for need in data.needs[:2]] == ["zh-hans", "en"]
    assert data.offer_vectors.shape == (30, DIMENSIONS)
    assert np.allclose(np.linalg.norm(data.offer_vectors, axis=1), 1)


def test_given_texts_are_what_offers_are_made_of() -> None:
    assert {offer.text for offer in synthetic(LEXICON, 10, 2, ["aabb"]).offers} == {"aabb"}


@pytest.mark.usefixtures("words_alone")
@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_is_measured(name: str) -> None:
    measured = measure(name, offers=2 * TOP, singles=2, batch=4, texts=[])
    assert len(measured.singles) == 2
    assert measured.batch is not None
    assert measured.megabytes > 10
    assert measured.recall in (None, 1.0)  # among so few the approximate search misses none


def test_data_that_cannot_be_used_is_named(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "corpus.jsonl: cannot be read" in capsys.readouterr().err
