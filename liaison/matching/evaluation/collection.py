"""Test collections on disk, in the form of BEIR: corpus.jsonl, queries.jsonl and qrels.tsv in one folder.

Lines of corpus.jsonl and queries.jsonl are ``{"_id", "title"?, "text"?, "language"?}``; "id" is taken for
"_id". Lines of qrels.tsv are ``query-id<TAB>corpus-id<TAB>score``, with or without a header; a third column
that is no number (the rule by which a pair was found) counts as 1.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from liaison.matching.evaluation.halves import Half, half
from liaison.matching.types import Demand, Offer

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_HEADS = ("query-id", "query_id", "need_id", "qid")

Truth = Mapping[str, Mapping[str, float]]
Read = TypeVar("Read", Offer, Demand)


class CollectionError(Exception):
    """A collection cannot be used; the message names the file and the line."""


@dataclass(frozen=True)
class Collection:
    """Offers in the order of their ids, needs, and for each need the grades (above 0) of its right offers."""

    name: str
    offers: list[Offer]
    needs: list[Demand]
    truth: Truth

    @property
    def languages(self) -> dict[str, str]:
        """The language of each offer by its id."""
        return {offer.id: offer.spoken_language for offer in self.offers}

    def of_half(self, wanted: Half) -> "Collection":
        """Return the collection with the needs of one half only. Raises CollectionError when none is left."""
        needs = [need for need in self.needs if half(need.id) == wanted]
        if not needs:
            raise CollectionError(f"{self.name}: no query is in half {wanted}")
        return replace(self, needs=needs, truth={need.id: self.truth[need.id] for need in needs})


def find_collections(data: Path) -> list[Path]:
    """Return the folder itself when it is a collection, else those inside it. Raises CollectionError."""
    if not data.is_dir():
        raise CollectionError(f"{data}: is no folder")
    if any((data / name).exists() for name in (CORPUS, QUERIES, QRELS)):
        return [data]
    folders = sorted(folder for folder in data.iterdir() if (folder / CORPUS).exists())
    if not folders:
        raise CollectionError(
            f"{data}: there is no {CORPUS} here or one folder below; "
            "`python -m benchmarks.convert` makes collections of raw data"
        )
    return folders


def read_collection(folder: Path) -> Collection:
    """Return the collection in a folder, its needs limited to those with a right offer.

    Raises CollectionError for a missing, empty or broken file, and for judgements of unknown ids.
    """
    offers = _read(folder / CORPUS, Offer)
    needs = _read(folder / QUERIES, Demand)
    truth = _read_truth(folder / QRELS, needs, offers)
    return Collection(
        folder.name,
        sorted(offers.values(), key=lambda offer: offer.id),
        [need for need in needs.values() if need.id in truth],
        truth,
    )


def json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a file of JSON lines. Raises CollectionError, also for an empty file."""
    number = 0
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CollectionError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise CollectionError(f"{path}, line {number}: not an object")
        yield number, row
    if not number:
        raise CollectionError(f"{path}: is empty")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise CollectionError(f"{path}: cannot be read: {reason}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.rstrip("\r")


def _read(path: Path, kind: type[Read]) -> dict[str, Read]:
    documents: dict[str, Read] = {}
    for number, row in json_rows(path):
        place = f"{path}, line {number}"
        row_id, title, text = row.get("_id", row.get("id")), row.get("title") or "", row.get("text") or ""
        if isinstance(row_id, int):
            row_id = str(row_id)
        if not (row_id and isinstance(row_id, str) and isinstance(title, str) and isinstance(text, str)):
            raise CollectionError(f'{place}: "_id", "title" and "text" must be text')
        if row_id in documents:
            raise CollectionError(f'{place}: the id "{row_id}" occurred before')
        documents[row_id] = kind(row_id, title, text, _language(row.get("language"), place))
    return documents


def _language(value: object, place: str) -> str | None:
    if value is None or (isinstance(value, str) and value.lower().startswith(("zh", "en"))):
        return value
    raise CollectionError(f'{place}: "language" is neither "zh-hans" nor "en"')


def _read_truth(path: Path, needs: Mapping[str, Demand], offers: Mapping[str, Offer]) -> Truth:
    truth: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        columns = line.split("\t")
        if number == 1 and columns[0].strip().lower() in _HEADS:
            continue
        if len(columns) != 3:
            raise CollectionError(f"{path}, line {number}: three columns are needed, not {len(columns)}")
        need, offer, grade = (column.strip() for column in columns)
        if need not in needs:
            raise CollectionError(f'{path}, line {number}: {QUERIES} has no id "{need}"')
        if offer not in offers:
            raise CollectionError(f'{path}, line {number}: {CORPUS} has no id "{offer}"')
        if _grade(grade) > 0:
            truth.setdefault(need, {})[offer] = _grade(grade)
    if not truth:
        raise CollectionError(f"{path}: names no right offer")
    return truth


def _grade(column: str) -> float:
    try:
        return float(column)
    except ValueError:
        return 1.0
