"""The first step of an import: every row read and tried, nothing of it kept but what was found."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from liaison.domain.import_job import finish_import
from liaison.enums import ImportState, RowVerdict
from liaison.imports.judging import write_row
from liaison.models import ImportJob, ImportRow
from yangpu_portal.core.imports.records import Record, RowIssue
from yangpu_portal.core.imports.sheet import ImportContext, RowReader, SheetKind, is_example
from yangpu_portal.core.imports.stored_cells import cells_to_json, storable, storable_text
from yangpu_portal.core.tables import Row, Table, TableError
from yangpu_portal.core.tables.uploads import read_upload

MOST_ROWS = 20_000
_BATCH = 100
CHECKING = (ImportState.CHECKING,)


def check_file(job: ImportJob, kind: SheetKind, context: ImportContext) -> None:
    """Begins at the first row each time: what an attempt that broke off has found is found again."""
    job.rows.all().delete()
    try:
        table = read_upload(Path(job.file.path), job.file_name, kind.names().know)
        if any(column != storable_text(column) for column in table.columns):
            raise TableError(_("The header holds signs that are no text. Save the file again from Excel."))
        reader = kind.open_reader(table.columns)
        _keep_columns(job, table, reader)
        stopped = not _check_rows(job, kind, context, reader, table)
    except TableError as error:
        trouble = str(error).replace(Path(job.file.path).name, job.file_name)
        finish_import(job=job, of=CHECKING, state=ImportState.FAILED, trouble=trouble)
        return
    if stopped:
        finish_import(job=job, of=CHECKING, state=ImportState.STOPPED)
        return
    finish_import(job=job, of=CHECKING, state=ImportState.CHECKED)


def _keep_columns(job: ImportJob, table: Table, reader: RowReader) -> None:
    job.columns, job.used = list(table.columns), list(reader.used)
    if job.expected is not None and job.expected > MOST_ROWS:
        job.expected = None  # most of them are empty, or the file is refused
    job.save(update_fields=["columns", "used", "expected", "updated_at"])


def _check_rows(
    job: ImportJob, kind: SheetKind, context: ImportContext, reader: RowReader, table: Table
) -> bool:
    """Returns False when somebody asked to stop.

    Raises:
        TableError: there are no rows, or more than can be looked at; or the file is damaged further inside.
    """
    batch: list[ImportRow] = []
    count = 0
    for count, row in enumerate(_judged(job, kind, context, reader, table.rows), start=1):
        if count > MOST_ROWS:
            raise TableError(
                _("The file has more than %(most)d rows. Divide it into several files.") % {"most": MOST_ROWS}
            )
        batch.append(row)
        if len(batch) >= _BATCH:
            ImportRow.objects.bulk_create(batch)
            batch = []
            if ImportJob.objects.filter(pk=job.pk, stop_asked=True).exists():
                return False
    ImportRow.objects.bulk_create(batch)
    if not count:
        raise TableError(_("There are no rows beneath the header."))
    return True


def _judged(
    job: ImportJob, kind: SheetKind, context: ImportContext, reader: RowReader, rows: Iterator[Row]
) -> Iterator[ImportRow]:
    seen: dict[str, int] = {}
    for row in map(storable, rows):
        if is_example(row):
            continue
        found = ImportRow(job=job, number=row.number, cells=cells_to_json(row))
        built = reader.read(row)
        if isinstance(built, Record):
            judge(found, kind, built, context, seen)
        else:
            refuse(found, built.issues)
        yield found


def judge(
    found: ImportRow, kind: SheetKind, record: Record, context: ImportContext, seen: dict[str, int]
) -> None:
    """Fills the row with what writing the record would do."""
    first = seen.get(record.external_id) if record.external_id else None
    if first is not None:
        reason = _("The same as row %(first)d: %(id)s.") % {"first": first, "id": record.external_id}
        refuse(found, [RowIssue(record.row, "", reason)])
        return
    judgement = write_row(kind, record, context, keep=False)
    if judgement.written is None:
        refuse(found, judgement.issues)
        return
    written = judgement.written
    seen[record.external_id] = record.row
    found.verdict, found.title = written.verdict, written.title[:300]
    found.changes = [[each.label, each.before, each.after] for each in written.changes]
    found.issues = [[issue.column, issue.reason] for issue in record.warnings]


def refuse(found: ImportRow, issues: list[RowIssue]) -> None:
    found.verdict = RowVerdict.REFUSED
    found.issues = [[issue.column, issue.reason] for issue in issues]
