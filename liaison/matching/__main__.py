"""The matching engine on plain files: ``python -m liaison.matching --help``."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from liaison.matching.background import write_means
from liaison.matching.cache import cache_directory, write_atomically
from liaison.matching.catalogue import Catalogue
from liaison.matching.encoders.encoder import Progress
from liaison.matching.encoders.folder import EncoderError
from liaison.matching.encoders.loading import load_encoder
from liaison.matching.encoders.stored import StoringEncoder
from liaison.matching.engine import ENGINE_VERSION, Engine
from liaison.matching.jsonl import UnusableFileError, read_documents
from liaison.matching.lexicon import load_lexicon
from liaison.matching.types import Demand, Document, Offer, RankedOffer

Chosen = TypeVar("Chosen", bound=Document)

_EXIT_UNUSABLE = 2
_SECONDS_BETWEEN_LINES = 5

_DESCRIPTION = "Ranks offers for needs written in Chinese or English, and says why."
_EPILOGUE = """\
Files have one JSON object per line: {"id": "7", "title": "…", "text": "…", "language": "en"}. Title and text
may be missing or null; the language ("zh-hans" or "en") is detected when it is not given.

MATCHING_ENCODER  "none" to rank by words alone, or a folder with an ONNX encoder; empty for the built-in one
MATCHING_CACHE    folder for the built encoder, the dictionary and computed vectors
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 2 when a file or an encoder cannot be used."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UnusableFileError, EncoderError) as error:
        _say(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # or the interpreter complains of the pipe when it ends
        return 0
    except OSError as error:
        _say(f"{error.filename or 'output'}: {error.strerror or error}")
    return _EXIT_UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m liaison.matching",
        description=_DESCRIPTION,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"engine {ENGINE_VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    rank = commands.add_parser("rank", help="rank all offers for each need")
    _add_inputs(rank)
    rank.add_argument("--top", type=_positive, default=100, help="offers per need (default 100)")
    rank.add_argument(
        "--out", type=Path, help="file for need_id, offer_id, rank, score (default: standard output)"
    )
    rank.set_defaults(run=_rank)
    explain = commands.add_parser("explain", help="say why an offer answers a need")
    _add_inputs(explain)
    explain.add_argument("--need", required=True, metavar="ID", help="id of the need")
    explain.add_argument("--offer", metavar="ID", help="id of the offer (default: the best three)")
    explain.set_defaults(run=_explain)
    means = commands.add_parser(
        "means", help="compute the mean vectors that small catalogues are filled up with"
    )
    _add_inputs(means)
    means.add_argument("--out", type=Path, required=True, help="the .npz file to add to")
    means.set_defaults(run=_means)
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offers", type=Path, required=True, metavar="FILE", help="offers, one JSON object per line"
    )
    parser.add_argument(
        "--needs", type=Path, required=True, metavar="FILE", help="needs, one JSON object per line"
    )
    parser.add_argument(
        "--encoder",
        default=os.environ.get("MATCHING_ENCODER", ""),
        help='"none", or a folder with model.onnx and tokenizer.json (default: that of MATCHING_ENCODER)',
    )
    parser.add_argument(
        "--no-store", action="store_true", help="do not keep computed vectors for the next run"
    )


def _positive(value: str) -> int:
    number = int(value) if value.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number from 1")
    return number


def _rank(options: argparse.Namespace) -> int:
    offers, needs = _read(options)
    engine = _engine(options)
    catalogue = engine.catalogue(offers, progress=_progress("offers encoded"))
    vectors = engine.encode(needs, "query", _progress("needs encoded"))
    rankings = engine.rank(catalogue, needs, options.top, vectors, _progress("needs ranked"))
    lines = [_line(need, item) for need, ranking in zip(needs, rankings, strict=True) for item in ranking]
    if options.out is None:
        sys.stdout.writelines(lines)
    elif options.out.exists() and not options.out.is_file():  # a pipe or a device cannot be replaced
        _write(options.out, lines)
    else:
        write_atomically(options.out, lambda draft: _write(draft, lines))
        _say(f"{len(lines)} lines for {len(needs)} needs and {len(offers)} offers written to {options.out}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    offers, needs = _read(options)
    need = _chosen(needs, options.need, options.needs)
    engine = _engine(options)
    catalogue = engine.catalogue(offers, progress=_progress("offers encoded"))
    by_id = {offer.id: offer for offer in offers}
    ranking = engine.rank(catalogue, [need], top=len(offers))[0]
    if options.offer:
        ranking = [
            ranked
            for ranked in ranking
            if ranked.offer_id == _chosen(offers, options.offer, options.offers).id
        ]
    for ranked in ranking[: 1 if options.offer else 3]:
        sys.stdout.writelines(_explanation(engine, catalogue, need, by_id[ranked.offer_id], ranked))
    return 0


def _explanation(
    engine: Engine, catalogue: Catalogue, need: Demand, offer: Offer, ranked: RankedOffer
) -> Iterator[str]:
    dense = "-" if ranked.dense is None else f"{ranked.dense:.2f}"
    verdict = "worth showing" if engine.acceptable(ranked) else "not worth showing unasked"
    yield f"{offer.id}: rank {ranked.rank} of {len(catalogue)}, {ranked.band}, "
    yield f"probability {ranked.probability:.2f} ({verdict}), score {ranked.score:.2f}, "
    yield f"words {ranked.lexical:.2f}, meaning {dense}\n"
    for reason in engine.explain(need, offer, catalogue, score=ranked.score).reasons:
        texts = " <> ".join(" ".join(span.text.split()) for span in (reason.need, reason.offer))
        yield f"  {reason.code} {reason.weight:.2f}: {texts}\n"


def _means(options: argparse.Namespace) -> int:
    offers, needs = _read(options)
    engine = _engine(options)
    if engine.encoder is None:
        raise EncoderError("Mean vectors need an encoder.")
    write_means(options.out, engine.encoder, offers, needs, _progress("texts encoded"))
    return 0


def _read(options: argparse.Namespace) -> tuple[list[Offer], list[Demand]]:
    return read_documents(options.offers, Offer, _say), read_documents(options.needs, Demand, _say)


def _engine(options: argparse.Namespace) -> Engine:
    cache = cache_directory()
    encoder = load_encoder(options.encoder, cache)
    if encoder and not options.no_store:
        encoder = StoringEncoder(encoder, cache)
    return Engine(load_lexicon(cache), encoder)


def _chosen(documents: Sequence[Chosen], wanted: str, path: Path) -> Chosen:
    for document in documents:
        if document.id == wanted:
            return document
    raise UnusableFileError(f'{path}: has no id "{wanted}"')


def _line(need: Demand, ranked: RankedOffer) -> str:
    return f"{need.id}\t{ranked.offer_id}\t{ranked.rank}\t{ranked.score:.5f}\n"


def _write(path: Path, lines: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)


def _progress(what: str) -> Progress:
    """Return a function that says on standard error, every few seconds, how far the work is."""
    said = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said > _SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            _say(f"{done} of {total} {what}")

    return show


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
