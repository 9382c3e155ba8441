"""Companies from sheets: what is new, what changed, what is wrong and where."""

import pytest

from startups.models import Company
from tests.factories import CompanyFactory, DistrictFactory, SciTechParkFactory
from tests.imports.files import checked, credit_code, imported, issues, sheet, text, verdicts
from tests.people import OFFICIAL, in_group

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称", "员工人数"]


@pytest.fixture
def official():
    DistrictFactory()
    return in_group(OFFICIAL)


def test_a_new_company_is_foreseen_and_then_made(official):
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝科技有限公司", 46]), official)
    assert (job.state, verdicts(job), Company.objects.count()) == ("checked", ["new"], 0)
    job = imported("companies", sheet(HEADER, [credit_code(1), "深蓝科技有限公司", 46]), official)
    company = Company.objects.get()
    assert (job.state, company.uscc, company.employees) == ("done", credit_code(1), 46)
    assert company.slug == "shen-lan-ke-ji-you-xian-gong-si"


def test_a_file_that_comes_twice_changes_nothing(official):
    rows = (HEADER, [credit_code(1), "深蓝科技有限公司", 46])
    imported("companies", sheet(*rows), official)
    assert verdicts(checked("companies", sheet(*rows), official)) == ["same"]


def test_a_change_shows_what_stood_there_and_what_will(official):
    CompanyFactory(uscc=credit_code(1), name_zh="深蓝科技", employees=40, summary_zh="做水下机器人")
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝科技", 46]), official)
    assert job.rows.get().changes == [["employees", "40", "46"]]
    imported("companies", sheet(HEADER, [credit_code(1), "深蓝科技", 46]), official)
    assert Company.objects.get().summary_zh == "做水下机器人"


def test_a_company_without_code_is_known_by_its_name(official):
    CompanyFactory(uscc=None, name_zh="深蓝科技")
    imported("companies", sheet(HEADER, [credit_code(1), "深蓝科技", 46]), official)
    assert Company.objects.get().uscc == credit_code(1)


def test_a_wrong_check_character_is_named_with_the_one_that_fits(official):
    code = credit_code(1)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    job = checked("companies", sheet(HEADER, [wrong, "深蓝科技", 46]), official, language="zh-hans")
    [[column, reason]] = issues(job)
    assert column == "统一社会信用代码"
    assert f"应为 {code[-1]}" in reason


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([None, "深蓝科技", 46], "needed"),
        (["9131 0110", "深蓝科技", 46], "18 characters"),
        ([9.13101e17, "深蓝科技", 46], "last digits"),
        (["9.13E+17", "深蓝科技", 46], "last digits"),
        ([credit_code(1), "深蓝科技", "许多"], "whole number"),
        ([credit_code(1), None, 46], "at least one of the two languages"),
    ],
)
def test_what_is_wrong_is_said(official, cells, words):
    job = checked("companies", sheet(HEADER, cells), official)
    assert verdicts(job) == ["refused"]
    assert words in issues(job)[0][1]


def test_full_width_characters_are_ordinary_ones_and_invisible_ones_nothing(official):
    wide = "'\u200b" + "".join(chr(ord(character) + 0xFEE0) for character in credit_code(1))
    imported("companies", sheet(HEADER, [wide, "深蓝科技", "４６"]), official)
    company = Company.objects.get()
    assert (company.uscc, company.employees) == (credit_code(1), 46)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_text_files(official, encoding):
    file = text(HEADER, [credit_code(1), "深蓝科技", "46"], encoding=encoding)
    imported("companies", file, official)
    assert Company.objects.get().name_zh == "深蓝科技"


def test_a_title_above_the_header_and_marks_in_it(official):
    rows = (["杨浦区企业名录（2026年）"], ["统一社会信用代码（必填）", "企业名称*", "员工 人数"])
    imported("companies", sheet(*rows, [credit_code(1), "深蓝科技", 46]), official)
    assert Company.objects.get().employees == 46


def test_the_same_company_twice_in_a_file(official):
    rows = (HEADER, [credit_code(1), "深蓝科技", 46], [credit_code(1), "深蓝科技", 47])
    job = checked("companies", sheet(*rows), official)
    assert verdicts(job) == ["new", "refused"]
    assert "row 2" in issues(job)[0][1]


def test_a_park_is_found_by_its_name_and_an_unknown_one_lists_the_known(official):
    SciTechParkFactory(name_zh="复旦科技园", name_en="Fudan Park")
    header = ["统一社会信用代码", "企业名称", "所在园区"]
    job = imported(
        "companies",
        sheet(header, [credit_code(1), "甲", "复旦科技园"], [credit_code(2), "乙", "复旦园"]),
        official,
    )
    assert Company.objects.get().park.name_zh == "复旦科技园"
    assert "Fudan Park" in issues(job)[0][1]


def test_a_missing_column_is_named(official):
    job = checked("companies", sheet(["企业名称", "员工人数"], ["深蓝科技", 46]), official)
    assert job.state == "failed"
    assert "unified social credit code" in job.trouble


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "a\x00b", "🔋" * 80])
def test_hostile_text_stays_text(official, name):
    job = imported("companies", text(HEADER, [credit_code(1), name, "46"]), official)
    assert job.state == "done"
    assert Company.objects.get().name_zh == name.replace("\x00", "")
