"""manage.py import_needs FILE --company SLUG: bring technology needs in from a file."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from startups.domain.need import announce_needs
from startups.domain.need_import import import_needs
from startups.imports.needs import NEED_FIELDS, need_builder
from startups.models import Company
from yangpu_portal.core.domain.row_import import BatchOutcome
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.columns import Columns
from yangpu_portal.core.imports.command import ImportCommand, Writer, find_by_slug
from yangpu_portal.core.imports.records import Record, Refusal
from yangpu_portal.core.tables import Row


class Command(ImportCommand):
    help = "Imports needs of a company from CSV, TSV, XLSX, JSON or JSON Lines."
    fields = NEED_FIELDS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--company", required=True, metavar="SLUG", help="Whose needs they are.")
        parser.add_argument(
            "--open", action="store_true", help="Open them at once; otherwise officers review them first."
        )

    def builder(self, columns: Columns, language: Language | None) -> Callable[[Row], Record | Refusal]:
        return need_builder(columns, language)

    def writer(self, options: dict[str, Any]) -> Writer:
        company = find_by_slug(Company, options["company"])
        return NeedWriter(company, open_needs=options["open"], dry_run=options["dry_run"])


class NeedWriter(Writer):
    def __init__(self, company: Company, *, open_needs: bool, dry_run: bool) -> None:
        self._company, self._open, self._dry_run = company, open_needs, dry_run
        self._written: list[int] = []

    def write(self, records: list[Record]) -> BatchOutcome:
        outcome = import_needs(
            company=self._company, records=records, open_needs=self._open, dry_run=self._dry_run
        )
        if not self._dry_run:
            self._written += outcome.written
        return outcome

    def announce(self) -> None:
        announce_needs(need_ids=self._written)
