"""manage.py run_matching: match open needs with the published catalogue."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from liaison.domain.matching import run_matching
from liaison.enums import MatchTrigger
from startups.models import Need


class Command(BaseCommand):
    help = "Matches open needs with the published technologies and stores the best of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--need", action="append", metavar="ID", help="Only this need (nee_…); may be repeated."
        )
        parser.add_argument(
            "--quote",
            type=int,
            default=0,
            metavar="N",
            help="Look up the closest sentences for the N best of each need.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        bars = ProgressBars(quiet=options["verbosity"] == 0)
        run = run_matching(
            trigger=MatchTrigger.MANUAL,
            need_ids=self._need_ids(options["need"]),
            quote_best=options["quote"],
            progress=bars.show,
        )
        bars.close()
        self.stdout.write(
            f"Run {run.pk}: {run.needs} needs, {run.technologies} technologies, {run.matches} matches, "
            f"engine {run.engine_version}, encoder {run.encoder}, {time.monotonic() - begun:.1f} s"
        )

    def _need_ids(self, public_ids: list[str] | None) -> list[int] | None:
        if not public_ids:
            return None
        found = dict(Need.objects.filter(public_id__in=public_ids).values_list("public_id", "pk"))
        missing = [public_id for public_id in public_ids if public_id not in found]
        if missing:
            raise CommandError(
                f"There is no need {missing[0]}. Need ids look like nee_4fJkLm… and stand in addresses."
            )
        return list(found.values())


class ProgressBars:
    """One bar after the other, one for each step of a run."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._step = ""
        self._bar: tqdm[Any] | None = None

    def show(self, step: str, done: int, total: int) -> None:
        if self._bar is None or self._step != step:
            self.close()
            self._step = step
            self._bar = tqdm(total=total, desc=step, disable=self._quiet, mininterval=1.0)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None
