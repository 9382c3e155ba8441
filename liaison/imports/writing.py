"""The second step of an import: rows written one by one, each marked in the transaction that writes it.

A worker that dies leaves rows that are done and rows that are not; the next one goes on with the latter.
"""

from collections.abc import Iterator

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.domain.import_job import finish_import
from liaison.enums import ImportMode, ImportState, RowVerdict
from liaison.imports.checking import refuse
from liaison.imports.judging import Judgement, write_row
from liaison.models import ImportJob, ImportRow
from liaison.queries.import_job import progress_key
from yangpu_portal.core.imports.records import Record
from yangpu_portal.core.imports.sheet import ImportContext, RowReader, SheetKind
from yangpu_portal.core.imports.stored_cells import row_from_json

WRITING = (ImportState.WRITING,)
_TO_WRITE = (RowVerdict.NEW, RowVerdict.CHANGED)
_LOOK_EVERY = 20  # rows between two looks whether to stop
_KEPT_SECONDS = 3600


class _WrongRowError(Exception):
    """A row was wrong although all or none are to be written."""


class _StopAskedError(Exception):
    """Somebody stops what is written all at once, so that none of it stays."""


def write_file(job: ImportJob, kind: SheetKind, context: ImportContext) -> None:
    reader = kind.open_reader(job.columns)
    if job.mode == ImportMode.ALL:
        _write_all_or_none(job, kind, context, reader)
        return
    for place, key in enumerate(_keys_to_write(job)):
        if place % _LOOK_EVERY == 0 and _is_to_stop(job):
            finish_import(job=job, of=WRITING, state=ImportState.STOPPED)
            return
        with transaction.atomic():
            row = ImportRow.objects.select_for_update().get(pk=key)
            if row.done_at is None:
                _mark(row, _write(row, kind, context, reader))
    finish_import(job=job, of=WRITING, state=ImportState.DONE)


def _write_all_or_none(job: ImportJob, kind: SheetKind, context: ImportContext, reader: RowReader) -> None:
    wrong: ImportRow | None = None
    try:
        with transaction.atomic():
            for place, key in enumerate(_keys_to_write(job)):
                if place % _LOOK_EVERY == 0:
                    cache.set(progress_key(job), place, _KEPT_SECONDS)
                    if _is_to_stop(job):
                        raise _StopAskedError
                row = ImportRow.objects.select_for_update().get(pk=key)
                _mark(row, _write(row, kind, context, reader))
                if row.verdict == RowVerdict.REFUSED:
                    wrong = row
                    raise _WrongRowError
            finish_import(job=job, of=WRITING, state=ImportState.DONE)
    except _StopAskedError:
        finish_import(job=job, of=WRITING, state=ImportState.STOPPED)
    except _WrongRowError:
        assert wrong is not None
        wrong.save()
        trouble = _("Row %(row)d could not be written after all, so nothing was: all rows or none.")
        finish_import(job=job, of=WRITING, state=ImportState.FAILED, trouble=trouble % {"row": wrong.number})
    finally:
        cache.delete(progress_key(job))


def _keys_to_write(job: ImportJob) -> Iterator[int]:
    rows = job.rows.filter(verdict__in=_TO_WRITE, done_at=None).order_by("number")
    yield from rows.values_list("pk", flat=True)


def _is_to_stop(job: ImportJob) -> bool:
    return ImportJob.objects.filter(pk=job.pk, stop_asked=True).exists()


def _write(row: ImportRow, kind: SheetKind, context: ImportContext, reader: RowReader) -> Judgement:
    built = reader.read(row_from_json(row.number, row.cells))
    if not isinstance(built, Record):
        return Judgement(issues=built.issues)  # what it names is gone since it was checked
    judgement = write_row(kind, built, context)
    if judgement.written is None:
        # Somebody else may have written the same row at the same moment: looked at again, it is there.
        judgement = write_row(kind, built, context)
    return judgement


def _mark(row: ImportRow, judgement: Judgement) -> None:
    """What the row became, which may differ from what the check foresaw."""
    written = judgement.written
    if written is None:
        refuse(row, judgement.issues)
        row.changes = []
    else:
        row.verdict, row.title, row.done_at = written.verdict, written.title[:300], timezone.now()
        row.changes = [[each.label, each.before, each.after] for each in written.changes]
        if written.row is not None:
            row.made, row.made_id = written.row._meta.label_lower, written.row.pk
    row.save()
