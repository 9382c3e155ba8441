"""Works on imports: one worker on each, which may die at any moment and leave the rest to the next."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from liaison.domain.import_job import AT_WORK, begin_attempt, finish_import
from liaison.enums import ImportState
from liaison.imports.checking import check_file
from liaison.imports.kinds import KINDS
from liaison.imports.undoing import undo_file
from liaison.imports.writing import write_file
from liaison.models import ImportJob
from yangpu_portal.core.history import apart
from yangpu_portal.core.imports.sheet import ImportContext, SheetKind

_LOCKS = 0x1A9  # the first half of the keys of these locks; the second is the job's

_WORK: dict[str, Callable[[ImportJob, SheetKind, ImportContext], None]] = {
    ImportState.CHECKING: check_file,
    ImportState.WRITING: write_file,
    ImportState.UNDOING: undo_file,
}


def unfinished_imports() -> list[int]:
    return list(ImportJob.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True))


def work_on_import(*, job_id: int) -> bool:
    """Does what the job asks for; False when another worker is at it or nothing is to be done."""
    with _alone(job_id) as mine:
        job = begin_attempt(job_id=job_id) if mine else None
        if job is None:
            return False
        with translation.override(job.language):
            _work(job)
        return True


def _work(job: ImportJob) -> None:
    kind, context = KINDS[job.kind], _context(job)
    if context is None:
        # Whose account is closed, or whose role was taken away meanwhile, changes nothing any more.
        trouble = _("The person who began it may not import this any more.")
        finish_import(job=job, of=AT_WORK, state=ImportState.FAILED, trouble=trouble)
        return
    # One task takes up the files of several people, and an official decides on those of colleagues.
    with apart(user=context.actor.pk, reason=context.reason, import_job=job.public_id):
        _WORK[job.state](job, kind, context)


def _context(job: ImportJob) -> ImportContext | None:
    kind, actor = KINDS[job.kind], job.decided_by or job.by
    if actor is None or not kind.may_be_imported_by(actor):
        return None
    owner = None
    if kind.owners is not None:
        try:
            owner = kind.owners(actor).get(pk=job.owner_id)
        except ObjectDoesNotExist:
            return None
    return ImportContext(actor=actor, reason=reason_of(job), owner=owner)


def reason_of(job: ImportJob) -> str:
    """What the history says of each change: the person's reason for undoing, and always the import."""
    where = _("import %(id)s, %(file)s") % {"id": job.public_id, "file": job.file_name[:120]}
    return f"{job.undo_reason} ({where})" if job.state == ImportState.UNDOING else where


@contextmanager
def _alone(job_id: int) -> Iterator[bool]:
    """A lock of this connection: it goes with a worker that dies, so that nobody waits for a timeout."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, job_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, job_id])
