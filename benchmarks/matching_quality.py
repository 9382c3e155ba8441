"""How well the engine ranks: python -m benchmarks.matching_quality DATA

DATA is a folder with corpus.jsonl, queries.jsonl and qrels.tsv, or a folder of such folders. Each is ranked
by the engine and by what it could be replaced with: BM25 alone, dense vectors alone, the full text search of
the PostgreSQL in DATABASE_URL, and reciprocal rank fusion (RRF) of BM25 and dense. One table has the means
over the queries with 95 % intervals (bootstrap); the last column is the paired difference to the engine in
nDCG@10. Offers in two languages are followed by a table that shows whether one language is preferred.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg2

from benchmarks.cross_fitting import CrossFitted, cross_fitted
from benchmarks.full_text import full_text_rankings
from benchmarks.language_bias import chinese_offers, is_bilingual, language_bias
from benchmarks.matching_systems import BM25, DENSE, DEPTH, ENGINE, FULL_TEXT, RRF, Rankings, Systems
from liaison.matching.cache import cache_directory
from liaison.matching.encoders.folder import EncoderError
from liaison.matching.encoders.loading import load_encoder
from liaison.matching.encoders.stored import StoringEncoder
from liaison.matching.engine import Engine
from liaison.matching.evaluation.collection import (
    Collection,
    CollectionError,
    find_collections,
    read_collection,
)
from liaison.matching.evaluation.metrics import METRICS, Values, estimates, resampled_means, values
from liaison.matching.lexicon import Lexicon, load_lexicon

_EXIT_UNUSABLE = 2
_NAME = 22  # characters of the first column

Result = Rankings | str  # or why there is none


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and return the exit code: 0, or 2 when the data or the encoder cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        collections = [read_collection(folder) for folder in find_collections(options.data)]
        if options.half:
            collections = [collection.of_half(options.half) for collection in collections]
        engine = _engine(options.encoder, learned=not options.cross_fit)
        crossed = _crossed(engine, collections) if options.cross_fit else None
    except (CollectionError, EncoderError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return _EXIT_UNUSABLE
    print(_header(["ranked by", *METRICS, "nDCG@10 to engine"]))
    biases: list[str] = []
    for collection in collections:
        results = dict(_results(engine, collection, crossed))
        print(_title(collection, options.half), *_rows(collection, results), sep="\n", flush=True)
        if is_bilingual(collection):
            biases += _bias_rows(collection, results)
    if biases:
        columns = [
            "nDCG@10, right one zh",
            "nDCG@10, right one en",
            "zh in first 10",
            "zh before en",
            "places",
        ]
        print("", _header(["language bias", *columns]), *biases, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="a collection or a folder of collections")
    parser.add_argument("--half", choices=("A", "B"), help="evaluate one half of the queries only")
    parser.add_argument(
        "--cross-fit",
        action="store_true",
        help="rank each half of the queries by weights and terms fitted on the other half of DATA",
    )
    parser.add_argument(
        "--encoder",
        default=os.environ.get("MATCHING_ENCODER", ""),
        help='"none", or a folder with an ONNX encoder (default: that of MATCHING_ENCODER)',
    )
    return parser


def _engine(name: str, *, learned: bool) -> Engine:
    """The engine as shipped, or without the terms mined from collections, which may be those of DATA."""
    cache = cache_directory()
    encoder, lexicon = load_encoder(name, cache), load_lexicon(cache)
    stored = StoringEncoder(encoder, cache) if encoder else None
    return Engine(lexicon if learned else replace(lexicon, mined={}), stored)


def _crossed(engine: Engine, collections: Sequence[Collection]) -> CrossFitted:
    found = cross_fitted(engine.lexicon, engine.encoder, collections, seed=1)
    print(f"engine: cross-fitted, calibration error of the first place {found.calibration_error:.3f}")
    return found


def _results(
    engine: Engine, collection: Collection, crossed: CrossFitted | None
) -> Iterator[tuple[str, Result]]:
    systems = Systems(engine, collection)
    signals = systems.signals()
    yield ENGINE, crossed.rankings(collection) if crossed else systems.engine()
    yield BM25, signals[BM25]
    yield DENSE, signals.get(DENSE, "no encoder")
    yield FULL_TEXT, _full_text(collection, engine.lexicon)
    yield RRF, signals.get(RRF, "no encoder")


def _full_text(collection: Collection, lexicon: Lexicon) -> Result:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return "no database"
    try:
        return full_text_rankings(url, collection.offers, collection.needs, lexicon, DEPTH)
    except psycopg2.OperationalError as error:
        return f"no database: {' '.join(str(error).split())}"


def _header(columns: Sequence[str]) -> str:
    return f"{columns[0]:{_NAME}}" + "".join(f"{column:>24}" for column in columns[1:])


def _title(collection: Collection, half: str | None) -> str:
    pairs = sum(map(len, collection.truth.values()))
    part = f" (half {half})" if half else ""
    return (
        f"\n{collection.name}{part}: {len(collection.needs):,} needs, {len(collection.offers):,} offers, "
        f"{pairs:,} right pairs"
    )


def _rows(collection: Collection, results: dict[str, Result]) -> Iterator[str]:
    reference: Values | None = None
    for name, result in results.items():
        if isinstance(result, str):
            yield f"{name:{_NAME}} {result}"
            continue
        found = values(result, collection.truth)
        cells = [f"{item.mean:.3f} [{item.low:.3f}, {item.high:.3f}]" for item in estimates(found)]
        cells.append("" if reference is None else _difference(found, reference))
        reference = found if reference is None else reference
        yield f"{name:{_NAME}}" + "".join(f"{cell:>24}" for cell in cells)


def _difference(found: Values, reference: Values) -> str:
    """The difference in the first metric with its interval over the same draws of queries."""
    low, high = np.percentile((resampled_means(found) - resampled_means(reference))[:, 0], [2.5, 97.5])
    return f"{(found - reference)[:, 0].mean():+.3f} [{low:+.3f}, {high:+.3f}]"


def _bias_rows(collection: Collection, results: dict[str, Result]) -> Iterator[str]:
    yield f"\n{collection.name}: {chinese_offers(collection.offers):.0%} of the offers are Chinese"
    for name, result in results.items():
        if isinstance(result, str):
            continue
        bias = language_bias(collection, result)
        cells = [
            _cell(bias.chinese_target, ".3f"),
            _cell(bias.english_target, ".3f"),
            _cell(bias.chinese_share, ".0%"),
            _cell(bias.chinese_first, ".0%"),
            _cell(bias.lead, "+.1f"),
        ]
        yield f"{name:{_NAME}}" + "".join(f"{cell:>24}" for cell in cells)


def _cell(figure: float | None, form: str) -> str:
    return "-" if figure is None else format(figure, form)


if __name__ == "__main__":
    sys.exit(main())
