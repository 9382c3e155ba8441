"""The command line shared by imports: options, progress, report and exit code."""

import difflib
import os
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from django.utils.translation import gettext as _

from yangpu_portal.core.domain.row_import import BatchOutcome
from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.columns import Columns, Field, match_columns
from yangpu_portal.core.imports.issue_file import IssueFile
from yangpu_portal.core.imports.progress import Progress
from yangpu_portal.core.imports.records import Record, Refusal
from yangpu_portal.core.imports.run import ImportReport, ImportRun
from yangpu_portal.core.imports.wording import column_lines, example_lines, issue_lines, summary_line
from yangpu_portal.core.tables import Row, Table, TableError, read_table

SOME_REFUSED, NOTHING_READ, STOPPED = 1, 2, 130


class ImportCommand(BaseCommand):
    """Base of import commands. Exit codes: 0 all rows in, 1 some refused, 2 nothing could be read."""

    fields: ClassVar[Sequence[Field]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV, TSV, XLSX, JSON or JSON Lines.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="What a column is, where its name does not say it; COLUMN=- leaves it out. May be repeated.",
        )
        parser.add_argument(
            "--sheet", metavar="NAME", help="The sheet of a workbook, or the list of a JSON file."
        )
        parser.add_argument(
            "--language", choices=Language.values, help="Of all text; otherwise found from the text."
        )
        parser.add_argument("--dry-run", action="store_true", help="Tell what would happen, write nothing.")
        parser.add_argument("--all-or-nothing", action="store_true", help="Write nothing if a row is wrong.")
        parser.add_argument("--errors", metavar="CSV", help="Write all errors and warnings into this file.")
        parser.add_argument(
            "--progress",
            action="store_true",
            default=None,
            help="Draw a bar also where there is no terminal.",
        )

    def builder(self, columns: Columns, language: Language | None) -> Callable[[Row], Record | Refusal]:
        raise NotImplementedError

    def writer(self, options: dict[str, Any]) -> "Writer":
        """What brings batches into the database; raises CommandError where an option is wrong."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        writer = self.writer(options)
        mapping = parse_mapping(options["map"])
        try:
            table = read_table(options["file"], sheet=options["sheet"])
            columns = match_columns(table.columns, self.fields, mapping)
        except TableError as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        if options["verbosity"]:
            self.stdout.write("\n".join(column_lines(options["file"], table, columns)))
        language = Language(options["language"]) if options["language"] else None
        self._run(table, self.builder(columns, language), writer, options)

    def _run(
        self,
        table: Table,
        build: Callable[[Row], Record | Refusal],
        writer: "Writer",
        options: dict[str, Any],
    ) -> None:
        run = ImportRun(build, writer.write)
        failure: CommandError | None = None
        with ExitStack() as stack:
            if options["errors"]:
                run.report.on_issue = stack.enter_context(_issue_file(options["errors"])).write
            if options["all_or_nothing"]:
                stack.enter_context(transaction.atomic())
            progress = stack.enter_context(closing(self._progress(table, options)))
            try:
                run.take(table.rows, progress)
            except TableError as error:
                failure = CommandError(
                    str(error), returncode=SOME_REFUSED if run.report.read else NOTHING_READ
                )
            except KeyboardInterrupt:
                failure = CommandError(_("Stopped; run the command again to go on."), returncode=STOPPED)
            undone = options["all_or_nothing"] and (failure is not None or run.report.refused > 0)
            if undone:
                transaction.set_rollback(True)
        if not (undone or options["dry_run"]):
            writer.announce()
        self._finish(run.report, options, undone, failure)

    def _progress(self, table: Table, options: dict[str, Any]) -> Progress:
        # Django's wrapper ends every write with a new line, which a bar cannot bear.
        stream = self.stderr.__dict__.get("_out", self.stderr)
        quiet = not options["verbosity"]
        return Progress(stream, table.last_number, bar=options["progress"], quiet=quiet)

    def _finish(
        self, report: ImportReport, options: dict[str, Any], undone: bool, failure: CommandError | None
    ) -> None:
        for line in issue_lines(report, options["errors"]):
            self.stderr.write(line)
        if options["dry_run"] and options["verbosity"]:
            self.stdout.write("\n".join(example_lines(report)))
        if options["verbosity"]:
            self.stdout.write(summary_line(report))
            if undone or options["dry_run"]:
                self.stdout.write(_("Nothing was written."))
        if failure:
            raise failure
        if report.read == 0:
            raise CommandError(_("There are no rows beneath the header."), returncode=NOTHING_READ)
        if report.refused:
            self._refuse(report)

    def _refuse(self, report: ImportReport) -> NoReturn:
        raise CommandError(
            _("%(refused)d of %(read)d rows were refused.")
            % {"refused": report.refused, "read": report.read},
            returncode=SOME_REFUSED,
        )


class Writer:
    """Brings batches into the database, and tells of them once at the end of the run."""

    def write(self, records: list[Record]) -> BatchOutcome:
        raise NotImplementedError

    def announce(self) -> None:
        raise NotImplementedError


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """{column: field} of COLUMN=FIELD texts; a column's name may hold "=" itself."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        column, equals, target = pair.rpartition("=")
        if not (equals and column.strip() and target.strip()):
            raise CommandError(
                _("“%(pair)s”: write --map COLUMN=FIELD, such as --map Name=title.") % {"pair": pair},
                returncode=NOTHING_READ,
            )
        mapping[column.strip()] = target.strip()
    return mapping


def find_by_slug(model: type[models.Model], slug: str) -> Any:
    """The row with this slug.

    Raises:
        CommandError: there is none; names the closest ones.
    """
    row = model._default_manager.filter(slug=slug).first()
    if row is not None:
        return row
    slugs = list(model._default_manager.order_by("slug").values_list("slug", flat=True))
    near = difflib.get_close_matches(slug, slugs, n=5, cutoff=0.4) or slugs[:10]
    raise CommandError(
        _("There is no %(kind)s “%(slug)s”. Known: %(known)s.")
        % {"kind": model._meta.verbose_name, "slug": slug, "known": ", ".join(near) or "–"},
        returncode=NOTHING_READ,
    )


def _issue_file(path: str) -> IssueFile:
    try:
        return IssueFile(path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CommandError(
            _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": reason},
            returncode=NOTHING_READ,
        ) from error
