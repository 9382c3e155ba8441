"""One import for the demo: a list of companies with three wrong rows, to be looked at and tried again."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.utils import translation

from liaison.domain.import_job import start_writing, take_file
from liaison.enums import ImportMode
from liaison.imports.running import work_on_import
from liaison.models import ImportJob
from startups.imports.sheets import COMPANIES
from startups.models import Company
from yangpu_portal.core.models import User
from yangpu_portal.core.sheets.workbook import Book

LANGUAGE = "zh-hans"
_FILE = "杨浦企业信息更新（演示）.xlsx"
_HEADERS = ("统一社会信用代码", "企业名称", "员工人数", "所在园区", "备注")


def load_imports(*, official: User) -> int:
    """Imports the list unless something has been imported before; gives how many imports were made."""
    if ImportJob.objects.exists():
        return 0
    with translation.override(LANGUAGE):
        job = take_file(
            kind=COMPANIES.slug, file=ContentFile(_content(), _FILE), actor=official, language=LANGUAGE
        )
        work_on_import(job_id=job.pk)
        job.refresh_from_db()
        start_writing(job=job, mode=ImportMode.GOOD)
        work_on_import(job_id=job.pk)
    return 1


def _content() -> bytes:
    content = io.BytesIO()
    with Book(content, title=_FILE) as book:
        book.add_sheet("Sheet1", _HEADERS, _rows())
    return content.getvalue()


def _rows() -> list[list[Any]]:
    """Of the demo's companies two have grown, one is as it was; then come a slip of each usual kind."""
    companies = list(Company.objects.exclude(uscc=None).select_related("park").order_by("slug")[:6])
    rows: list[list[Any]] = []
    for place, company in enumerate(companies):
        grown = 4 if place in (1, 2) else 0
        park = company.park.name_zh if company.park else ""
        rows.append([company.uscc, company.name_zh, (company.employees or 20) + grown, park, ""])
    for row, slip in zip(rows[3:], _SLIPS, strict=False):
        place, wrong, remark = slip
        row[place], row[4] = wrong(row[place]), remark
    return rows


def _other_end(code: str) -> str:
    return code[:-1] + ("8" if code[-1] != "8" else "9")


_SLIPS = (
    (0, _other_end, "代码抄自旧表"),
    (2, lambda count: f"约{count}人", "电话核实"),
    (3, lambda park: "创智天地园区（二期）", "刚搬迁"),
)
