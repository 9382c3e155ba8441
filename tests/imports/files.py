"""Files officials send, made for tests, and imports of them."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from stdnum.cn import uscc

from liaison.domain.import_job import start_writing, take_file
from liaison.enums import ImportMode
from liaison.imports.running import work_on_import
from liaison.models import ImportJob

_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(number: int) -> str:
    """A valid credit code, another one for each number."""
    organisation = f"MA{number:06d}"
    total = sum(int(c, 36) * weight for c, weight in zip(organisation, _GB11714_WEIGHTS, strict=True))
    start = f"91310110{organisation}{'0123456789X0'[(11 - total % 11) % 11]}"
    return start + uscc.calc_check_digit(start)


def sheet(*rows, name="sheet.xlsx") -> SimpleUploadedFile:
    """A workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def text(*rows, name="sheet.csv", encoding="utf-8") -> SimpleUploadedFile:
    content = io.StringIO()
    csv.writer(content).writerows(rows)
    return SimpleUploadedFile(name, content.getvalue().encode(encoding))


def checked(kind: str, file, actor, *, language="en", owner=None) -> ImportJob:
    """The job of a file that has been checked."""
    job = take_file(
        kind=kind,
        file=file,
        actor=actor,
        language=language,
        owner_id=owner.pk if owner else None,
        owner_name=str(owner or ""),
    )
    work_on_import(job_id=job.pk)
    return fresh(job)


def written(job: ImportJob, mode=ImportMode.GOOD) -> ImportJob:
    start_writing(job=fresh(job), mode=mode)
    work_on_import(job_id=job.pk)
    return fresh(job)


def imported(kind: str, file, actor, **options) -> ImportJob:
    return written(checked(kind, file, actor, **options))


def fresh(job: ImportJob) -> ImportJob:
    return ImportJob.objects.select_related("by").get(pk=job.pk)


def verdicts(job: ImportJob) -> list[str]:
    return list(job.rows.order_by("number").values_list("verdict", flat=True))


def issues(job: ImportJob) -> list[list[str]]:
    """[column, reason] of all rows."""
    return [issue for row in job.rows.order_by("number") for issue in row.issues]
