import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    DepartmentFactory,
    LaboratoryFactory,
    SchoolFactory,
    TechnologyFactory,
    UniversityFactory,
)
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db


def queries(client, path) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def populate(university, number: int) -> None:
    for school in SchoolFactory.create_batch(number, university=university):
        for department in DepartmentFactory.create_batch(number, school=school):
            TechnologyFactory.create_batch(number, university=university, department=department)
            LaboratoryFactory(university=university, department=department, school=school)
    DepartmentFactory.create_batch(number, school=None, university=university)


@pytest.mark.parametrize("page", ["universities", "university", "school", "department"])
def test_queries_do_not_grow_with_rows(client, page):
    counts = {}
    for number in (1, 3):
        university = UniversityFactory()
        populate(university, number)
        school = university.schools.first()
        base = f"/en/universities/{university.slug}/"
        path = {
            "universities": "/en/universities/",
            "university": base,
            "school": f"{base}schools/{school.slug}/",
            "department": f"{base}departments/{school.departments.first().slug}/",
        }[page]
        counts[number] = queries(client, path)
    assert len(counts[1]) == len(counts[3]), "\n".join(counts[3])


def test_university_shows_its_parts_and_offers(client):
    university = UniversityFactory(name_en="Tongji University", name_zh="同济大学")
    populate(university, 1)
    page = client.get(f"/en/universities/{university.slug}/").content.decode()
    assert "同济大学" in page
    for part in (university.schools.get(), university.technologies.get(), university.laboratories.get()):
        assert str(part) in page
    assert "Outside the schools" in page


def test_text_missing_in_the_page_language_is_marked_as_the_other(client):
    university = UniversityFactory(name_zh="", name_en="Only English")
    page = client.get(f"/universities/{university.slug}/").content.decode()
    assert '<h1 lang="en">Only English</h1>' in page


@pytest.mark.parametrize("page", ["university", "department"])
def test_drafts_are_not_listed_for_strangers(client, page):
    department = DepartmentFactory()
    draft = TechnologyFactory(
        university=department.university,
        department=department,
        state=TechnologyState.DRAFT,
        published_at=None,
    )
    base = f"/en/universities/{department.university.slug}/"
    path = base if page == "university" else f"{base}departments/{department.slug}/"
    assert draft.title_en not in client.get(path).content.decode()


@pytest.mark.parametrize("part", ["schools", "departments"])
def test_parts_are_found_under_their_own_university_only(client, part):
    department = DepartmentFactory()
    row = department if part == "departments" else department.school
    other = UniversityFactory()
    assert client.get(f"/universities/{other.slug}/{part}/{row.slug}/").status_code == 404
    assert client.get(f"/universities/{row.university.slug}/{part}/{row.slug}/").status_code == 200


def test_unknown_university_is_404(client):
    assert client.get("/universities/nowhere/").status_code == 404
