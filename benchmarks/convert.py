"""Makes test collections of raw data: python -m benchmarks.convert SOURCE OUT [SET ...]

SOURCE is a folder with pairs_en, zh_en_chinaxiv and zh_csl. Each set becomes a folder in OUT with
corpus.jsonl, queries.jsonl and qrels.tsv, for `make bench-matching DATA=OUT`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.matching_sets import SETS, convert
from liaison.matching.evaluation.collection import CollectionError


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert the sets named, or all, and return the exit code: 0, or 2 when raw data cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.convert",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", type=Path, metavar="SOURCE", help="folder of the raw data")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder for the collections")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)} (default: all)")
    parser.add_argument("--split", default="dev", help='the part of the raw data to take (default "dev")')
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.sets) - set(SETS))
    if unknown:
        parser.error(f"unknown set {', '.join(unknown)}")
    for name in options.sets or SETS:
        try:
            rows = convert(options.source, options.out, name, options.split)
        except CollectionError as error:
            print(f"Error: {error}", file=sys.stderr)
            return 2
        print(f"{name}: {len(rows.queries)} queries, {len(rows.corpus)} offers, {len(rows.pairs)} pairs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
