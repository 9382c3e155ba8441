import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factory import SelfAttribute

from tests.factories import (
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    ResearcherFactory,
    SchoolFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
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
            laboratory = LaboratoryFactory(university=university, department=department, school=school)
            laboratory.fields.add(FieldFactory())
            _offers_and_people(number, laboratory)
    DepartmentFactory.create_batch(number, school=None, university=university)


def _offers_and_people(number, laboratory) -> None:
    where = {"university": laboratory.university, "department": laboratory.department}
    people = ResearcherFactory.create_batch(number, laboratory=laboratory, shown_publicly=True, **where)
    for person in people:
        person.fields.add(FieldFactory())
    for technology in TechnologyFactory.create_batch(number, laboratory=laboratory, **where):
        technology.fields.add(FieldFactory())
        technology.inventors.add(*people)


@pytest.mark.parametrize(
    "page", ["universities", "university", "school", "department", "laboratory", "researcher"]
)
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
            "laboratory": f"{base}laboratories/{university.laboratories.first().slug}/",
            "researcher": f"/en/researchers/{university.researchers.first().public_id}/",
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


@pytest.mark.parametrize("page", ["university", "department", "laboratory", "researcher"])
def test_an_offer_that_is_shown_as_another_one_is_not_listed_again(client, page):
    laboratory = LaboratoryFactory(
        department=DepartmentFactory(), university=SelfAttribute("department.university")
    )
    where = {
        "university": laboratory.university,
        "department": laboratory.department,
        "laboratory": laboratory,
    }
    person = ResearcherFactory(shown_publicly=True, **where)
    shown = TechnologyFactory(title_en="Shown once", **where)
    twin = TechnologyFactory(title_en="Its twin", **where)
    for technology in (shown, twin):
        technology.inventors.add(person)
    TechnologyTwinFactory(technology=twin, shown_instead=shown)
    path = {
        "university": laboratory.university,
        "department": laboratory.department,
        "laboratory": laboratory,
        "researcher": person,
    }[page].get_absolute_url()
    text = client.get(path).content.decode()
    assert "Shown once" in text
    assert "Its twin" not in text


def test_fields_are_counted_by_listed_offers_and_lead_to_the_search(client):
    university = UniversityFactory()
    field = FieldFactory(name_en="Photonics")
    for technology in TechnologyFactory.create_batch(2, university=university):
        technology.fields.add(field)
    draft = TechnologyFactory(university=university, state=TechnologyState.DRAFT, published_at=None)
    draft.fields.add(field, FieldFactory(name_en="Only in a draft"))
    page = client.get(f"/en/universities/{university.slug}/").content.decode()
    assert f"?field={field.code}&amp;university={university.slug}" in page.replace("&u", "&amp;u")
    assert "2 technologies" in page
    assert "Only in a draft" not in page


@pytest.mark.parametrize("part", ["schools", "departments"])
def test_parts_are_found_under_their_own_university_only(client, part):
    department = DepartmentFactory()
    row = department if part == "departments" else department.school
    other = UniversityFactory()
    assert client.get(f"/universities/{other.slug}/{part}/{row.slug}/").status_code == 404
    assert client.get(f"/universities/{row.university.slug}/{part}/{row.slug}/").status_code == 200


def test_unknown_university_is_404(client):
    assert client.get("/universities/nowhere/").status_code == 404
