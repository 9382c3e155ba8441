"""python -m benchmarks.convert: collections of raw data."""

import json
from pathlib import Path

import pytest

from benchmarks.convert import main
from benchmarks.matching_sets import SETS
from liaison.matching.evaluation.collection import read_collection
from liaison.matching.evaluation.halves import half


@pytest.fixture
def converted(raw_data: Path, tmp_path: Path) -> Path:
    assert main([str(raw_data), str(tmp_path / "out")]) == 0
    return tmp_path / "out"


def _corpus(folder: Path) -> dict[str, dict]:
    lines = (folder / "corpus.jsonl").read_text("utf-8").splitlines()
    return {row["_id"]: row for row in map(json.loads, lines)}


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_a_collection_with_a_right_offer_for_each_need(converted: Path, name: str) -> None:
    collection = read_collection(converted / name)
    assert collection.needs
    assert {need.id for need in collection.needs} == set(collection.truth)


def test_the_titles_of_english_offers_are_hidden(converted: Path) -> None:
    assert _corpus(converted / "pairs_en")["o1"] == {"_id": "o1", "text": "A vent"}


def test_short_needs_have_their_title_alone(converted: Path) -> None:
    (long,), (short,) = (read_collection(converted / name).needs for name in ("pairs_en", "pairs_en_short"))
    assert (long.title, long.text) == ("Vent", "Cool it")
    assert (short.title, short.text) == ("Vent", "")


def test_papers_without_the_field_are_left_out(converted: Path) -> None:
    assert set(_corpus(converted / "chinaxiv_title_en_zh")) == {"p0", "p1"}


def test_mixed_offers_every_paper_once(converted: Path) -> None:
    assert set(_corpus(converted / "chinaxiv_mixed")) == {"p0", "p1", "p2"}


def test_both_offers_every_paper_in_both_languages(converted: Path) -> None:
    collection = read_collection(converted / "chinaxiv_both")
    assert len(collection.offers) == 6
    assert set(collection.truth["p0"]) == {"p0#zh", "p0#en"}


def test_keywords_are_one_list(converted: Path) -> None:
    assert read_collection(converted / "csl_keywords").needs[0].text == "防伪、标签"


def test_missing_raw_data_ends_with_the_name_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "out"), "csl_title"]) == 2
    assert str(tmp_path / "zh_csl" / "dev.jsonl") in capsys.readouterr().err


def test_halves_are_about_equal_and_stand_for_ever() -> None:
    halves = [half(f"need-{number}") for number in range(1000)]
    assert 450 < halves.count("A") < 550
    assert [half(name) for name in ("n1", "2", "n3")] == ["B", "A", "B"]
