"""The demand side of the demo: what the files hold, and how it gets into the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from startups.domain.demo import load_needs, load_organisations, verify_companies
from startups.enums import NeedState, ParkLevel
from startups.models import Company, Need, SciTechPark
from tests.factories import (
    CompanyMemberFactory,
    DistrictFactory,
    FieldFactory,
    UniversityFactory,
    UserFactory,
)
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.identifiers import validate_uscc

FILES = ("parks", "companies", "needs")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Parks, companies and needs, loaded once for all tests of this module, on the least they stand on."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_ground()
        load_organisations()
        make_authors()
        load_needs()
        yield
        transaction.set_rollback(True)


def make_ground() -> None:
    DistrictFactory()
    rows = [row for name in FILES for row in demo_rows("startups", name)]
    for code in {code for row in rows for code in row.get("fields", [])}:
        FieldFactory(code=code)
    for slug in {row["university"] for row in rows if "university" in row}:
        UniversityFactory(slug=slug)


def make_authors() -> None:
    """The people who wrote needs, each with a seat in the company."""
    rows = demo_rows("startups", "needs")
    for company, email in sorted({(row["company"], row["author"]) for row in rows if "author" in row}):
        CompanyMemberFactory(user=UserFactory(email=email), company=Company.objects.get(slug=company))


def test_two_thirds_of_the_needs_are_in_chinese():
    languages = Counter(row["language"] for row in demo_rows("startups", "needs"))
    assert languages.total() >= 80
    assert 0.6 <= languages["zh-hans"] / languages.total() <= 0.72


def test_need_titles_fit_one_line():
    titles = [
        row.get(name, "") for row in demo_rows("startups", "needs") for name in ("title_zh", "title_en")
    ]
    assert [title for title in titles if len(title) > 80] == []


def test_translated_needs_are_translated_throughout():
    for row in demo_rows("startups", "needs"):
        pairs = {name[:-3] for name in row if name.endswith(("_zh", "_en"))}
        languages = {name[-2:] for name in row if name[-3:] in ("_zh", "_en")}
        assert len(languages) == (2 if "translation" in row else 1), row["id"]
        assert all(f"{name}_{language}" in row for name in pairs for language in languages), row["id"]


def test_every_field_has_two_needs():
    fields = Counter(code for row in demo_rows("startups", "needs") for code in row["fields"])
    named = {row["code"] for row in demo_rows("core", "fields") if "parent" in row}
    assert {code for code in named if fields[code] < 2} == set()


def test_pages_of_parks_and_companies_have_something_to_tell():
    for name in ("parks", "companies"):
        for row in demo_rows("startups", name):
            assert row["summary_zh"], row["slug"]
            assert row["summary_en"], row["slug"]


def test_credit_codes_are_valid_and_belong_to_nobody():
    for row in demo_rows("startups", "companies"):
        validate_uscc(row["uscc"])
        assert row["uscc"][8:11] == "DEM", row["slug"]


def test_parks_and_companies_are_loaded(loaded, db):
    assert SciTechPark.objects.filter(level=ParkLevel.NATIONAL, university__isnull=False).count() == 7
    companies = Company.objects.filter(illustrative=True, park__isnull=False)
    assert companies.count() == len(demo_rows("startups", "companies")) >= 50
    assert companies.filter(listed=False).count() == 1


def test_needs_are_loaded_in_the_state_they_are_told(loaded, db):
    wanted = Counter(row.get("state", "open") for row in demo_rows("startups", "needs"))
    assert Counter(Need.objects.values_list("state", flat=True)) == wanted


def test_dates_count_from_today(loaded, db):
    need = Need.objects.get(external_id="DEMO-N-101")
    assert need.wanted_by == timezone.localdate() + timedelta(days=180)
    assert need.opened_at is not None
    assert need.opened_at.date() == (timezone.now() - timedelta(days=9)).date()


def test_parameters_keep_their_numbers(loaded, db):
    masses = Need.objects.get(external_id="DEMO-N-101").parameters.filter(unit="kg")
    assert [(row.current_value, row.target_value) for row in masses] == [(Decimal("4.8"), Decimal("3.5"))]


def test_a_second_load_changes_nothing(loaded, db):
    Need.objects.filter(external_id="DEMO-N-101").update(title_zh="有人改过的标题", state=NeedState.WITHDRAWN)
    before = list(Need.objects.order_by("pk").values())
    assert (load_organisations(), load_needs()) == (0, 0)
    assert list(Need.objects.order_by("pk").values()) == before


def test_companies_are_verified_by_an_official(loaded, db):
    official = UserFactory()
    verify_companies(official=official)
    told = sum("verified_days_ago" in row for row in demo_rows("startups", "companies"))
    assert Company.objects.filter(verified_by=official, verified_at__lt=timezone.now()).count() == told
