"""Lists of the admin that stay fast: what they count, what they ask, and what they show of it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CompanyFactory, NeedFactory, PatentFactory, UniversityFactory
from tests.people import AUDITOR, OFFICIAL, in_group, signed_in, tto_of
from yangpu_portal.core.admin import lists
from yangpu_portal.core.enums import Language

pytestmark = pytest.mark.django_db
COMPANIES, NEEDS, PATENTS = "/admin/startups/company/", "/admin/startups/need/", "/admin/universities/patent/"
OFFERS = "/admin/universities/technology/"


@pytest.fixture
def reader():
    return signed_in(in_group(AUDITOR, language=Language.EN))


def statements(client, path: str) -> list[str]:
    client.get(path)  # content types and the like are looked up once
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return [query["sql"] for query in queries]


@pytest.mark.parametrize(
    "path",
    [
        COMPANIES,
        NEEDS,
        f"{NEEDS}?q=x",
        f"{COMPANIES}?stage__exact=seed",
        f"{COMPANIES}?_facets=True",
        OFFERS,
        PATENTS,
    ],
)
def test_no_list_counts_a_table_or_reads_its_dates(reader, path):
    NeedFactory(opened_at=datetime(2026, 3, 1, tzinfo=UTC))
    PatentFactory(filed_on=date(2025, 5, 1))
    for sql in statements(reader, path):
        assert "COUNT(" not in sql or "LIMIT 1001" in sql, sql
        assert "DATE_TRUNC" not in sql, sql
        # The office of a patent stands first in an index.
        assert "SELECT DISTINCT" not in sql or path == PATENTS, sql


def test_a_long_list_says_that_there_are_more(reader, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 2)
    monkeypatch.setattr(lists, "_AHEAD", 0)
    CompanyFactory.create_batch(52)
    page = reader.get(COMPANIES)
    assert page.context["cl"].shown_count == "50+"
    assert "50+" in page.content.decode()


def test_who_walks_on_is_counted_along(reader, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 1)
    monkeypatch.setattr(lists, "_AHEAD", 1)
    CompanyFactory.create_batch(55)
    page = reader.get(f"{COMPANIES}?p=2")
    assert len(page.context["cl"].result_list) == 5


@pytest.mark.parametrize("page", ["0", "99", "x", "²", "-1", "9" * 30])
def test_odd_pages_are_answered(reader, page):
    CompanyFactory()
    assert reader.get(f"{COMPANIES}?p={page}", follow=True).status_code == 200


def test_dates_are_chosen_step_by_step(reader):
    PatentFactory(filed_on=date(2023, 2, 28))
    PatentFactory(filed_on=date(2025, 5, 1))

    def steps(query: str) -> list[str]:
        dates = reader.get(f"{PATENTS}{query}").context["cl"].dates()
        return [choice["title"] for choice in dates["choices"]]

    assert steps("") == ["2023", "2024", "2025"]
    assert len(steps("?filed_on__year=2023")) == 12
    assert len(steps("?filed_on__year=2023&filed_on__month=2")) == 28
    assert len(steps("?filed_on__year=2023&filed_on__month=2&filed_on__day=28")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "?filed_on__year=x",
        "?filed_on__year=2023&filed_on__month=13",
        "?filed_on__year=0",
        "?filed_on__year=2023&filed_on__month=2&filed_on__day=31",
    ],
)
def test_odd_dates_are_answered(reader, query):
    PatentFactory(filed_on=date(2023, 2, 28))
    assert reader.get(f"{PATENTS}{query}", follow=True).status_code == 200


def test_days_look_in_every_language_as_sheets_have_them(reader):
    PatentFactory(filed_on=date(2023, 2, 28))
    chinese = signed_in(in_group(AUDITOR, language=Language.ZH))
    for page in (reader.get(PATENTS), chinese.get(PATENTS)):
        assert "<time>2023-02-28</time>" in page.content.decode()


def test_filters_ask_in_words_of_the_office(reader):
    page = signed_in(in_group(AUDITOR, language=Language.ZH)).get(COMPANIES).content.decode()
    assert "按已核验" in page
    assert "全部" in page
    assert "非空" not in page


def test_a_hostile_name_stays_text_in_a_row(reader):
    CompanyFactory(name_zh='"><script>alert(1)</script>', name_en="<b>")
    page = reader.get(COMPANIES).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b>" not in page


def test_rows_lead_to_their_pages_and_back_to_the_filter(reader):
    company = CompanyFactory(name_zh="杨浦量子", stage="seed")
    page = reader.get(f"{COMPANIES}?stage__exact=seed").content.decode()
    assert f'href="{COMPANIES}{company.pk}/change/?_changelist_filters=stage__exact%3Dseed"' in page


def test_filters_offer_what_one_may_see():
    own = UniversityFactory(name_zh="自己大学")
    UniversityFactory(name_zh="别家大学")
    page = signed_in(tto_of(own)).get("/admin/universities/patent/")
    assert "别家大学" not in page.content.decode()


def test_the_whole_admin_is_searched_as_far_as_one_may_see():
    university = UniversityFactory(name_zh="杨浦大学", name_en="")
    CompanyFactory(name_zh="杨浦量子", name_en="")
    official = signed_in(in_group(OFFICIAL)).get("/admin/search/", {"s": "yangpu"}).content.decode()
    assert "杨浦大学" in official
    assert "杨浦量子" in official
    officer = signed_in(tto_of(university)).get("/admin/search/", {"s": "yangpu"}).content.decode()
    assert "杨浦大学" in officer
    assert "杨浦量子" not in officer


def test_the_palette_gets_the_hits_alone_and_pages_are_found_by_pinyin():
    client = signed_in(in_group(OFFICIAL, language=Language.ZH))
    hits = client.get("/admin/search/", {"s": "qiye", "extended": "1"}).content.decode()
    assert f'href="{COMPANIES}"' in hits
    assert "<html" not in hits


@pytest.mark.parametrize("text", ["\x00", "%", "'", "a" * 5000, "，", "🔋", ":*", "a & b | !c"])
def test_odd_searches_of_everything_are_answered(reader, text):
    assert reader.get("/admin/search/", {"s": text}).status_code == 200
