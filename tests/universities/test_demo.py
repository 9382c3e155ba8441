"""The supply side of the demo: what the files hold, and how it gets into the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation

from tests.factories import DepartmentFactory, UniversityFactory
from universities.domain.demo import load_supply
from universities.domain.organisation import create_laboratory, create_patent, create_university
from universities.enums import CooperationStatus, TechnologyState
from universities.models import Department, Laboratory, Patent, Researcher, School, Technology, University
from universities.queries.search import search_technologies
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.domain.demo import load_base

FEWEST_IN_A_FIELD = 4


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The supply side, loaded once for all tests of this module; gives how many rows were new."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_base()
        yield load_supply()
        transaction.set_rollback(True)


def technologies() -> list[dict]:
    return demo_rows("universities", "technologies")


def test_two_thirds_of_the_technologies_are_in_chinese():
    languages = Counter(row["language"] for row in technologies())
    assert languages.total() >= 150
    assert 0.6 <= languages["zh-hans"] / languages.total() <= 0.72


def test_translated_technologies_are_translated_throughout():
    for row in technologies():
        texts = [row, *row.get("metrics", [])]
        languages = {"zh", "en"} if "translation" in row else {row["language"][:2]}
        for text in texts:
            for name in {name[:-3] for name in text if name.endswith(("_zh", "_en"))}:
                given = {language for language in ("zh", "en") if f"{name}_{language}" in text}
                assert given == languages, (row["id"], name)


def test_protection_of_technologies_agrees_with_their_patents():
    patents = {row["id"]: row["legal_status"] for row in demo_rows("universities", "patents")}
    for row in technologies():
        assert {patents[name] for name in row.get("patents", [])} <= {row.get("ip_status")}, row["id"]


def test_summaries_have_a_number():
    summaries = {row["id"]: row.get("summary_zh") or row["summary_en"] for row in technologies()}
    assert [name for name, text in summaries.items() if not any(char.isdigit() for char in text)] == []


def test_every_field_has_several_published_technologies():
    shown = [row for row in technologies() if row.get("state", "published") == "published"]
    fields = Counter(code for row in shown for code in row["fields"])
    named = {row["code"] for row in demo_rows("core", "fields") if "parent" in row}
    assert {code for code in named if fields[code] < FEWEST_IN_A_FIELD} == set()


def test_every_laboratory_has_between_two_and_six_technologies():
    offers = Counter((row["university"], row.get("laboratory")) for row in technologies())
    laboratories = {(row["university"], row["slug"]) for row in demo_rows("universities", "laboratories")}
    assert {place for place in laboratories if not 2 <= offers[place] <= 6} == set()
    assert set(offers) <= laboratories


def test_most_technologies_are_in_both_languages():
    translated = Counter("translation" in row for row in technologies())
    assert translated[True] >= 3 * translated[False]


def test_pages_of_laboratories_have_something_to_tell():
    for row in demo_rows("universities", "laboratories"):
        for language in ("zh", "en"):
            assert 3 <= len(row[f"equipment_{language}"].splitlines()) <= 6, row["slug"]
            assert bool(row.get("cooperation_agreed")) <= bool(row.get(f"cooperation_{language}")), row[
                "slug"
            ]


def test_pages_of_researchers_have_something_to_tell():
    people = demo_rows("universities", "researchers")
    assert {row["id"] for row in people if not (row.get("summary_zh") and row.get("summary_en"))} == set()
    assert sum(row.get("shown_publicly", False) for row in people) >= 40


def test_numbers_of_patents_are_beyond_those_given_out():
    for row in demo_rows("universities", "patents"):
        serial = row.get("application_number", "202419990000")[5:]  # after year and kind
        assert serial.startswith("9990"), row["id"]
        assert "999" in row.get("publication_number", "999"), row["id"]


def test_mit_has_five_schools_and_33_departments_and_units(loaded, db):
    mit = University.objects.get(slug="mit")
    assert (mit.schools.count(), mit.departments.count()) == (5, 33)
    assert mit.departments.filter(school=None).count() == 5
    assert mit.laboratories.count() >= 5


def test_universities_of_the_district_have_their_ids(loaded, db):
    district = University.objects.filter(country="CN")
    assert district.count() == 11
    assert district.exclude(ror=None).count() == 9
    assert not district.exclude(cooperation_status=CooperationStatus.LISTED).filter(ror=None).exists()


def test_every_row_is_loaded(loaded, db):
    files = {
        "universities": University,
        "schools": School,
        "departments": Department,
        "laboratories": Laboratory,
        "researchers": Researcher,
        "patents": Patent,
        "technologies": Technology,
    }
    counts = {name: len(demo_rows("universities", name)) for name in files}
    assert {name: model.objects.count() for name, model in files.items()} == counts
    assert loaded == sum(counts.values())


def test_technologies_are_loaded_in_the_state_they_are_told(loaded, db):
    wanted = Counter(row.get("state", "published") for row in technologies())
    assert Counter(Technology.objects.values_list("state", flat=True)) == wanted


def test_dates_count_from_today(loaded, db):
    row = technologies()[0]
    technology = Technology.objects.get(external_id=row["id"])
    assert technology.confirmed_on == timezone.localdate() - timedelta(days=row["confirmed_days_ago"])
    assert technology.published_at is not None
    published = timezone.now() - timedelta(days=row["published_days_ago"])
    assert abs(technology.published_at - published) < timedelta(minutes=10)


def test_technologies_keep_their_places_and_numbers(loaded, db):
    scanner = Technology.objects.get(external_id="DEMO-T-211")
    assert scanner.laboratory == Laboratory.objects.get(slug="tunnel-inspection")
    assert scanner.department == Department.objects.get(slug="geotechnical-engineering")
    assert set(scanner.inventors.values_list("name_zh", flat=True)) == {"林骁", "董浩苒"}
    assert [patent.number for patent in scanner.patents.all()] == ["CN199990010B"]
    assert scanner.metrics.get(unit="mm").value == Decimal("0.2")


def test_technologies_are_found_by_search(loaded, db):
    hits = search_technologies(Technology.objects.all(), [(("tunnel",),), (("leak",),), (("crack",),)])
    assert hits[0].external_id == "DEMO-T-211"


def test_a_second_load_changes_nothing(loaded, db):
    Technology.objects.filter(external_id="DEMO-T-211").update(
        title_zh="有人改过的标题", state=TechnologyState.WITHDRAWN
    )
    before = list(Technology.objects.order_by("pk").values())
    assert load_supply() == 0
    assert list(Technology.objects.order_by("pk").values()) == before


def test_a_second_load_asks_once_per_table(loaded, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        load_supply()


@pytest.mark.django_db
def test_a_wrong_check_digit_is_named():
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="check digit of this application number"),
    ):
        create_patent(
            university=UniversityFactory(),
            application_number="202310123456.0",
            values={"title_en": "A patent"},
        )


@pytest.mark.django_db
def test_identifiers_are_brought_into_their_normal_form():
    university = create_university(
        slug="u", ror="https://ror.org/03VEK6S52", values={"name_en": "A university"}
    )
    patent = create_patent(
        university=university, application_number="ZL 202310123456.6", values={"title_en": "A patent"}
    )
    assert (university.ror, patent.application_number) == ("03vek6s52", "202310123456.6")


@pytest.mark.django_db
def test_a_laboratory_stays_within_its_university():
    with translation.override("en"), pytest.raises(ValidationError, match="belongs to another university"):
        create_laboratory(
            university=UniversityFactory(),
            slug="lab",
            department=DepartmentFactory(),
            values={"name_en": "A laboratory"},
        )
