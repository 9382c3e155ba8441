"""Makes test collections of raw data: pairs_en, zh_en_chinaxiv and zh_csl.

Each function takes the folder that holds these three and the split ("dev"), and returns the rows of one
collection. Titles of offers are left out where the truth was derived from them.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from liaison.matching.evaluation.collection import CORPUS, QRELS, QUERIES, CollectionError, json_rows

_SEED = 7
_LANGUAGES = {"zh": "zh-hans", "en": "en"}

Row = dict[str, str]
Raw = dict[str, str]


@dataclass(frozen=True)
class Rows:
    """What the three files of a collection hold; ``pairs`` are (query id, corpus id)."""

    corpus: list[Row]
    queries: list[Row]
    pairs: list[tuple[str, str]]

    def write(self, folder: Path) -> None:
        """Write the three files into a folder. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in ((CORPUS, self.corpus), (QUERIES, self.queries)):
            lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
            (folder / name).write_text("".join(lines), "utf-8")
        judged = ["query-id\tcorpus-id\tscore\n", *(f"{need}\t{offer}\t1\n" for need, offer in self.pairs)]
        (folder / QRELS).write_text("".join(judged), "utf-8")


def pairs_en(source: Path, split: str) -> Rows:
    """Long English needs; offers are abstracts alone, since the truth was derived from their titles."""
    folder = source / "pairs_en"
    truth = (folder / f"{split}_truth.tsv").read_text("utf-8").splitlines()[1:]
    return Rows(
        [_row(raw["id"], text=raw["abstract"]) for raw in _raw(folder / f"{split}_offers.jsonl")],
        [_row(raw["id"], raw["title"], _long_text(raw)) for raw in _raw(folder / f"{split}_needs.jsonl")],
        [(need, offer) for need, offer, _rule in (line.split("\t") for line in truth)],
    )


def _long_text(raw: Raw) -> str:
    return "\n".join(filter(None, [raw.get("objective"), raw.get("description")]))


def pairs_en_short(source: Path, split: str) -> Rows:
    """The titles of the English needs only."""
    rows = pairs_en(source, split)
    return replace(rows, queries=[_row(row["_id"], row["title"]) for row in rows.queries])


def chinaxiv(need: str, offer: str, source: Path, split: str) -> Rows:
    """One field of each paper as the need and one as the offer, such as "title_zh" and "abstract_en"."""
    papers = _papers(source, split, need, offer)
    return Rows(
        [_offer(paper["id"], paper, offer) for paper in papers],
        [_need(paper, need) for paper in papers],
        [(paper["id"], paper["id"]) for paper in papers],
    )


def chinaxiv_mixed(source: Path, split: str) -> Rows:
    """Chinese titles; every paper is offered in one language only, drawn by lot."""
    papers = _papers(source, split, "title_zh", "abstract_zh", "abstract_en")
    lot = random.Random(_SEED)
    return Rows(
        [_offer(paper["id"], paper, lot.choice(("abstract_zh", "abstract_en"))) for paper in papers],
        [_need(paper, "title_zh") for paper in papers],
        [(paper["id"], paper["id"]) for paper in papers],
    )


def chinaxiv_both(source: Path, split: str) -> Rows:
    """Chinese titles; every paper is offered in both languages as two offers, and both are right."""
    papers = _papers(source, split, "title_zh", "abstract_zh", "abstract_en")
    versions = [(paper, language) for paper in papers for language in _LANGUAGES]
    return Rows(
        [_offer(f"{paper['id']}#{language}", paper, f"abstract_{language}") for paper, language in versions],
        [_need(paper, "title_zh") for paper in papers],
        [(paper["id"], f"{paper['id']}#{language}") for paper, language in versions],
    )


def csl_title(source: Path, split: str) -> Rows:
    """Chinese titles to Chinese abstracts."""
    return _csl(source, split, lambda raw: _row(raw["id"], raw["title"]))


def csl_keywords(source: Path, split: str) -> Rows:
    """The keywords of Chinese papers, as one list, to their abstracts."""
    return _csl(source, split, lambda raw: _row(raw["id"], text="、".join(raw["keywords"])))


def _csl(source: Path, split: str, need: Callable[[Raw], Row]) -> Rows:
    papers = _raw(source / "zh_csl" / f"{split}.jsonl")
    return Rows(
        [_row(paper["id"], text=paper["abstract"]) for paper in papers],
        [need(paper) for paper in papers],
        [(paper["id"], paper["id"]) for paper in papers],
    )


def _papers(source: Path, split: str, *fields: str) -> list[Raw]:
    papers = _raw(source / "zh_en_chinaxiv" / f"pairs_{split}.jsonl")
    return [paper for paper in papers if all(paper[field] for field in fields)]


def _offer(offer_id: str, paper: Raw, field: str) -> Row:
    return _row(offer_id, text=paper[field], language=_LANGUAGES[field[-2:]])


def _need(paper: Raw, field: str) -> Row:
    language = _LANGUAGES[field[-2:]]
    if field.startswith("title"):
        return _row(paper["id"], paper[field], language=language)
    return _row(paper["id"], text=paper[field], language=language)


def _raw(path: Path) -> list[Raw]:
    return [row for _, row in json_rows(path)]


def _row(row_id: str, title: str = "", text: str = "", language: str = "") -> Row:
    row = {"_id": row_id, "title": title, "text": text, "language": language}
    return {key: value for key, value in row.items() if value or key in ("_id", "text")}


SETS: dict[str, Callable[[Path, str], Rows]] = {
    "pairs_en": pairs_en,
    "pairs_en_short": pairs_en_short,
    "chinaxiv_title_zh_en": partial(chinaxiv, "title_zh", "abstract_en"),
    "chinaxiv_title_en_zh": partial(chinaxiv, "title_en", "abstract_zh"),
    "chinaxiv_abstract_zh_en": partial(chinaxiv, "abstract_zh", "abstract_en"),
    "chinaxiv_abstract_en_zh": partial(chinaxiv, "abstract_en", "abstract_zh"),
    "chinaxiv_mixed": chinaxiv_mixed,
    "chinaxiv_both": chinaxiv_both,
    "csl_title": csl_title,
    "csl_keywords": csl_keywords,
}


def convert(source: Path, out: Path, name: str, split: str) -> Rows:
    """Write one set into the folder ``out / name`` and return its rows. Raises CollectionError."""
    try:
        rows = SETS[name](source, split)
        rows.write(out / name)
    except OSError as error:
        raise CollectionError(f"{error.filename}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise CollectionError(f"{name}: a raw row has not the expected fields ({error!r})") from error
    return rows
