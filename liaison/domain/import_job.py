"""Imports of files: taken, decided on, stopped, taken back. `imports/running` does the work they ask for.

Each step is one conditional update, so that a form sent twice finds nothing left to do.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from liaison.enums import ImportMode, ImportState, RowVerdict
from liaison.models import ImportJob
from yangpu_portal.core.files import ending
from yangpu_portal.core.models import User
from yangpu_portal.core.tables import TableError
from yangpu_portal.core.tables.uploads import MOST_BYTES, check_upload
from yangpu_portal.core.wakeups import wake

TASK = "liaison.work_on_import"
ENDINGS = (".xlsx", ".csv", ".tsv", ".txt")
MOST_ATTEMPTS = 5
KEEP_FILES = timedelta(days=30)
State = ImportState
AT_WORK = (State.CHECKING, State.WRITING, State.UNDOING)


@transaction.atomic
def take_file(
    *, kind: str, file: File, actor: User, language: str, owner_id: int | None = None, owner_name: str = ""
) -> ImportJob:
    """Keeps a file and asks for its check; what is no table, or more than one, is not kept.

    Raises:
        ValidationError: what the file is instead.
    """
    name = (file.name or "").rsplit("/", 1)[-1][-200:]
    if ending(name) not in ENDINGS:
        raise ValidationError(
            {
                "file": _("“%(name)s” is no .xlsx or .csv file. Save the sheet as one of these.")
                % {"name": name}
            }
        )
    job = ImportJob(
        kind=kind,
        file=file,
        file_name=name,
        size=file.size,
        by=actor,
        language=language,
        owner_id=owner_id,
        owner_name=owner_name[:200],
    )
    if file.size > MOST_BYTES:
        raise ValidationError({"file": _too_large(name, file.size)})
    job.save()
    try:
        job.expected = check_upload(Path(job.file.path), name)
    except TableError as error:
        job.file.delete(save=False)
        raise ValidationError({"file": str(error)}) from error
    job.save(update_fields=["expected"])
    transaction.on_commit(partial(wake, TASK, job.pk))
    return job


def forget_import_files(*, at: datetime | None = None) -> int:
    """Deletes files of imports a month old: their rows are kept with the job, and nothing reads them again.

    Returns:
        how many were deleted.
    """
    old = ImportJob.objects.exclude(state=State.CHECKING).exclude(file="")
    jobs = list(old.filter(created_at__lt=(at or timezone.now()) - KEEP_FILES))
    for job in jobs:
        # First the file: who dies in between finds a name without a file next time, which is no fault.
        job.file.delete(save=False)
        ImportJob.objects.filter(pk=job.pk).update(file="")
    return len(jobs)


def start_writing(*, job: ImportJob, mode: ImportMode, actor: User | None = None) -> bool:
    """Asks for the rows to be written; False when somebody has decided already.

    Args:
        actor: who decides, and then stands with each change; by default who handed the file in.

    Raises:
        ValidationError: all rows or none, and some are wrong.
    """
    if mode == ImportMode.ALL and job.rows.filter(verdict=RowVerdict.REFUSED).exists():
        raise ValidationError(
            {
                "mode": _(
                    "Some rows are wrong, so none would be written. Take the good rows, or correct the file."
                )
            }
        )
    return _step(job, (State.CHECKED,), State.WRITING, mode=mode, decided_by=actor, attempts=0)


def start_undoing(*, job: ImportJob, reason: str, actor: User | None = None) -> bool:
    """Asks for what the import has made to be taken back; False when that is under way.

    Args:
        actor: as for writing.

    Raises:
        ValidationError: the reason is missing.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the history keeps it.")})
    return _step(
        job,
        (State.DONE, State.STOPPED, State.FAILED),  # one that was given up may have written rows
        State.UNDOING,
        undo_reason=reason.strip()[:200],
        decided_by=actor,
        attempts=0,
    )


def stop_import(*, job: ImportJob) -> None:
    """Stops an import: at once where nobody works on it, else before its next row."""
    ImportJob.objects.filter(pk=job.pk, state__in=AT_WORK).update(stop_asked=True)
    finish_import(job=job, of=(State.CHECKED,), state=State.STOPPED)


def finish_import(
    *, job: ImportJob, of: tuple[ImportState, ...], state: ImportState, trouble: str = "", **values: Any
) -> bool:
    """Closes a step of an import, unless it is in another state by now."""
    return _step(job, of, state, finished_at=timezone.now(), trouble=trouble[:1000], wakes=False, **values)


def begin_attempt(*, job_id: int) -> ImportJob | None:
    """The job, counted as begun once more; None when there is nothing to do.

    A file on which workers die over and over is given up, so that it stops no others.
    """
    job = ImportJob.objects.filter(pk=job_id, state__in=AT_WORK).first()
    if job is None:
        return None
    job.attempts += 1
    if job.attempts > MOST_ATTEMPTS:
        with translation.override(job.language):
            trouble = _("Work on this file broke off %(count)d times, so it was given up.")
        finish_import(job=job, of=AT_WORK, state=State.FAILED, trouble=trouble % {"count": MOST_ATTEMPTS})
        return None
    job.save(update_fields=["attempts", "updated_at"])
    return job


def _too_large(name: str, size: int) -> str:
    return _("“%(name)s” has %(size)s; at most %(most)s are taken. Divide it into several files.") % {
        "name": name,
        "size": filesizeformat(size),
        "most": filesizeformat(MOST_BYTES),
    }


def _step(
    job: ImportJob, of: tuple[ImportState, ...], to: ImportState, *, wakes: bool = True, **values: Any
) -> bool:
    values = {"stop_asked": False, **values, "state": to, "updated_at": timezone.now()}
    moved = ImportJob.objects.filter(pk=job.pk, state__in=of).update(**values) > 0
    if moved:
        for name, value in values.items():
            setattr(job, name, value)
        if wakes:
            wake_up: Callable[[], Any] = partial(wake, TASK, job.pk)
            transaction.on_commit(wake_up)
    return moved
