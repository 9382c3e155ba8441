"""Files for `benchmarks.imports`, and the naive way to read one."""

import io
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from openpyxl import load_workbook
from stdnum.cn import uscc

from liaison.domain.import_job import start_writing, take_file
from liaison.domain.membership import apply_for_membership, approve_membership
from liaison.domain.membership_rows import term_ahead
from liaison.domain.payment import record_payment
from liaison.domain.roles import sync_role_groups
from liaison.enums import AgreementKind, ImportMode, ImportState, TierLevel
from liaison.imports.running import work_on_import
from liaison.models import Agreement, ImportJob, Program, Tier
from startups.models import Company
from universities.models import University
from yangpu_portal.core.models import District, User
from yangpu_portal.core.rules import OFFICIAL
from yangpu_portal.core.sheets.workbook import Book

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DAY = "2026-03-01"


def prepare() -> User:
    """A district with a top-level membership, and an official."""
    sync_role_groups()
    official = User.objects.create(email="official@bench.example", name="x", is_staff=True)
    official.groups.add(Group.objects.get(name=OFFICIAL))
    district = District.objects.create(
        code="310110", name_zh="杨浦区", name_en="Yangpu", city_zh="上海", city_en="Shanghai"
    )
    university = University.objects.create(slug="u", name_en="U")
    program = Program.objects.create(slug="p", university=university, name_zh="计划")
    top = Tier.objects.create(
        program=program, slug="top", level=TierLevel.TOP, name_zh="区级", annual_fee=Decimal(10)
    )
    Tier.objects.create(
        program=program, slug="s", level=TierLevel.SECOND, name_zh="会员", annual_fee=Decimal(48000)
    )
    Agreement.objects.create(
        kind=AgreementKind.PROGRAM, university=university, district=district, subject_en="Membership",
        signed_on="2020-01-01", starts_on="2020-01-01",
    )  # fmt: skip
    membership = apply_for_membership(program=program, tier=top, district=district)
    approve_membership(membership_id=membership.pk)
    term = term_ahead(membership)
    assert term is not None
    record_payment(
        term_id=term.pk, amount=Decimal(10), paid_on=membership.created_at.date(), voucher_number="top"
    )
    return official


def taken(kind: str, count: int, official: User) -> ImportJob:
    rows = {
        "companies": (
            ["统一社会信用代码", "企业名称", "员工人数"],
            lambda n: [code(n), f"第{n}科技有限公司", 10 + n],
        ),
        "members": (["统一社会信用代码", "项目", "会员等级"], lambda n: [code(n), "计划", "会员"]),
        "payments": (
            ["统一社会信用代码", "金额", "到账日期", "凭证号"],
            lambda n: [code(n), 48000, _DAY, f"V{n}"],
        ),
        "renewals": (["统一社会信用代码", "会费"], lambda n: [code(n), 50000]),
    }
    headers, row = rows[kind]
    content = _book(headers, [row(number) for number in range(count)])
    return take_file(kind=kind, file=ContentFile(content, f"{kind}.xlsx"), actor=official, language="zh-hans")


def companies_sheet(count: int, first: int) -> bytes:
    headers = ["统一社会信用代码", "企业名称", "员工人数"]
    return _book(headers, [[code(n), f"第{n}科技有限公司", n] for n in range(first, first + count)])


def check(job: ImportJob) -> None:
    work_on_import(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED, job.trouble


def write(job: ImportJob) -> None:
    start_writing(job=job, mode=ImportMode.GOOD)
    work_on_import(job_id=job.pk)
    assert not job.rows.filter(done_at=None).exists(), list(job.rows.values_list("issues", flat=True)[:3])


def naive_file(count: int) -> str:
    path = Path(tempfile.mkdtemp()) / "naive.xlsx"
    path.write_bytes(_book(["code", "name"], [[code(10**5 + n), f"第{n}公司"] for n in range(count)]))
    return str(path)


def naive(path: Path) -> None:
    district = District.objects.get()
    rows = load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    for place, (number, name) in enumerate(rows):
        Company.objects.create(slug=f"naive-{place}", uscc=str(number), name_zh=str(name), district=district)


def code(number: int) -> str:
    """A valid credit code, another one for each number."""
    organisation = f"MA{number:06d}"
    total = sum(int(c, 36) * weight for c, weight in zip(organisation, _WEIGHTS, strict=True))
    start = f"91310110{organisation}{'0123456789X0'[(11 - total % 11) % 11]}"
    return str(start + uscc.calc_check_digit(start))


def _book(headers: list[str], rows: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    with Book(content, title="bench") as book:
        book.add_sheet("Sheet1", headers, rows)
    return content.getvalue()
