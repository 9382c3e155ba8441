"""python -m liaison.matching on plain files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from liaison.matching.__main__ import main

OFFERS = [
    {"id": "rfid", "title": "Anti-counterfeiting labels", "text": "RFID labels for wine"},
    {"id": "pasta", "title": None, "text": "An oven dries pasta"},
    {"id": 7, "title": "荧光防伪标签"},
]
NEEDS = [{"id": "n1", "text": "防伪标签", "language": "zh-hans"}, {"id": "n2", "title": "pasta"}]

Rank = Callable[..., int]


@pytest.fixture
def rank(tmp_path: Path, matching_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Rank:
    """Write lines to files, rank them by words, and return the exit code."""
    monkeypatch.setenv("MATCHING_CACHE", str(matching_cache))

    def run(offers: list[object], needs: list[object], *more: str, command: str = "rank") -> int:
        for name, rows in (("offers", offers), ("needs", needs)):
            lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
            (tmp_path / f"{name}.jsonl").write_bytes(b"\n".join(lines))
        files = ["--offers", str(tmp_path / "offers.jsonl"), "--needs", str(tmp_path / "needs.jsonl")]
        return main([command, *files, "--encoder", "none", *more])

    return run


def _out(tmp_path: Path) -> list[list[str]]:
    return [line.split("\t") for line in (tmp_path / "run.tsv").read_text().splitlines()]


def test_rank_writes_need_offer_rank_and_score(rank: Rank, tmp_path: Path) -> None:
    assert rank(OFFERS, NEEDS, "--top", "2", "--out", str(tmp_path / "run.tsv")) == 0
    rows = _out(tmp_path)
    assert [row[0] for row in rows] == ["n1", "n1", "n2", "n2"]
    assert {rows[0][1], rows[1][1]} == {"7", "rfid"}
    assert rows[2][1:3] == ["pasta", "1"]
    assert float(rows[0][3]) >= float(rows[1][3])


def test_the_same_files_give_the_same_bytes(rank: Rank, tmp_path: Path) -> None:
    for name in ("a", "b"):
        rank(OFFERS, NEEDS, "--out", str(tmp_path / name))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_without_out_lines_go_to_standard_output(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank(OFFERS, NEEDS[:1], "--top", "1") == 0
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "it is not JSON"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b"[" * 100_000, "it is not JSON"),
        ([1, 2], "it is not an object"),
        ({"text": "x"}, 'it has no "id"'),
        ({"id": "a\tb"}, 'its "id" has a tab'),
        ({"id": "x", "text": 5}, 'its "text" is int instead of text'),
        ({"id": "x", "language": "fr"}, 'its "language" is neither'),
        ({"id": "rfid"}, 'the id "rfid" occurred before'),
    ],
)
def test_bad_lines_are_skipped_and_named(
    rank: Rank, capsys: pytest.CaptureFixture[str], line: object, reason: str
) -> None:
    assert rank([*OFFERS, line], NEEDS) == 0
    captured = capsys.readouterr()
    assert "offers.jsonl, line 4: skipped, " in captured.err
    assert reason in captured.err
    assert captured.out.count("\n") == 6


def test_a_file_without_any_usable_line_is_refused(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank([b"a,b,c", b"1,2,3"], NEEDS) == 2
    assert "no line can be used" in capsys.readouterr().err


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.jsonl")
    assert main(["rank", "--offers", missing, "--needs", missing]) == 2
    assert capsys.readouterr().err == f"{missing}: cannot be read: No such file or directory\n"


def test_a_place_that_cannot_be_written_is_named(
    rank: Rank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert rank(OFFERS, NEEDS, "--out", str(tmp_path / "file" / "run.tsv")) == 2
    assert "file" in capsys.readouterr().err


def test_empty_files_give_an_empty_run(rank: Rank, tmp_path: Path) -> None:
    assert rank([], [], "--out", str(tmp_path / "run.tsv")) == 0
    assert _out(tmp_path) == []


def test_a_byte_order_mark_is_no_fault(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank([b'\xef\xbb\xbf{"id": "a", "text": "pasta"}'], NEEDS[:1]) == 0
    assert "skipped" not in capsys.readouterr().err


def test_explain_names_the_terms(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank(OFFERS, NEEDS, "--need", "n1", "--offer", "rfid", command="explain") == 0
    out = capsys.readouterr().out
    assert out.startswith("rfid: rank ")
    assert "防伪" in out
    assert "Anti-counterfeiting" in out


def test_explain_refuses_an_unknown_need(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank(OFFERS, NEEDS, "--need", "nobody", command="explain") == 2
    assert 'has no id "nobody"' in capsys.readouterr().err


def test_a_folder_without_encoder_is_one_clear_line(rank: Rank, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank(OFFERS, NEEDS, "--encoder", "/nowhere") == 2
    assert "encoder" in capsys.readouterr().err.lower()


@pytest.mark.parametrize("top", ["0", "-1", "many", "²"])
def test_top_must_be_a_number_from_one(rank: Rank, top: str) -> None:
    with pytest.raises(SystemExit):
        rank(OFFERS, NEEDS, "--top", top)
