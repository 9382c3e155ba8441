"""The supply side as partners read it."""

import time
from decimal import Decimal

import pytest

from tests.factories import (
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    PatentFactory,
    ResearcherFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    UniversityFactory,
)
from universities.domain.search import index_technologies
from yangpu_portal.core.enums import TranslationState

pytestmark = pytest.mark.django_db


def whole_technology():
    department = DepartmentFactory()
    university = department.university
    technology = TechnologyFactory(
        university=university,
        department=department,
        laboratory=LaboratoryFactory(university=university, department=department),
        title_zh="钠离子电池正极",
        title_en="Cathode for sodium-ion batteries",
        source_language="zh-hans",
        translation_state=TranslationState.MACHINE,
        keywords_en=["battery"],
        trl=5,
        price_max=Decimal("300000"),
    )
    technology.fields.add(FieldFactory())
    technology.patents.add(PatentFactory(university=university))
    technology.inventors.add(
        ResearcherFactory(university=university, shown_publicly=True),
        ResearcherFactory(university=university, shown_publicly=False, name_en="Hidden Name"),
    )
    TechnologyMetricFactory(technology=technology, value=Decimal("91.5"))
    return technology


def test_a_technology_tells_all_of_itself(client):
    technology = whole_technology()
    body = client.get(f"/api/v1/technologies/{technology.public_id}/").json()
    assert body["title"] == {
        "zh-hans": "钠离子电池正极",
        "en": "Cathode for sodium-ion batteries",
        "source": "zh-hans",
        "machine": ["en"],
    }
    assert body["keywords"]["en"] == ["battery"]
    assert body["price_max"] == {"amount": "300000.00", "currency": "CNY"}
    assert body["price_min"] is None
    assert body["university"] == {
        "id": technology.university.public_id,
        "name": {"zh-hans": technology.university.name_zh, "en": technology.university.name_en},
    }
    assert body["metrics"][0]["value"] == "91.5"
    assert body["published_at"].endswith("Z")


def test_inventors_who_did_not_agree_stay_unnamed(client):
    technology = whole_technology()
    response = client.get(f"/api/v1/technologies/{technology.public_id}/")
    assert len(response.json()["inventors"]) == 1
    assert "Hidden" not in response.content.decode()


@pytest.mark.parametrize(
    "resource", ["universities", "schools", "departments", "laboratories", "technologies"]
)
def test_a_list_takes_the_same_queries_for_one_and_three(client, django_assert_num_queries, resource):
    whole_technology()
    with django_assert_num_queries(QUERIES[resource]):
        assert len(client.get(f"/api/v1/{resource}/").json()["data"]) == 1
    whole_technology()
    whole_technology()
    with django_assert_num_queries(QUERIES[resource]):
        assert len(client.get(f"/api/v1/{resource}/").json()["data"]) == 3


# Two whether all is unchanged; rows, and all that belongs to them.
QUERIES = {"universities": 3, "schools": 3, "departments": 3, "laboratories": 4, "technologies": 4}


def found(client, query):
    return [row["id"] for row in client.get(f"/api/v1/technologies/?{query}").json()["data"]]


def test_search_finds_words_of_either_language(client):
    technology = whole_technology()
    other = TechnologyFactory(title_en="Robot gripper")
    index_technologies(technology_ids=[technology.pk, other.pk])
    for word in ("battery", "电池"):
        assert found(client, f"q={word}") == [technology.public_id]


@pytest.mark.parametrize("text", ["%00", "%25", "'", "a" * 3000, "，。！", "%F0%9F%94%8B", "%ED%A0%80"])
def test_odd_queries_are_answered(client, text):
    assert client.get(f"/api/v1/technologies/?q={text}").status_code in (200, 400)


def test_references_filter_by_public_id(client):
    technology = whole_technology()
    TechnologyFactory()
    field = technology.fields.get()
    for query in (
        f"university={technology.university.public_id}",
        f"laboratory={technology.laboratory.public_id}",
        f"field={field.code}",
        "trl=4-6",
    ):
        assert found(client, query) == [technology.public_id], query


def test_a_field_at_the_top_stands_for_those_below_it(client):
    technology = whole_technology()
    field = technology.fields.get()
    field.parent = FieldFactory()
    field.save()
    assert found(client, f"field={field.parent.code}") == [technology.public_id]


def test_universities_are_found_by_ror(client):
    university = UniversityFactory(ror="03rc6as71")
    UniversityFactory()
    body = client.get("/api/v1/universities/?ror=03rc6as71").json()
    assert [row["id"] for row in body["data"]] == [university.public_id]


def test_the_list_gives_what_the_serializer_gives(client):
    row = whole_technology()
    TechnologyMetricFactory(technology=row, baseline=None)
    TechnologyFactory()

    listed = client.get("/api/v1/technologies/").json()["data"]

    assert len(listed) == 2
    for entry in listed:
        assert entry == client.get(f"/api/v1/technologies/{entry['id']}/").json()


def test_the_same_page_is_the_same_bytes_with_its_links(client, monkeypatch):
    TechnologyFactory.create_batch(3)
    address, now = "/api/v1/technologies/?page_size=1", time.time()
    tag = client.get(address).headers["ETag"]

    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
