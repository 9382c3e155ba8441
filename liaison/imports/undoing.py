"""Takes back what an import has made, the last row first; what cannot be taken back any more says why."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from liaison.domain.import_job import finish_import
from liaison.enums import ImportState, RowVerdict
from liaison.models import ImportJob, ImportRow
from yangpu_portal.core.imports.sheet import ImportContext, SheetKind

UNDOING = (ImportState.UNDOING,)


def undo_file(job: ImportJob, kind: SheetKind, context: ImportContext) -> None:
    rows = job.rows.filter(
        verdict=RowVerdict.NEW, done_at__isnull=False, undone_at=None, undo_trouble=""
    ).order_by("-number")
    for key in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = ImportRow.objects.select_for_update().get(pk=key)
            if row.undone_at is None:
                _undo(row, kind, context)
                row.save()
    finish_import(job=job, of=UNDOING, state=ImportState.UNDONE)


def _undo(row: ImportRow, kind: SheetKind, context: ImportContext) -> None:
    assert kind.undo is not None
    assert row.made_id is not None
    try:
        with transaction.atomic():
            kind.undo(row.made_id, context)
    except (ValidationError, PermissionDenied) as error:
        messages = getattr(error, "messages", [str(error)])
        row.undo_trouble = " ".join(messages)[:300]
    else:
        row.undone_at = timezone.now()
