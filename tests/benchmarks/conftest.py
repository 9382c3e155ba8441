"""A small collection and the raw data of another, made up."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

CORPUS = [
    {"_id": "rfid", "title": "Anti-counterfeiting labels", "text": "RFID labels for wine"},
    {"_id": "pasta", "title": None, "text": "An oven dries pasta"},
    {"_id": "荧光", "title": "荧光防伪标签", "text": "", "language": "zh-hans"},
]
QUERIES = [
    {"_id": "n1", "text": "防伪标签"},
    {"id": 2, "title": "drying of pasta"},
    {"_id": "n3", "text": "?"},
]
QRELS = "query-id\tcorpus-id\tscore\nn1\trfid\t1\nn1\t荧光\t2\n2\tpasta\ttitle+year\nn1\tpasta\t0\n"

WriteCollection = Callable[..., Path]


def write_lines(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture(scope="session")
def matching_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("matching")


@pytest.fixture
def words_alone(matching_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rank by words alone, with a cache of the tests' own."""
    monkeypatch.setenv("MATCHING_ENCODER", "none")
    monkeypatch.setenv("MATCHING_CACHE", str(matching_cache))


@pytest.fixture
def write_collection(tmp_path: Path) -> WriteCollection:
    """Write the three files, any of them replaced by other text, or left out for None."""

    def write(**replaced: str | None) -> Path:
        folder = tmp_path / "small"
        write_lines(folder / "corpus.jsonl", CORPUS)
        write_lines(folder / "queries.jsonl", QUERIES)
        (folder / "qrels.tsv").write_text(QRELS, "utf-8")
        for name, text in replaced.items():
            path = next(folder.glob(f"{name}.*"))
            path.unlink() if text is None else path.write_text(text, "utf-8")
        return folder

    return write


@pytest.fixture
def raw_data(tmp_path: Path) -> Path:
    """Folders pairs_en, zh_en_chinaxiv and zh_csl with two or three rows each."""
    source = tmp_path / "raw"
    offers = [
        {"id": "o1", "title": "Hidden", "abstract": "A vent"},
        {"id": "o2", "title": "B", "abstract": "C"},
    ]
    needs = [{"id": "n1", "title": "Vent", "objective": "Cool it", "description": None}]
    papers = [
        {
            "id": f"p{number}",
            "title_zh": f"标题{number}",
            "abstract_zh": f"摘要{number}",
            "title_en": None if number == 2 else f"Title {number}",
            "abstract_en": f"Abstract {number}",
        }
        for number in range(3)
    ]
    write_lines(source / "pairs_en" / "dev_offers.jsonl", offers)
    write_lines(source / "pairs_en" / "dev_needs.jsonl", needs)
    (source / "pairs_en" / "dev_truth.tsv").write_text("need_id\toffer_id\trule\nn1\to1\ttitle+year\n")
    write_lines(source / "zh_en_chinaxiv" / "pairs_dev.jsonl", papers)
    csl = [{"id": "c1", "title": "标签", "abstract": "防伪标签。", "keywords": ["防伪", "标签"]}]
    write_lines(source / "zh_csl" / "dev.jsonl", csl)
    return source
