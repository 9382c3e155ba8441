"""manage.py import_offers FILE --university SLUG: bring technology offers in from a file."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from universities.domain.technology import announce_technologies
from universities.domain.technology_import import import_technologies
from universities.imports.offers import OFFER_FIELDS, offer_builder
from universities.models import University
from yangpu_portal.core.domain.row_import import BatchOutcome
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.columns import Columns
from yangpu_portal.core.imports.command import ImportCommand, Writer, find_by_slug
from yangpu_portal.core.imports.records import Record, Refusal
from yangpu_portal.core.tables import Row


class Command(ImportCommand):
    help = "Imports technology offers of a university from CSV, TSV, XLSX, JSON or JSON Lines."
    fields = OFFER_FIELDS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--university", required=True, metavar="SLUG", help="Whose offers they are.")
        parser.add_argument(
            "--publish", action="store_true", help="Publish them; otherwise new ones are drafts."
        )

    def builder(self, columns: Columns, language: Language | None) -> Callable[[Row], Record | Refusal]:
        return offer_builder(columns, language)

    def writer(self, options: dict[str, Any]) -> Writer:
        university = find_by_slug(University, options["university"])
        return OfferWriter(university, publish=options["publish"], dry_run=options["dry_run"])


class OfferWriter(Writer):
    def __init__(self, university: University, *, publish: bool, dry_run: bool) -> None:
        self._university, self._publish, self._dry_run = university, publish, dry_run
        self._written: list[int] = []

    def write(self, records: list[Record]) -> BatchOutcome:
        outcome = import_technologies(
            university=self._university, records=records, publish=self._publish, dry_run=self._dry_run
        )
        if not self._dry_run:
            self._written += outcome.written
        return outcome

    def announce(self) -> None:
        announce_technologies(technology_ids=self._written)
