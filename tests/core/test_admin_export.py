"""Lists of the admin as files: opened again with openpyxl and csv, as whoever gets them would."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from liaison.models import Membership, Tier
from startups.models import Company
from tests import factories
from tests.memberships import begun, tiers
from tests.people import AUDITOR, OFFICIAL, in_group, member_of, signed_in, tto_of
from tests.test_admin_pages import PAGES, make
from universities.models import Technology
from yangpu_portal.core.models import ListExport, OutgoingEmail
from yangpu_portal.core.sheets.delimited import write_csv

pytestmark = pytest.mark.django_db
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=1+1", " =1+1"]


def address(model, kind="xlsx"):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export", args=[kind])


def content(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # which closes the file too


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(content(answer))).worksheets[0]


def table_of(answer) -> list[dict]:
    header, *rows = sheet_of(answer).iter_rows()
    return [dict(zip((cell.value for cell in header), row, strict=True)) for row in rows]


def lines_of(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content(answer).decode("utf-8-sig"))))


@pytest.fixture
def official():
    return signed_in(in_group(OFFICIAL, language="en"))


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def test_the_list_links_to_its_files_with_its_filter(official):
    page = official.get(reverse("admin:startups_company_changelist"), {"q": "x"}).content.decode()
    assert 'href="export.xlsx?q=x"' in page
    assert 'href="export.csv?q=x"' in page


def test_a_file_has_what_the_list_shows_and_nothing_else(official):
    factories.CompanyFactory(name_zh="恒迪机器人")
    factories.CompanyFactory(name_zh="蓝雀数据")
    assert len(table_of(official.get(address(Company), {"q": "蓝雀"}))) == 1
    assert len(table_of(official.get(address(Company)))) == 2


def test_money_has_its_currency(official):
    factories.TierFactory(annual_fee=Decimal("600000.50"), currency="CNY")
    factories.TierFactory(annual_fee=Decimal(90000), currency="USD")
    rows = table_of(official.get(address(Tier)))
    money = {row["Annual fee"].value: row["Annual fee"].number_format for row in rows}
    assert money == {600000.5: "[$¥-804]#,##0.00", 90000: "[$$-409]#,##0.00"}


def test_dates_are_dates(official):
    top, second = tiers()
    membership = begun(second, parent=begun(top), starts=-10)
    rows = table_of(official.get(address(Membership)))
    row = next(row for row in rows if row["Public id"].value == membership.public_id)
    days = [cell.value for cell in row.values() if isinstance(cell.value, datetime | date)]
    assert membership.ends_on in [value.date() for value in days]


def test_codes_of_digits_stay_text(official):
    company = factories.CompanyFactory()
    Company.objects.filter(pk=company.pk).update(uscc="911101081234567890")
    cells = [cell for row in table_of(official.get(address(Company))) for cell in row.values()]
    code = next(cell for cell in cells if str(cell.value) == "911101081234567890")
    assert code.data_type == "s"


def test_moments_stand_in_local_time(official):
    mail = factories.OutgoingEmailFactory()
    at = datetime.fromisoformat("2026-03-01T20:30:00+00:00")
    OutgoingEmail.objects.filter(pk=mail.pk).update(created_at=at)
    (row,) = table_of(official.get(address(OutgoingEmail)))
    assert row["Created"].value == datetime(2026, 3, 2, 4, 30)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(official, text):
    factories.OutgoingEmailFactory(subject=f"{text}")
    (row,) = table_of(official.get(address(OutgoingEmail)))
    assert (row["Subject"].value.strip(), row["Subject"].data_type) == (text.strip(), "s")
    (line,) = lines_of(official.get(address(OutgoingEmail, "csv")))
    assert line["Subject"] == f"'{text}"


def test_numbers_stay_numbers_in_csv(official):
    factories.TierFactory(annual_fee=Decimal(600000))
    (line,) = lines_of(official.get(address(Tier, "csv")))
    assert (line["Annual fee"], line["Currency"]) == ("600000.00", "CNY")


@pytest.mark.parametrize(
    ("cell", "shown"), [(-5, "-5"), (Decimal("-5.00"), "-5.00"), ("-5", "'-5"), ("-", "-")]
)
def test_csv_tells_numbers_from_text(cell, shown):
    file = io.BytesIO()
    write_csv(file, ["a"], [[cell]])
    assert file.getvalue().decode("utf-8-sig").split("\r\n")[1] == shown


def test_the_header_is_frozen_and_filters_and_columns_fit(official):
    factories.CompanyFactory(name_zh="上海市杨浦区一家名字很长的先进材料与装备股份有限公司")
    sheet = sheet_of(official.get(address(Company)))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    widths = [sheet.column_dimensions[letter].width for letter in sheet.column_dimensions]
    assert max(widths) > 40
    assert max(widths) <= 61


def test_headers_and_choices_speak_the_readers_language(official, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    person = in_group(OFFICIAL, language="zh-hans")
    factories.OutgoingEmailFactory()
    client = signed_in(person)
    (row,) = table_of(client.get(address(OutgoingEmail), headers={"Accept-Language": "zh-hans"}))
    assert "主题" in row
    assert "排队中" in [cell.value for cell in row.values()]


def test_each_export_is_on_record(official):
    factories.CompanyFactory(name_zh="蓝雀数据")
    content(official.get(address(Company, "csv"), {"q": "蓝雀"}))
    record = ListExport.objects.get()
    assert (record.source, record.format, record.query, record.rows) == (
        "startups.Company",
        "csv",
        "q=蓝雀",
        1,
    )
    assert record.user.groups.get().name == OFFICIAL


def test_the_rows_are_those_one_may_see():
    own, other = factories.TechnologyFactory(), factories.TechnologyFactory()
    client = signed_in(tto_of(own.university))
    codes = [line["Public id"] for line in lines_of(client.get(address(Technology, "csv")))]
    assert codes == [own.public_id]
    assert other.public_id not in codes


def test_who_may_not_view_the_list_gets_no_file():
    assert signed_in(tto_of(factories.UniversityFactory())).get(address(Company)).status_code == 403
    assert signed_in(member_of(factories.CompanyFactory())).get(address(Company)).status_code in (302, 403)
    assert signed_in(None).get(address(Company)).status_code == 302
    assert not ListExport.objects.exists()


def test_other_kinds_and_broken_filters_are_told(official):
    assert official.get(address(Company, "exe")).status_code == 404
    assert official.get(address(Company), {"nonsense": "1"}).status_code in (302, 400)
    assert official.post(address(Company)).status_code == 405


LISTS = [model for model in PAGES if admin.site.get_model_admin(model).exports_list]


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label_lower)
def test_every_list_is_exported_without_a_query_per_row(model):
    client = signed_in(factories.UserFactory(is_staff=True, is_superuser=True, language="en"))
    counts = []
    for new in (1, 2):
        for _number in range(new):
            make(model)
        content(client.get(address(model)))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address(model))
        table = list(sheet_of(answer).iter_rows())
        counts.append(len(queries))
    listed = admin.site.get_model_admin(model).get_queryset(answer.wsgi_request).count()
    if model is not ListExport:  # each export adds to it
        assert len(table) == listed + 1
    assert counts[0] == counts[1], "\n".join(query["sql"] for query in queries)


def test_an_auditor_takes_lists_along():
    factories.CompanyFactory()
    client = signed_in(in_group(AUDITOR, language="en"))
    answer = client.get(address(Company))
    assert len(table_of(answer)) == 1
    assert timezone.localdate().strftime("%Y%m%d") in answer.headers["Content-Disposition"]
