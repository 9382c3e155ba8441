"""Runs an import: rows to records, records in batches to the database, and a report of all of it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yangpu_portal.core.domain.row_import import BatchOutcome
from yangpu_portal.core.imports.records import Record, Refusal, RowIssue
from yangpu_portal.core.tables import Row

BATCH = 500
_KEPT = 20  # issues kept for the end of the run; all go to `on_issue` as they come
_EXAMPLES = 5


@dataclass
class ImportReport:
    """Counts and examples. `read` is the sum of new, changed, same and refused."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    warned: int = 0
    seconds: float = 0.0
    errors: list[RowIssue] = field(default_factory=list)
    warnings: list[RowIssue] = field(default_factory=list)
    examples_new: list[str] = field(default_factory=list)
    examples_changed: list[tuple[str, list[str]]] = field(default_factory=list)
    examples_same: list[str] = field(default_factory=list)
    on_issue: Callable[[RowIssue, bool], None] = lambda issue, is_error: None

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        for issue in refusal.issues:
            self.on_issue(issue, True)
        self.errors += refusal.issues[: max(0, _KEPT - len(self.errors))]

    def warn(self, issues: list[RowIssue]) -> None:
        self.warned += len(issues)
        for issue in issues:
            self.on_issue(issue, False)
        self.warnings += issues[: max(0, _KEPT - len(self.warnings))]

    def add(self, outcome: BatchOutcome) -> None:
        self.new += len(outcome.new)
        self.changed += len(outcome.changed)
        self.same += len(outcome.same)
        for refusal in outcome.refused:
            self.refuse(refusal)
        room = _EXAMPLES - len(self.examples_new)
        self.examples_new += [_title(record) for record in outcome.new[: max(0, room)]]
        room = _EXAMPLES - len(self.examples_changed)
        self.examples_changed += [
            (_title(record), names) for record, names in outcome.changed[: max(0, room)]
        ]
        room = _EXAMPLES - len(self.examples_same)
        self.examples_same += [_title(record) for record in outcome.same[: max(0, room)]]


@dataclass
class ImportRun:
    """One pass over a file. Memory is bounded by a batch and one id per row.

    Args:
        build: makes a record of a row.
        write: brings one batch into the database, as a transaction of its own.
        report: filled as the rows pass, so that it is right also when the run breaks off.
    """

    build: Callable[[Row], Record | Refusal]
    write: Callable[[list[Record]], BatchOutcome]
    report: ImportReport = field(default_factory=ImportReport)
    _seen: dict[str, int] = field(default_factory=dict)
    _batch: list[Record] = field(default_factory=list)

    def take(self, rows: Iterable[Row], progress: Callable[[int], None] = lambda number: None) -> None:
        """Reads the rows and writes them batch by batch; `progress` is told the number of the last row.

        Raises:
            TableError: the file turned out to be damaged; the batches written stay.
        """
        begun = time.monotonic()
        for row in rows:
            self._take_row(row)
            if len(self._batch) >= BATCH:
                self._flush()
                self.report.seconds = time.monotonic() - begun
            progress(row.number)
        self._flush()
        self.report.seconds = time.monotonic() - begun

    def _take_row(self, row: Row) -> None:
        self.report.read += 1
        built = self.build(row)
        if isinstance(built, Record):
            built = _unless_repeated(built, self._seen)
        if isinstance(built, Refusal):
            self.report.refuse(built)
        else:
            self.report.warn(built.warnings)
            self._batch.append(built)

    def _flush(self) -> None:
        if self._batch:
            self.report.add(self.write(self._batch))
            self._batch = []


def _unless_repeated(record: Record, seen: dict[str, int]) -> Record | Refusal:
    first = seen.setdefault(record.external_id, record.row)
    if first == record.row:
        return record
    if record.external_id.startswith("title-"):
        reason = _("The same title as in row %(first)d, and there is no id to tell them apart.")
    else:
        reason = _("The same id as in row %(first)d: %(id)s.")
    issue = RowIssue(record.row, "", reason % {"first": first, "id": record.external_id})
    return Refusal(record.row, [issue])


def _title(record: Record) -> str:
    title = record.values.get("title_zh") or record.values.get("title_en") or record.external_id
    return title if len(title) <= 80 else f"{title[:79]}…"
