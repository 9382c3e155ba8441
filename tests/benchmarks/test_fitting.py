"""Fitting to a small made-up collection: repeatable, and never to the half that is reported."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.cross_fitting import cross_fitted
from benchmarks.fit_matching import main as fit_matching
from benchmarks.fitting import Fitted, bilingual_pairs, fit_engine
from benchmarks.matching_quality import main as matching_quality
from liaison.matching.evaluation.collection import Collection, read_collection
from liaison.matching.evaluation.halves import Half, half
from liaison.matching.lexicon import Lexicon, load_lexicon

from .conftest import write_lines

TOPICS = {
    "电池": "battery",
    "激光": "laser",
    "轴承": "bearing",
    "防伪": "anti-counterfeiting",
    "桥梁": "bridge",
    "电解液": "electrolyte",
    "雷达": "radar",
    "陶瓷": "ceramics",
    "污泥": "sludge",
    "传感器": "sensor",
    "焊接": "welding",
    "隧道": "tunnel",
}
OTHER: Mapping[Half, Half] = {"A": "B", "B": "A"}


def _write(folder: Path) -> None:
    """Each topic is offered in English and needed in Chinese."""
    pairs = list(enumerate(TOPICS.items()))
    write_lines(
        folder / "corpus.jsonl",
        [
            {"_id": f"o{n}", "title": english, "text": f"A new {english} for industry, number {n}."}
            for n, (_, english) in pairs
        ],
    )
    write_lines(
        folder / "queries.jsonl",
        [{"_id": f"n{n}", "title": chinese, "text": f"需要{chinese}。"} for n, (chinese, _) in pairs],
    )
    right = "".join(f"n{n}\to{n}\t1\n" for n, _ in pairs)
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{right}", "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A collection that teaches weights and one of parallel texts, which teaches terms."""
    for name in ("made_up", "made_up_abstract_zh_en"):
        _write(tmp_path / "data" / name)
    return tmp_path / "data"


@pytest.fixture
def collections(data: Path) -> list[Collection]:
    return [read_collection(folder) for folder in sorted(data.iterdir())]


@pytest.fixture
def bare_lexicon(matching_cache: Path) -> Lexicon:
    return replace(load_lexicon(matching_cache), mined={})


def _spoilt(collection: Collection, part: Half) -> Collection:
    """The collection with other texts and other right offers for the needs of one half."""
    offers = [offer.id for offer in collection.offers]
    needs = [
        replace(need, title="x", text="Nothing of use.") if half(need.id) == part else need
        for need in collection.needs
    ]
    truth = {
        need: {offers[-1]: 1.0} if half(need) == part else right for need, right in collection.truth.items()
    }
    return replace(collection, needs=needs, truth=truth)


def _fitted(lexicon: Lexicon, collections: list[Collection], on: Half) -> Fitted:
    return fit_engine(lexicon, None, collections, on=on, seed=1, version="test")


@pytest.mark.parametrize("part", ["A", "B"])
def test_what_a_half_holds_changes_nothing_that_the_other_teaches(
    bare_lexicon: Lexicon, collections: list[Collection], part: Half
) -> None:
    assert {half(need.id) for collection in collections for need in collection.needs} == {"A", "B"}
    fitted = _fitted(bare_lexicon, collections, OTHER[part])
    again = _fitted(bare_lexicon, [_spoilt(collection, part) for collection in collections], OTHER[part])
    assert again.weights == fitted.weights
    assert again.lexicon.mined == fitted.lexicon.mined
    spoilt = _fitted(bare_lexicon, [_spoilt(collection, part) for collection in collections], part)
    assert spoilt.weights != _fitted(bare_lexicon, collections, part).weights


def test_each_half_is_ranked_by_what_the_other_taught(
    bare_lexicon: Lexicon, collections: list[Collection]
) -> None:
    crossed = cross_fitted(bare_lexicon, None, collections, seed=1)
    for part, engine in crossed.engines.items():
        assert engine.weights.text == _fitted(bare_lexicon, collections, OTHER[part]).weights.text
    assert set(crossed.rankings(collections[0])) == {need.id for need in collections[0].needs}


def test_terms_are_learned_from_parallel_texts_of_the_half_asked_for(collections: list[Collection]) -> None:
    pairs = bilingual_pairs(collections, "A")
    assert [need for need, _ in pairs] == [
        need.content for need in collections[1].needs if half(need.id) == "A"
    ]
    assert len(bilingual_pairs(collections, None)) == len(TOPICS)


@pytest.mark.usefixtures("words_alone")
def test_the_same_seed_gives_the_same_files(data: Path, tmp_path: Path) -> None:
    written = []
    for name in ("first", "second"):
        out = tmp_path / name
        out.mkdir()
        assert fit_matching([str(data), "--kind", "words_alone", "--seed", "3", "--out", str(out)]) == 0
        written.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert written[0] == written[1]
    stored = json.loads(written[0]["weights.json"])["words_alone"]["fitted"]
    assert stored["seed"] == 3
    assert set(stored["cross_fitted_scores"]) == {"made_up", "made_up_abstract_zh_en"}


def test_unknown_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fit_matching([str(tmp_path / "none"), "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("Error: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("words_alone")
def test_quality_is_reported_cross_fitted_when_asked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert matching_quality([str(data / "made_up"), "--cross-fit"]) == 0
    out = capsys.readouterr().out
    assert "cross-fitted" in out
    assert "made_up: 12 needs, 12 offers, 12 right pairs" in out
