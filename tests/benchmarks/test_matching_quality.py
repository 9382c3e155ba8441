"""python -m benchmarks.matching_quality on plain files and a real PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.language_bias import language_bias
from benchmarks.matching_quality import main
from benchmarks.matching_systems import reciprocal_rank_fusion
from liaison.matching.evaluation.collection import read_collection

WriteCollection = Callable[..., Path]


def _row(out: str, name: str) -> str:
    return next(line for line in out.splitlines() if line.startswith(name))


@pytest.mark.usefixtures("words_alone")
def test_one_table_has_a_row_for_every_system(
    write_collection: WriteCollection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write_collection())]) == 0
    out = capsys.readouterr().out
    assert "small: 2 needs, 3 offers, 3 right pairs" in out
    for name in ("engine", "BM25 alone", "PostgreSQL full text"):
        assert "1.000 [1.000, 1.000]" in _row(out, name)
    assert "no encoder" in _row(out, "dense alone")
    assert "no encoder" in _row(out, "RRF")
    assert "33% of the offers are Chinese" in out


@pytest.mark.usefixtures("words_alone")
def test_without_a_database_its_row_says_so(
    write_collection: WriteCollection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert main([str(write_collection())]) == 0
    assert "no database" in _row(capsys.readouterr().out, "PostgreSQL full text")


@pytest.mark.usefixtures("words_alone")
def test_a_folder_of_collections_and_one_half_of_the_needs(
    write_collection: WriteCollection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(write_collection().parent), "--half", "A"]) == 0
    assert "small (half A)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"qrels": None}, "qrels.tsv: cannot be read: No such file"),
        ({"queries": ""}, "queries.jsonl: is empty"),
        ({"corpus": '{"_id": "a"}\n{"_id"'}, "corpus.jsonl, line 2: not JSON"),
        ({"corpus": '{"title": "a"}'}, 'corpus.jsonl, line 1: "_id"'),
        ({"corpus": '{"_id": "a"}\n\n{"_id": "a"}'}, 'corpus.jsonl, line 3: the id "a" occurred before'),
        ({"corpus": '{"_id": "a", "language": "fr"}'}, 'corpus.jsonl, line 1: "language"'),
        ({"qrels": "n1\trfid\t1\nn1\tnone\t1\n"}, 'qrels.tsv, line 2: corpus.jsonl has no id "none"'),
        ({"qrels": "n9\trfid\t1\n"}, 'qrels.tsv, line 1: queries.jsonl has no id "n9"'),
        ({"qrels": "n1\trfid\n"}, "qrels.tsv, line 1: three columns"),
        ({"qrels": "query-id\tcorpus-id\tscore\n"}, "qrels.tsv: names no right offer"),
    ],
)
def test_unusable_data_ends_with_the_place_of_the_fault(
    write_collection: WriteCollection,
    capsys: pytest.CaptureFixture[str],
    replaced: dict[str, str | None],
    message: str,
) -> None:
    assert main([str(write_collection(**replaced))]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_without_collections_is_unusable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "benchmarks.convert" in capsys.readouterr().err


def test_language_bias_counts_versions_and_targets(write_collection: WriteCollection) -> None:
    collection = read_collection(write_collection())
    bias = language_bias(collection, {"n1": ["rfid", "pasta", "荧光"], "2": ["荧光", "pasta"]})
    assert bias.english_target == pytest.approx(0.63093, abs=1e-5)  # the second place: 1/lg 3
    assert bias.chinese_target is None
    assert (bias.chinese_share, bias.chinese_first, bias.lead) == (0.4, 0.0, -2.0)


def test_reciprocal_rank_fusion_adds_one_over_sixty_and_the_rank() -> None:
    fused = reciprocal_rank_fusion(np.array([[3.0, 2, 1]], np.float32), np.array([[1.0, 2, 3]], np.float32))
    assert fused[0].tolist() == pytest.approx([1 / 61 + 1 / 63, 2 / 62, 1 / 61 + 1 / 63])
