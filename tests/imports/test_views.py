"""The pages of imports in the admin: who gets where, and the way from the template to the rows."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from liaison.domain.import_job import start_writing
from liaison.enums import ImportMode, ImportState
from liaison.imports.kinds import KINDS
from liaison.models import ImportJob
from startups.models import Company
from tests.factories import CompanyFactory, DistrictFactory, UniversityFactory
from tests.imports.files import checked, credit_code, fresh, imported, issues, sheet, text
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, signed_in, tto_of

pytestmark = pytest.mark.django_db
HEADER = ["统一社会信用代码", "企业名称"]
ALLOWED = {
    OFFICIAL: set(KINDS),
    OFFICER: {"companies", "needs", "technologies"},
    AUDITOR: set(),
}


@pytest.fixture
def official():
    DistrictFactory()
    return in_group(OFFICIAL)


def at(name, *args):
    return reverse(f"admin:liaison_importjob_{name}", args=args)


def send(client, kind, file, **data):
    return client.post(at("upload", kind), {"file": file, **data})


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_imports_what_it_may_change(role):
    client = signed_in(in_group(role))
    for kind in KINDS:
        status = 200 if kind in ALLOWED[role] else 404
        assert client.get(at("upload", kind)).status_code == status, kind
        assert client.get(at("template", kind)).status_code == status, kind
    assert client.get(at("kinds")).status_code == (200 if ALLOWED[role] else 403)


def test_a_transfer_officer_imports_offers_of_the_own_university_alone(official):
    own, other = UniversityFactory(), UniversityFactory()
    client = signed_in(tto_of(own))
    page = client.get(at("upload", "technologies")).content.decode()
    assert own.name_en in page or own.name_zh in page
    answer = send(client, "technologies", text(["标题"], ["电池"]), owner=other.pk)
    assert (answer.status_code, ImportJob.objects.count()) == (422, 0)
    theirs = checked("companies", sheet(HEADER, [credit_code(1), "甲"]), official)
    assert client.get(at("change", theirs.pk)).status_code == 404


def test_from_the_file_to_the_rows(official):
    client = signed_in(official)
    answer = send(client, "companies", sheet(HEADER, [credit_code(1), "深蓝"], ["9131", "乙"]))
    job = ImportJob.objects.get()
    assert (answer.status_code, job.state) == (302, ImportState.CHECKED)
    page = client.get(answer["Location"]).content.decode()
    assert "深蓝" in page
    assert 'class="is-wrong"' in page
    assert "disabled" in page  # all or none, while a row is wrong
    answer = client.post(at("write", job.pk), {"mode": "good"})
    client.post(at("write", job.pk), {"mode": "good"})
    assert (fresh(job).state, Company.objects.count()) == (ImportState.DONE, 1)
    page = client.get(answer["Location"]).content.decode()
    assert reverse("admin:startups_company_change", args=[Company.objects.get().pk]) in page


def test_a_small_file_of_many_rows_waits_for_a_worker(official):
    rows = [[credit_code(1), "深蓝"]] * 800
    answer = send(signed_in(official), "companies", sheet(HEADER, *rows))
    assert answer.status_code == 302
    assert ImportJob.objects.get().state == ImportState.CHECKING


def test_writing_nothing(official):
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝"]), official)
    signed_in(official).post(at("stop", job.pk))
    assert fresh(job).state == ImportState.STOPPED
    assert Company.objects.count() == 0


def test_all_rows_or_none_with_a_wrong_row_is_told(official):
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝"], ["x", "y"]), official)
    answer = signed_in(official).post(at("write", job.pk), {"mode": "all"})
    assert (answer.status_code, fresh(job).state) == (422, ImportState.CHECKED)
    assert b"errornote" in answer.content


@pytest.mark.parametrize("name", ["write", "stop", "undo"])
def test_nothing_is_changed_by_reading_or_by_those_who_may_not(official, name):
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝"]), official)
    assert signed_in(official).get(at(name, job.pk)).status_code == 403
    assert signed_in(in_group(AUDITOR)).post(at(name, job.pk)).status_code == 403
    assert fresh(job).state == ImportState.CHECKED


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (text(["a"], name="list.pdf"), "is no .xlsx or .csv file"),
        (text(name="list.csv"), "empty"),
    ],
)
def test_what_is_no_table_is_said_at_the_file(official, file, words):
    with translation.override("en"):
        answer = signed_in(official).post(
            at("upload", "companies"), {"file": file}, headers={"accept-language": "en"}
        )
    assert answer.status_code == 422
    assert ImportJob.objects.count() == 0


def test_progress_shows_without_and_with_scripts(official):
    job = checked("companies", sheet(HEADER, [credit_code(1), "深蓝"]), official)
    start_writing(job=job, mode=ImportMode.GOOD)
    client = signed_in(official)
    page = client.get(at("change", job.pk)).content.decode()
    assert '<progress aria-labelledby="progress" value="0" max="1">' in page
    part = client.get(at("change", job.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in part
    assert "<html" not in part
    ImportJob.objects.update(state=ImportState.DONE)
    answer = client.get(at("change", job.pk), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_error_file_gives_back_the_rows_with_what_is_wrong(official):
    rows = (["编号", *HEADER], ["007", credit_code(1), "甲"], ["008", "9131", "=1+1"])
    job = imported("companies", text(*rows), official)
    client = signed_in(official)
    content = b"".join(client.get(at("errors", job.pk)).streaming_content)
    back = list(load_workbook(io.BytesIO(content)).active.values)
    assert back[0][1:] == ("编号", "统一社会信用代码", "企业名称")
    assert len(back) == 2
    assert "统一社会信用代码" in back[1][0]
    assert back[1][1:] == ("008", "9131", "=1+1")
    again = checked("companies", SimpleUploadedFile("again.xlsx", content), official)
    assert issues(again) == issues(job)
    every = b"".join(client.get(at("errors", job.pk), {"rows": "all"}).streaming_content)
    assert len(list(load_workbook(io.BytesIO(every)).active.values)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_templates_can_be_filled_and_handed_in(official, kind):
    CompanyFactory(uscc=credit_code(1))
    client = signed_in(official)
    book = load_workbook(io.BytesIO(b"".join(client.get(at("template", kind)).streaming_content)))
    main = book.worksheets[0]
    titles = [cell.value for cell in main[1]]
    assert len(titles) == len(KINDS[kind].columns)
    reader = KINDS[kind].open_reader(titles)
    assert len(reader.used) == len(titles), reader.unused
    if any(column.choices and column.choices() for column in KINDS[kind].columns):
        assert main.data_validations.dataValidation
    assert book["lists"].sheet_state == "hidden"


def test_the_page_of_an_import_takes_the_same_queries_for_one_and_many_rows(official):
    client = signed_in(official)
    counts = []
    for numbers in (range(1, 2), range(2, 32)):
        rows = [[credit_code(number), f"公司{number}"] for number in numbers]
        job = imported("companies", sheet(HEADER, *rows), official)
        client.get(at("change", job.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(at("change", job.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hostile_cells_are_shown_as_text(official):
    job = checked("companies", text(HEADER, [credit_code(1), "<img src=x onerror=alert(1)>"]), official)
    page = signed_in(official).get(at("change", job.pk)).content.decode()
    assert "<img src=x" not in page
