"""Fits the engine to collections and writes what it learned: python -m benchmarks.fit_matching DATA

Learned are terms from collections of parallel texts, and the weights with and without an encoder. They go to
the folder --out (default: the engine's own data) as mined_terms.tsv and weights.json, with the collections,
the seed and the scores. The scores are cross-fitted: each half of the queries is ranked by what was learned
from the other half. The same data and seed give the same files.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.cross_fitting import cross_fitted
from benchmarks.fitting import fit_engine
from liaison.matching.background import write_need_means
from liaison.matching.cache import cache_directory, write_atomically
from liaison.matching.dense import SHIPPED as MEANS
from liaison.matching.encoders.encoder import Encoder
from liaison.matching.encoders.loading import load_encoder
from liaison.matching.encoders.stored import StoringEncoder
from liaison.matching.evaluation.collection import (
    Collection,
    CollectionError,
    find_collections,
    read_collection,
)
from liaison.matching.evaluation.metrics import METRICS, values
from liaison.matching.lexicon import MINED_TERMS, Lexicon, load_lexicon
from liaison.matching.term_mining import format_terms
from liaison.matching.weights import SHIPPED

_WORDS_ALONE, _WITH_ENCODER = "words_alone", "with_encoder"
_TERMS_HEADER = (
    "# What Chinese words are called in English: stems and weights, learned from texts in both languages by\n"
    "# python -m benchmarks.fit_matching. docs/matching.md says from which.\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write and print the scores; the exit code is 0, or 2 when the data cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        collections = [read_collection(folder) for folder in find_collections(options.data)]
    except CollectionError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    cache = cache_directory()
    lexicon = replace(load_lexicon(cache), mined={})
    encoder = load_encoder("", cache)
    for kind in options.kind or (_WORDS_ALONE, _WITH_ENCODER):
        chosen = StoringEncoder(encoder, cache) if encoder and kind == _WITH_ENCODER else None
        if chosen is None and kind == _WITH_ENCODER:
            print("Error: there is no encoder to fit weights to; the shipped ones stay", file=sys.stderr)
            return 2
        fitted = _fitted(lexicon, chosen, collections, options, kind)
        stored = json.loads(SHIPPED.read_text("utf-8")) | {kind: fitted}  # the other kind stays as it is
        _write(options.out / SHIPPED.name, json.dumps(stored, indent=1, ensure_ascii=False) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fit_matching",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="a collection or a folder of collections")
    parser.add_argument(
        "--kind", action="append", choices=(_WORDS_ALONE, _WITH_ENCODER), help="fit only these weights"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the draws (default 1)")
    parser.add_argument("--version", default="1", help="name of the weights")
    parser.add_argument("--out", type=Path, default=SHIPPED.parent, help="folder to write to")
    return parser


def _fitted(
    lexicon: Lexicon,
    encoder: Encoder | None,
    collections: Sequence[Collection],
    options: argparse.Namespace,
    kind: str,
) -> Mapping[str, Any]:
    """Fit one set of weights to everything, and score the way it was fitted half by half."""
    whole = fit_engine(lexicon, encoder, collections, on=None, seed=options.seed, version=options.version)
    if encoder is not None:
        lines = "".join(format_terms(whole.lexicon.mined))
        _write(options.out / MINED_TERMS.name, _TERMS_HEADER + lines)
        write_need_means(options.out / MEANS.name, encoder.id, whole.means or {})
    scores = {}
    halves = cross_fitted(lexicon, encoder, collections, seed=options.seed)
    for collection in collections:
        means = values(halves.rankings(collection), collection.truth).mean(0)
        scores[collection.name] = dict(zip(METRICS, (round(float(mean), 4) for mean in means), strict=True))
        print(kind, collection.name, scores[collection.name], flush=True)
    fitted = {
        "command": "python -m benchmarks.fit_matching",
        "seed": options.seed,
        "examples": whole.examples,
        "calibration_error": round(whole.calibration_error, 4),
        "cross_fitted_scores": scores,
    }
    print(kind, "calibration error of the first place", fitted["calibration_error"], flush=True)
    return {**whole.weights.as_data(), "fitted": fitted}


def _write(path: Path, text: str) -> None:
    write_atomically(path, lambda draft: _write_text(draft, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
