"""How well the engine ranks: python -m benchmarks.matching_quality DATA [set ...]

DATA is a folder with pairs_en, zh_en_chinaxiv and zh_csl. Each set is written out as plain files, ranked by
the command ``python -m liaison.matching rank`` itself, and scored: nDCG@10, hit@10, MRR and recall@100 for
the engine as shipped, for words alone (lexical) and for meaning alone (dense).
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from liaison.matching.cache import cache_directory
from liaison.matching.encoders.loading import load_encoder
from liaison.matching.encoders.stored import StoringEncoder
from liaison.matching.engine import Engine
from liaison.matching.fusion import WITH_ENCODER
from liaison.matching.jsonl import read_documents
from liaison.matching.lexicon import load_lexicon
from liaison.matching.types import Demand, Offer

Row = dict[str, str | None]
Truth = dict[str, set[str]]


@dataclass(frozen=True)
class Task:
    """Offers, needs, and which offers are right for each need."""

    offers: list[Row]
    needs: list[Row]
    truth: Truth


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def pairs_en(data: Path) -> Task:
    """Long English needs; offers are abstracts alone, since the truth was derived from their titles."""
    folder = data / "pairs_en"
    rows = _rows(folder / "dev_offers.jsonl")
    offers: list[Row] = [{"id": row["id"], "text": row["abstract"]} for row in rows]
    needs: list[Row] = []
    for row in _rows(folder / "dev_needs.jsonl"):
        parts = [row.get("objective"), row.get("description")]
        needs.append({"id": row["id"], "title": row["title"], "text": "\n".join(filter(None, parts))})
    truth: Truth = {}
    for line in (folder / "dev_truth.tsv").read_text("utf-8").splitlines()[1:]:
        need, offer, _rule = line.split("\t")
        truth.setdefault(need, set()).add(offer)
    return Task(offers, needs, truth)


def pairs_en_short(data: Path) -> Task:
    """The titles of the English needs only."""
    task = pairs_en(data)
    return replace(task, needs=[{"id": need["id"], "title": need["title"]} for need in task.needs])


def _own_text(data: Path, name: str, need: str, offer: str) -> Task:
    rows = [row for row in _rows(data / name) if row[need] and row[offer]]
    return Task(
        [{"id": row["id"], "text": row[offer]} for row in rows],
        [{"id": row["id"], ("title" if "title" in need else "text"): row[need]} for row in rows],
        {row["id"]: {row["id"]} for row in rows},
    )


CHINAXIV = "zh_en_chinaxiv/pairs_dev.jsonl"
SETS: dict[str, Callable[[Path], Task]] = {
    "pairs_en": pairs_en,
    "pairs_en_short": pairs_en_short,
    "chinaxiv_title": lambda data: _own_text(data, CHINAXIV, "title_zh", "abstract_en"),
    "chinaxiv_abstract": lambda data: _own_text(data, CHINAXIV, "abstract_zh", "abstract_en"),
    "chinaxiv_reverse": lambda data: _own_text(data, CHINAXIV, "abstract_en", "abstract_zh"),
    "csl_title": lambda data: _own_text(data, "zh_csl/dev.jsonl", "title", "abstract"),
}


def _write(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _run_command(offers: Path, needs: Path, out: Path) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "liaison.matching", "rank", "--top", "100"]
    subprocess.run([*command, "--offers", offers, "--needs", needs, "--out", out], check=True)
    rankings: dict[str, list[str]] = {}
    for line in out.read_text("utf-8").splitlines():
        need, offer, _rank, _score = line.split("\t")
        rankings.setdefault(need, []).append(offer)
    return rankings


def _run_weights(offers: Path, needs: Path, lexical: float, dense: float) -> dict[str, list[str]]:
    cache = cache_directory()
    encoder = load_encoder("", cache)
    weights = replace(WITH_ENCODER, lexical=lexical, dense=dense)
    engine = Engine(load_lexicon(cache), StoringEncoder(encoder, cache) if encoder else None, weights)
    demands = read_documents(needs, Demand, print)
    ranked = engine.rank(engine.catalogue(read_documents(offers, Offer, print)), demands)
    pairs = zip(demands, ranked, strict=True)
    return {demand.id: [item.offer_id for item in ranking] for demand, ranking in pairs}


def scores(rankings: dict[str, list[str]], truth: Truth) -> tuple[float, float, float, float]:
    """Return nDCG@10, hit@10, MRR and recall@100, means over the needs with a true offer."""
    totals = [0.0] * 4
    for need, right in truth.items():
        found = [offer in right for offer in rankings.get(need, [])]
        gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(found[:10]))
        best = sum(1 / math.log2(place + 2) for place in range(min(10, len(right))))
        first = found.index(True) if True in found else None
        values = (gain / best, float(any(found[:10])), 1 / (first + 1) if first is not None else 0.0)
        for position, value in enumerate((*values, sum(found) / len(right))):
            totals[position] += value
    ndcg, hit, mrr, recall = (total / len(truth) for total in totals)
    return ndcg, hit, mrr, recall


def _table(data: Path, names: list[str]) -> Iterator[str]:
    yield f"{'set':18} {'ranked by':9} {'nDCG@10':>8} {'hit@10':>8} {'MRR':>8} {'recall@100':>11}"
    for name in names:
        task = SETS[name](data)
        with tempfile.TemporaryDirectory() as folder:
            offers = _write(Path(folder) / "offers.jsonl", task.offers)
            needs = _write(Path(folder) / "needs.jsonl", task.needs)
            yield _row(name, "engine", _run_command(offers, needs, Path(folder) / "run.tsv"), task.truth)
            yield _row(name, "lexical", _run_weights(offers, needs, 1.0, 0.0), task.truth)
            yield _row(name, "dense", _run_weights(offers, needs, 0.0, 1.0), task.truth)


def _row(name: str, kind: str, rankings: dict[str, list[str]], truth: Truth) -> str:
    ndcg, hit, mrr, recall = scores(rankings, truth)
    return f"{name:18} {kind:9} {ndcg:8.3f} {hit:8.3f} {mrr:8.3f} {recall:11.3f}"


def main() -> None:
    """Print the table of the sets named, or of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "data", type=Path, metavar="DATA", help="folder with pairs_en, zh_en_chinaxiv and zh_csl"
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)} (default: all)")
    options = parser.parse_args()
    unknown = set(options.sets) - set(SETS)
    if unknown:
        parser.error(f"unknown set {', '.join(sorted(unknown))}")
    for line in _table(options.data, options.sets or list(SETS)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
