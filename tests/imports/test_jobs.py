"""Imports as jobs: all or nothing, broken off and taken up, stopped, taken back; nothing is done twice."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from liaison.domain.import_job import (
    KEEP_FILES,
    MOST_ATTEMPTS,
    forget_import_files,
    start_undoing,
    start_writing,
    stop_import,
)
from liaison.enums import ImportMode, ImportState, MembershipState, TierLevel
from liaison.imports import writing
from liaison.imports.kinds import KINDS
from liaison.imports.running import unfinished_imports, work_on_import
from liaison.models import ImportJob, Membership, Payment
from liaison.tasks import work_on_imports
from startups.imports.sheets import COMPANIES
from startups.models import Company
from tests.factories import CompanyFactory, DistrictFactory, TierFactory, UniversityFactory
from tests.imports.files import checked, credit_code, fresh, imported, issues, sheet, text, verdicts, written
from tests.memberships import begun, pay
from tests.people import OFFICER, OFFICIAL, in_group, signed_in, tto_of
from universities.models import Technology

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称"]


@pytest.fixture
def official():
    DistrictFactory()
    return in_group(OFFICIAL)


def companies(*numbers):
    return [[credit_code(number), f"第{number}公司"] for number in numbers]


def dies_at(monkeypatch, place):
    """Lets the worker die before it has written so many rows."""
    original, count = writing._write, iter(range(100))

    def write(*args):
        if next(count) == place:
            raise SystemExit
        return original(*args)

    monkeypatch.setattr(writing, "_write", write)


def test_a_worker_that_dies_leaves_the_rest_to_the_next(official, monkeypatch):
    job = checked("companies", sheet(HEADER, *companies(1, 2, 3)), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    with monkeypatch.context() as patch:
        dies_at(patch, 2)
        with pytest.raises(SystemExit):
            work_on_import(job_id=job.pk)
    assert (fresh(job).state, Company.objects.count()) == (ImportState.WRITING, 2)
    assert unfinished_imports() == [job.pk]
    work_on_imports()
    assert (fresh(job).state, Company.objects.count()) == (ImportState.DONE, 3)
    assert job.rows.filter(done_at=None).count() == 0


def test_all_or_nothing_leaves_nothing_behind_when_a_worker_dies(official, monkeypatch):
    job = checked("companies", sheet(HEADER, *companies(1, 2, 3)), official)
    start_writing(job=job, mode=ImportMode.ALL)
    with monkeypatch.context() as patch:
        dies_at(patch, 2)
        with pytest.raises(SystemExit):
            work_on_import(job_id=job.pk)
    assert Company.objects.count() == 0
    work_on_import(job_id=job.pk)
    assert (fresh(job).state, Company.objects.count()) == (ImportState.DONE, 3)


def test_a_file_on_which_workers_die_is_given_up(official, monkeypatch):
    job = checked("companies", sheet(HEADER, *companies(1, 2)), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    dies_at(monkeypatch, 1)
    with pytest.raises(SystemExit):
        work_on_import(job_id=job.pk)
    ImportJob.objects.update(attempts=MOST_ATTEMPTS)
    assert not work_on_import(job_id=job.pk)
    assert "broke off" in fresh(job).trouble
    page = signed_in(official).get(f"/admin/liaison/importjob/{job.pk}/change/").content.decode()
    assert "1 row was written" in page
    assert "Nothing was written" not in page


def test_all_or_nothing_is_not_offered_where_a_row_is_wrong(official):
    job = checked("companies", sheet(HEADER, *companies(1), ["x", "y"]), official)
    with pytest.raises(ValidationError) as caught:
        start_writing(job=job, mode=ImportMode.ALL)
    assert "mode" in caught.value.message_dict
    assert written(job).state == ImportState.DONE
    assert Company.objects.count() == 1


def test_all_or_nothing_writes_nothing_when_a_row_turns_wrong_meanwhile(official):
    job = checked("companies", sheet(HEADER, *companies(1), [credit_code(2), "乙"]), official)
    job.rows.filter(number=3).update(cells={"统一社会信用代码": "x", "企业名称": "乙"})
    job = written(job, ImportMode.ALL)
    assert (job.state, Company.objects.count()) == (ImportState.FAILED, 0)
    assert verdicts(job) == ["new", "refused"]


def test_deciding_twice_writes_once(official):
    job = checked("companies", sheet(HEADER, *companies(1)), official)
    assert start_writing(job=fresh(job), mode=ImportMode.GOOD)
    assert not start_writing(job=fresh(job), mode=ImportMode.GOOD)


def test_a_check_changes_nothing(official):
    CompanyFactory(uscc=credit_code(1), name_zh="旧名")
    checked("companies", sheet(HEADER, *companies(1, 2)), official)
    assert list(Company.objects.values_list("name_zh", flat=True)) == ["旧名"]


def test_an_import_is_stopped_before_its_next_row(official):
    job = checked("companies", sheet(HEADER, *companies(1, 2)), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    stop_import(job=job)
    work_on_import(job_id=job.pk)
    assert (fresh(job).state, Company.objects.count()) == (ImportState.STOPPED, 0)


def test_all_or_nothing_is_stopped_too(official):
    job = checked("companies", sheet(HEADER, *companies(1, 2)), official)
    start_writing(job=job, mode=ImportMode.ALL)
    stop_import(job=job)
    work_on_import(job_id=job.pk)
    assert (fresh(job).state, Company.objects.count()) == (ImportState.STOPPED, 0)


def test_what_somebody_else_writes_at_the_same_moment_is_looked_at_again(official, monkeypatch):
    tried = []

    def write(record, context):
        tried.append(record.row)
        if len(tried) == 1:
            raise ValidationError("somebody else was quicker")
        return COMPANIES.write(record, context)

    job = checked("companies", sheet(HEADER, *companies(1)), official)
    monkeypatch.setitem(KINDS, "companies", replace(COMPANIES, write=write))
    assert (written(job).state, tried) == (ImportState.DONE, [2, 2])
    assert verdicts(job) == ["new"]


def test_one_whose_role_is_gone_writes_nothing_any_more(official):
    job = checked("companies", sheet(HEADER, *companies(1)), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    official.groups.clear()
    work_on_import(job_id=job.pk)
    assert (fresh(job).state, Company.objects.count()) == (ImportState.FAILED, 0)


def test_members_are_taken_back_and_payments_made_void(official):
    top = TierFactory(level=TierLevel.TOP)
    begun(top, district=DistrictFactory())
    tier = TierFactory(program=top.program, level=TierLevel.SECOND, name_zh="普通会员", annual_fee=100)
    company = CompanyFactory(uscc=credit_code(1))
    row = [credit_code(1), tier.program.name_en, "普通会员"]
    job = imported("members", sheet(["信用代码", "项目", "会员等级"], row), official)
    paid = imported(
        "payments",
        sheet(["信用代码", "金额", "到账日期", "凭证号"], [credit_code(1), 40, "2026-03-01", "YS-1"]),
        official,
    )
    start_undoing(job=paid, reason="wrong list")
    work_on_import(job_id=paid.pk)
    payment = Payment.objects.get(voucher_number="YS-1")
    assert payment.void_reason.startswith("wrong list (import imp_")
    start_undoing(job=job, reason="wrong list")
    work_on_import(job_id=job.pk)
    assert Membership.objects.get(company=company).state == MembershipState.CANCELLED
    assert fresh(job).state == ImportState.UNDONE


def test_renewals_are_withdrawn_unless_they_are_paid(official):
    top = TierFactory(level=TierLevel.TOP)
    parent = begun(top, district=DistrictFactory())
    tier = TierFactory(program=top.program, level=TierLevel.SECOND, annual_fee=100)
    for number in (1, 2):
        begun(tier, parent=parent, company=CompanyFactory(uscc=credit_code(number)), starts=-340)
    job = imported("renewals", sheet(["信用代码"], [credit_code(1)], [credit_code(2)]), official)
    pay(Membership.objects.get(company__uscc=credit_code(2)))
    start_undoing(job=job, reason="too early")
    work_on_import(job_id=job.pk)
    first, second = job.rows.order_by("number")
    assert first.undone_at is not None
    assert second.undone_at is None
    assert "paid" in second.undo_trouble


def test_technologies_come_in_as_drafts_of_the_own_university():
    university = UniversityFactory()
    tto = tto_of(university)
    file = text(["编号", "标题", "简介"], ["A1", "双极板涂层", "高温燃料电池用。"], ["A2", None, None])
    job = imported("technologies", file, tto, owner=university)
    assert (job.state, verdicts(job)) == (ImportState.DONE, ["new", "refused"])
    assert Technology.objects.get().state == "draft"
    again = checked("technologies", text(["编号", "标题"], ["A1", "双极板耐蚀涂层"]), tto, owner=university)
    assert again.rows.get().changes[0][1:] == ["双极板涂层", "双极板耐蚀涂层"]


def test_technologies_of_another_university_are_not_written():
    job = checked(
        "technologies", text(["标题"], ["a"]), tto_of(UniversityFactory()), owner=UniversityFactory()
    )
    assert job.state == ImportState.FAILED


def test_needs_of_a_company_wait_for_review(official):
    company = CompanyFactory()
    job = imported(
        "needs", text(["需求名称", "需求描述"], ["定位模块", "误差大。"]), in_group(OFFICER), owner=company
    )
    assert (job.state, company.needs.get().state) == (ImportState.DONE, "in_review")


def test_parks_and_universities(official):
    job = imported("parks", sheet(["园区名称", "级别", "纬度"], ["大创智", "市级", None]), official)
    assert job.state == ImportState.DONE
    job = imported("universities", sheet(["学校名称", "ROR"], ["上海理工大学", "00ay9v204"]), official)
    assert issues(job) == []


def test_the_example_row_of_the_template_is_passed_over(official):
    rows = (["示例：91310110MA1GD4NN28", "上海某某"], *companies(1))
    assert verdicts(checked("companies", sheet(HEADER, *rows), official)) == ["new"]


def test_two_workers_do_not_work_on_one_file(official):
    job = checked("companies", sheet(HEADER, *companies(1)), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [0x1A9, job.pk])
        assert not work_on_import(job_id=job.pk)
    finally:
        other.close()


def test_files_go_after_a_month_and_rows_stay(official):
    job = imported("companies", sheet(HEADER, *companies(1)), official)
    path = Path(job.file.path)
    assert forget_import_files(at=job.created_at + KEEP_FILES) == 0
    later = job.created_at + KEEP_FILES + timedelta(days=1)
    assert [forget_import_files(at=later), forget_import_files(at=later)] == [1, 0]
    assert not path.exists()
    assert (fresh(job).file.name, job.rows.count()) == ("", 1)


def noted(company: str) -> dict:
    """What the history notes of the last change of a company."""
    return Company.objects.get(name_zh=company).history.latest("pgh_id").pgh_context.metadata


def test_files_taken_up_by_one_task_stay_with_their_people(official):
    colleague = in_group(OFFICER)
    jobs = [
        checked("companies", sheet(HEADER, *companies(1)), official),
        checked("companies", sheet(HEADER, *companies(2)), colleague),
    ]
    for job in jobs:
        start_writing(job=job, mode=ImportMode.GOOD)
    work_on_imports()
    assert (noted("第1公司")["user"], noted("第2公司")["user"]) == (official.pk, colleague.pk)
    assert noted("第1公司")["import_job"] == jobs[0].public_id


def test_who_decides_on_the_file_of_a_colleague_stands_with_the_changes(official):
    colleague = in_group(OFFICER)
    job = checked("companies", sheet(HEADER, *companies(1)), colleague)
    signed_in(official).post(f"/admin/liaison/importjob/{job.pk}/write/", {"mode": ImportMode.GOOD})
    assert noted("第1公司")["user"] == official.pk
    assert fresh(job).decided_by == official
