"""What ranking costs once texts are encoded: python -m benchmarks.matching_speed

Our engine beside a plain NumPy product with the choice of the best (the limit), bm25s, and the HNSW index
of faiss, over the same made-up catalogue: one need against catalogues of growing size, then many needs at
once. Each runs in a process and, to be comparable, a thread of its own. Times are of the CPU, so that they
survive a busy machine. With DATA the offers are made of the texts of that collection's corpus.jsonl.
"""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.speed_systems import LIMIT, SYSTEMS, TOP, Measured, measure
from liaison.matching.evaluation.collection import CORPUS, CollectionError, json_rows

_SINGLES = 50
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Results = dict[tuple[str, int], Measured]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables and return the exit code: 0, or 2 when DATA cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        texts = _texts(options.data) if options.data else []
    except CollectionError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    sizes = sorted(set(options.sizes))
    results: Results = {}
    for size in sorted({*sizes, options.offers}):
        for name in SYSTEMS:
            singles = _SINGLES if size in sizes else 0
            batch = options.needs if size == options.offers else 0
            print(f"measuring {name} over {size:,} offers", file=sys.stderr, flush=True)
            results[name, size] = _measure_apart(name, size, singles, batch, texts)
    print(*_single_table(results, sizes), "", *_batch_table(results, options), sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", nargs="?", type=Path, metavar="DATA", help=f"folder with {CORPUS}")
    parser.add_argument(
        "--sizes", nargs="+", type=_size, default=[1_000, 10_000, 100_000], help="offers for one need"
    )
    parser.add_argument("--needs", type=_size, default=1_000, help="needs at once (default 1000)")
    parser.add_argument("--offers", type=_size, default=20_000, help="offers for them (default 20000)")
    return parser


def _size(value: str) -> int:
    if not value.isdecimal() or int(value) < TOP:
        raise argparse.ArgumentTypeError(f"{value} is not a number from {TOP}")
    return int(value)


def _texts(folder: Path) -> list[str]:
    rows = (row for _, row in json_rows(folder / CORPUS))
    return [f"{row.get('title') or ''}\n{row.get('text') or ''}" for row in rows]


def _measure_apart(name: str, size: int, singles: int, batch: int, texts: Sequence[str]) -> Measured:
    """Measure in a new process: what one system leaves in memory is no other's."""
    # The libraries read these when they are loaded, so they must stand before the process starts.
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(measure, name, size, singles, batch, texts).result()


def _single_table(results: Results, sizes: Sequence[int]) -> Iterator[str]:
    yield f"One need, best {TOP}: CPU milliseconds, median (95th percentile), times the {LIMIT}"
    yield f"{'offers':14}" + "".join(f"{size:>26,}" for size in sizes)
    for name in SYSTEMS:
        cells = (_single_cell(results[name, size], results[LIMIT, size]) for size in sizes)
        yield f"{name:14}" + "".join(f"{cell:>26}" for cell in cells)
    recalls = [(size, results[name, size].recall) for name in SYSTEMS for size in sizes]
    shown = [f"{recall:.3f} of {size:,}" for size, recall in recalls if recall is not None]
    yield f"recall@{TOP} of HNSW against exact search: {', '.join(shown)}"


def _single_cell(measured: Measured, limit: Measured) -> str:
    median, high = (1000 * float(np.percentile(measured.singles, share)) for share in (50, 95))
    ratio = median / (1000 * float(np.median(limit.singles)))
    return f"{median:.2f} ({high:.2f}) {ratio:.1f}x"


def _batch_table(results: Results, options: argparse.Namespace) -> Iterator[str]:
    yield f"{options.needs:,} needs against {options.offers:,} offers, best {TOP} each"
    yield f"{'':14}{'CPU s':>10}{f'times {LIMIT}':>22}{'to build, CPU s':>18}{'peak MB':>10}{'recall':>10}"
    limit = results[LIMIT, options.offers].batch or 0.0
    for name in SYSTEMS:
        measured = results[name, options.offers]
        batch = measured.batch or 0.0
        recall = "" if measured.recall is None else f"{measured.recall:.3f}"
        yield (
            f"{name:14}{batch:>10.2f}{batch / limit:>21.1f}x{measured.build:>18.2f}"
            f"{measured.megabytes:>10.0f}{recall:>10}"
        )


if __name__ == "__main__":
    sys.exit(main())
