"""The monthly report: the same whenever it is printed, on paper and in Excel."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from liaison.admin.office.report_data import Report
from liaison.models import Membership, Payment
from startups.models import Company
from tests import factories
from tests.liaison.office.lives import another
from tests.memberships import day
from tests.people import AUDITOR, OFFICIAL, in_group, signed_in, tto_of
from yangpu_portal.core.models import ListExport

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    return signed_in(in_group(OFFICIAL, language="en"))


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def of(first: date, rest: str = "") -> str:
    return f"/admin/reports/{first.year}-{first.month}/{rest}"


THIS = day(0).replace(day=1)
LAST = (THIS - timedelta(days=1)).replace(day=1)


def book(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_months_lead_to_their_reports(official):
    page = official.get("/admin/reports/").content.decode()
    assert of(LAST) in page
    assert official.get("/admin/reports/", {"month": f"{LAST:%Y-%m}"}).headers["Location"] == of(LAST)
    assert (
        "Choose a month"
        in official.get("/admin/reports/", {"month": "3000-01"}, follow=True).content.decode()
    )


def test_the_page_says_what_was_and_how_it_was_before(official, people):
    page = official.get(of(THIS)).content.decode()
    assert "The month is not over" in page
    assert "Previous month" in page
    assert "Renewal rate" in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_is_a_pdf_with_its_own_fonts(official, language, people):
    answer = official.get(of(THIS, f"{language}.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"NotoSansSC" in answer.content
    assert ListExport.objects.get().source == f"report {THIS:%Y-%m} {language}"


def test_the_book_has_figures_with_definitions_and_lists(official, people):
    found = book(official.get(of(THIS, "en.xlsx")))
    assert found.sheetnames[:3] == ["Figures", "Tiers", "Members"]
    figures = found["Figures"]
    rows = {row[0].value: row for row in figures.iter_rows(min_row=2)}
    assert rows["Members"][1].value == 6
    assert "¥" in rows["Fees due"][1].number_format
    assert rows["Renewal rate"][1].number_format == "0.0%"
    assert "active, renewed or in grace" in rows["Members"][5].value
    assert all(sheet.freeze_panes == "A2" for sheet in found)


def test_a_finished_month_is_the_same_whenever_it_is_printed(official, people):
    before = [official.get(of(LAST, f"zh.{kind}")).content for kind in ("pdf", "xlsx")]
    Membership.objects.update(fee=1)
    another()
    after = [official.get(of(LAST, f"zh.{kind}")).content for kind in ("pdf", "xlsx")]
    assert Payment.objects.filter(paid_on__lt=THIS).exists()
    if Report(LAST).when.until is not None:
        assert before == after


def test_hostile_names_are_set_as_they_stand(official, people):
    company = Company.objects.get(pk=people["ending"].company_id)
    company.name_zh = company.name_en = '#panic("x") *b* $1$ <script> =1+1'
    company.save()
    assert official.get(of(THIS, "en.pdf")).status_code == 200
    sheet = book(official.get(of(THIS, "en.xlsx")))["End within 90 days"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == company.name_zh]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


@pytest.mark.parametrize("rest", ["", "zh.pdf", "zh.xlsx"])
def test_months_to_come_and_odd_ones_are_not_there(official, rest):
    assert official.get(f"/admin/reports/2999-1/{rest}").status_code == 404
    assert official.get(f"/admin/reports/2026-13/{rest}").status_code == 404
    assert official.get(of(THIS, "fr.pdf")).status_code == 404


def test_only_the_district_reads_reports():
    assert signed_in(in_group(AUDITOR)).get(of(THIS)).status_code == 200
    transfer = signed_in(tto_of(factories.UniversityFactory()))
    assert transfer.get(of(THIS)).status_code == 404
    assert transfer.get("/admin/reports/").status_code == 404
