"""manage.py send_digests: make this week's digests that are still to be made."""

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from tqdm import tqdm

from liaison.domain.digest import send_digests
from liaison.enums import IssueState


class Command(BaseCommand):
    help = "Queues the weekly digests; run twice it sends nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--week-of", metavar="YYYY-MM-DD", help="A day of the week to make, by default today."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = self._moment(options["week_of"])
        with tqdm(desc="digests", disable=options["verbosity"] == 0, mininterval=1.0) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            outcome = send_digests(at=at, progress=show)
        self.stdout.write(
            f"{outcome[IssueState.MAILED]} digests queued, {outcome[IssueState.SKIPPED]} without news"
        )

    def _moment(self, day: str | None) -> datetime | None:
        if day is None:
            return None
        try:
            parsed = parse_date(day)
        except ValueError:
            parsed = None
        if parsed is None:
            raise CommandError(f"“{day}” is no date; write it as 2026-11-23.")
        return datetime.combine(parsed, time(12), timezone.get_current_timezone())
