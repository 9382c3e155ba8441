"""manage.py refit_matching: learn from feedback, bookmarks and outcomes, and say what would change."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from liaison.domain.refit import (
    NothingNewError,
    Refit,
    TooFewJudgementsError,
    publish_version,
    refit_weights,
)
from liaison.matching.evaluation.collection import (
    Collection,
    CollectionError,
    find_collections,
    read_collection,
)
from liaison.tasks import wake_for_run

_MOST_NAMED = 5  # of those who gain, and of those who lose


class Command(BaseCommand):
    help = (
        "Fits the weights of the matching to feedback, bookmarks and outcomes and says what would change: "
        "needs are judged by weights that have not seen them. Writes nothing without --publish."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dev",
            type=Path,
            metavar="FOLDER",
            help="Also rank the collections there (corpus.jsonl, queries.jsonl, qrels.tsv) before and after.",
        )
        parser.add_argument("--seed", type=int, default=0, metavar="N", help="Deals the needs to folds.")
        parser.add_argument(
            "--publish", action="store_true", help="Take the weights into use and rank all needs anew."
        )
        parser.add_argument("--note", default="", metavar="TEXT", help="Kept with the published version.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["note"] and not options["publish"]:
            raise CommandError("A note is kept with a published version: add --publish.")
        try:
            collections = _read(options["dev"])
            refit = refit_weights(seed=options["seed"], collections=collections)
        except CollectionError as error:
            raise CommandError(str(error)) from error
        except TooFewJudgementsError as error:
            self.stdout.write(f"Nothing is learned: {error}")
            return
        self.stdout.writelines(f"{line}\n" for line in report_lines(refit))
        if options["publish"]:
            self._publish(refit, options["note"])
        else:
            self.stdout.write("Nothing was written; --publish takes these weights into use.")

    def _publish(self, refit: Refit, note: str) -> None:
        try:
            version, run = publish_version(refit=refit, note=note)
        except NothingNewError as error:
            self.stdout.write(f"Nothing was written: {error}")
            return
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        wake_for_run(run)
        self.stdout.write(f"Published {version.name}; run {run.pk} ranks all needs by it.")


def _read(folder: Path | None) -> list[Collection]:
    return [] if folder is None else [read_collection(path) for path in find_collections(folder)]


def report_lines(refit: Refit) -> Iterable[str]:
    """The report as a table in lines."""
    report = refit.report
    found = report["judgements"]
    kinds = ", ".join(f"{number} {kind}" for kind, number in found["by_kind"].items())
    yield f"{found['pairs']} judged pairs of {found['needs']} needs: {kinds}"
    yield ""
    yield f"{'on needs held back':<28}{'before':>9}{'after':>9}"
    for name in ("log_loss", "calibration_error"):
        yield _row(name.replace("_", " "), report["before"][name], report["after"][name])
    yield _row("reciprocal rank", *report["reciprocal_rank"].values())
    for collection in report["collections"]:
        yield _row(f"nDCG@10 {collection['name']}", collection["before"], collection["after"])
    yield from _section("weights", (_row(name, *pair) for name, pair in report["weights"].items()))
    needs = [(row["need"], row["gain"]) for row in report["needs"]]
    yield from _gains("needs", needs)
    yield from _gains("companies", list(report["companies"].items()))
    laboratories = report["laboratories"]
    shown = [*laboratories[:_MOST_NAMED], *laboratories[_MOST_NAMED:][-_MOST_NAMED:]]
    yield from _section(
        "laboratories, times among the first five",
        (f"{row['name'][:27]:<28}{row['before']:>9}{row['after']:>9}" for row in shown),
    )


def _gains(what: str, gains: Sequence[tuple[str, float]]) -> Iterable[str]:
    """How many gain and lose, and the names of those who do so most."""
    up = sorted((one for one in gains if one[1] > 0), key=lambda one: (-one[1], one[0]))
    down = sorted((one for one in gains if one[1] < 0), key=lambda one: (one[1], one[0]))
    named = [*up[:_MOST_NAMED], *reversed(down[:_MOST_NAMED])]
    title = f"{what}: {len(up)} gain, {len(down)} lose, {len(gains) - len(up) - len(down)} stay"
    yield from _section(title, (f"{name:<28}{gain:>+18.3f}" for name, gain in named))


def _section(title: str, lines: Iterable[str]) -> Iterable[str]:
    yield ""
    yield title
    yield from lines


def _row(name: str, before: float, after: float) -> str:
    return f"{name[:27]:<28}{before:>9.3f}{after:>9.3f}"
