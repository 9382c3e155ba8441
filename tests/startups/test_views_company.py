import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from startups.enums import CompanyStage, Confidentiality, NeedState
from tests.factories import CompanyFactory, FieldFactory, NeedFactory, SciTechParkFactory
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in

pytestmark = pytest.mark.django_db


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", ["companies", "company"])
def test_queries_do_not_grow_with_rows(client, page):
    counts = []
    for number in (1, 2):
        for company in CompanyFactory.create_batch(number, park=SciTechParkFactory()):
            company.fields.add(FieldFactory(), FieldFactory())
        for need in NeedFactory.create_batch(2 * number - 1, company=company):
            need.fields.add(FieldFactory())
        path = "/en/companies/" if page == "companies" else f"/en/companies/{company.slug}/"
        counts.append(queries(client, path))
    assert counts[0] == counts[1]


def test_companies_filter_by_park_field_and_stage(client):
    field = FieldFactory()
    wanted = CompanyFactory(name_en="Wanted Ltd", park=SciTechParkFactory(), stage=CompanyStage.SEED)
    wanted.fields.add(field)
    CompanyFactory(name_en="Other Ltd")
    for query in (f"park={wanted.park.slug}", f"field={field.code}", "stage=seed"):
        page = client.get(f"/en/companies/?{query}").content.decode()
        assert "Wanted Ltd" in page, query
        assert "Other Ltd" not in page, query


@pytest.mark.parametrize("query", ["park=nowhere", "field=%00", "stage=huge", "page=99999"])
def test_odd_filter_values_never_break_the_list(client, query):
    CompanyFactory(name_en="Some Ltd")
    response = client.get(f"/en/companies/?{query}")
    assert response.status_code == 200
    assert "Some Ltd" in response.content.decode()


def test_a_company_shows_what_it_does_and_when_it_was_verified(client):
    company = CompanyFactory(
        name_en="Some Ltd",
        name_zh="某公司",
        summary_en="Makes pumps.",
        founded=2017,
        verified_at=timezone.now(),
        illustrative=True,
        uscc="91310110MA1G81234T",
        employees=86,
    )
    page = client.get(f"/en/companies/{company.slug}/").content.decode()
    for fact in (
        "某公司",
        "Makes pumps.",
        "2017",
        f"{timezone.localdate():%Y-%m-%d}",
        "Invented for illustration",
    ):
        assert fact in page
    assert company.uscc not in page


@pytest.mark.parametrize("role", [OFFICIAL, OFFICER, AUDITOR])
def test_a_company_that_is_not_listed_is_shown_to_the_district(role):
    company = CompanyFactory(listed=False)
    response = signed_in(in_group(role)).get(f"/en/companies/{company.slug}/")
    assert "the company is not listed" in response.content.decode()


def test_a_company_that_is_not_listed_is_unknown_to_everybody_else(client):
    company = CompanyFactory(listed=False, name_en="Hidden Ltd")
    address = f"/en/companies/{company.slug}/"
    assert client.get(address).status_code == 404
    assert signed_in(member_of(CompanyFactory())).get(address).status_code == 404
    assert "Hidden Ltd" not in client.get("/en/companies/").content.decode()
    own = signed_in(member_of(company))
    page = own.get(address).content.decode()
    assert "your company is not listed" in page
    assert "canonical" not in page  # nor does anything invite a search engine
    # A list is what others see, for one's own people too.
    assert "Hidden Ltd" not in own.get("/en/companies/").content.decode()


def test_own_people_are_told_that_others_see_the_page_so(client):
    company = CompanyFactory()
    address = f"/en/companies/{company.slug}/"
    told = "This is how others see your company."
    assert told in signed_in(member_of(company)).get(address).content.decode()
    assert told not in signed_in(member_of(CompanyFactory())).get(address).content.decode()
    assert told not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"confidentiality": Confidentiality.ANONYMOUS},
        {"confidentiality": Confidentiality.OFFICERS},
        {"confidentiality": Confidentiality.PUBLIC, "state": NeedState.IN_REVIEW, "opened_at": None},
        {"confidentiality": Confidentiality.PUBLIC, "state": NeedState.CLOSED},
    ],
    ids=["anonymous", "officers only", "in review", "closed"],
)
def test_only_open_needs_that_carry_the_name_stand_beside_it(client, values):
    company = CompanyFactory(park=SciTechParkFactory())
    NeedFactory(company=company, title_en="Named need", confidentiality=Confidentiality.PUBLIC)
    NeedFactory(company=company, title_en="Kept need", **values)
    readers = (client, signed_in(member_of(company)), signed_in(in_group(OFFICER)))
    for path in (f"/en/companies/{company.slug}/", "/en/companies/", f"/en/parks/{company.park.slug}/"):
        for reader in readers:
            assert "Kept need" not in reader.get(path).content.decode()
    page = client.get(f"/en/companies/{company.slug}/").content.decode()
    assert "Named need" in page
    assert '<span class="count">1</span>' in page  # nor does the number tell


def test_hostile_text_stays_text(client):
    company = CompanyFactory(
        name_en="</script><script>alert(1)</script>", summary_en="<img src=x onerror=alert(1)>"
    )
    page = client.get(f"/en/companies/{company.slug}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_an_unknown_company_is_404(client):
    assert client.get("/companies/nowhere/").status_code == 404
