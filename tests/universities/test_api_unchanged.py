"""Who has an answer is told "unchanged" without the rows being read, and never about another answer."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from liaison.enums import TwinState
from liaison.models import TechnologyTwin
from tests.factories import (
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    PatentFactory,
    ResearcherFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    TechnologyTwinFactory,
    UniversityFactory,
)
from tests.people import OFFICIAL, in_group, signed_in, tto_of
from universities.enums import TechnologyState
from universities.models import Technology, University
from yangpu_portal.core.models import Field

LIST = "/api/v1/technologies/"


@pytest.fixture
def offer(db) -> Technology:
    """A published offer with one of everything it can have."""
    department = DepartmentFactory()
    university = department.university
    laboratory = LaboratoryFactory(university=university, department=department)
    offer = TechnologyFactory(university=university, department=department, laboratory=laboratory)
    offer.fields.add(FieldFactory())
    offer.patents.add(PatentFactory(university=university))
    offer.inventors.add(ResearcherFactory(university=university, shown_publicly=True))
    TechnologyMetricFactory(technology=offer)
    return offer


def tag_of(client, path=LIST, **headers) -> str:
    return client.get(path, headers=headers).headers["ETag"]


def status(client, tag, path=LIST) -> int:
    return client.get(path, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("resource", ["technologies", "universities", "departments", "laboratories"])
@pytest.mark.parametrize("with_id", [False, True], ids=["list", "item"])
def test_what_is_unchanged_costs_one_query(client, offer, django_assert_num_queries, resource, with_id):
    rows = {
        "technologies": offer,
        "universities": offer.university,
        "departments": offer.department,
        "laboratories": offer.laboratory,
    }
    path = f"/api/v1/{resource}/" + (f"{rows[resource].public_id}/" if with_id else "")
    answer = client.get(path)
    with django_assert_num_queries(1):
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
    assert again.headers["Vary"] == answer.headers["Vary"]


CHANGES = {
    "its own text": lambda offer: Technology.objects.update(title_en="Another title"),
    "its state": lambda offer: Technology.objects.update(state=TechnologyState.WITHDRAWN),
    "a new offer": lambda offer: TechnologyFactory(),
    "an offer gone": lambda offer: offer.delete(),
    "name of the university": lambda offer: University.objects.update(name_en="Another name"),
    "name of the department": lambda offer: type(offer.department).objects.update(name_en="Another name"),
    "name of the laboratory": lambda offer: type(offer.laboratory).objects.update(name_en="Another name"),
    "name of a field": lambda offer: Field.objects.update(name_en="Another name"),
    "a tag more": lambda offer: offer.fields.add(FieldFactory()),
    "a tag less": lambda offer: offer.fields.clear(),
    "status of a patent": lambda offer: offer.patents.update(legal_status="lapsed"),
    "a patent more": lambda offer: offer.patents.add(PatentFactory(university=offer.university)),
    "a patent less": lambda offer: offer.patents.clear(),
    "a parameter": lambda offer: offer.metrics.update(value=Decimal("3.5")),
    "a parameter more": lambda offer: TechnologyMetricFactory(technology=offer),
    "a parameter less": lambda offer: offer.metrics.all().delete(),
    "an inventor who wants no name": lambda offer: offer.inventors.update(shown_publicly=False),
    "an inventor less": lambda offer: offer.inventors.clear(),
    "a twin that hides it": lambda offer: TechnologyTwinFactory(
        technology=offer, shown_instead=TechnologyFactory(), state=TwinState.CONFIRMED
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_an_offer_shows_changes_the_answer(client, offer, change):
    before = client.get(LIST)
    CHANGES[change](offer)
    after = client.get(LIST, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json() != before.json()


def test_a_twin_that_hides_no_more_shows_the_offer_again(client, offer):
    TechnologyTwinFactory(technology=offer, shown_instead=TechnologyFactory(), state=TwinState.CONFIRMED)
    tag = tag_of(client)
    TechnologyTwin.objects.update(state=TwinState.REJECTED)
    assert status(client, tag) == 200


def test_what_comes_back_as_it_was_is_unchanged(client, offer):
    tag = tag_of(client)
    Technology.objects.update(trl=offer.trl)
    assert status(client, tag) == 304


def test_each_reader_is_answered_about_what_they_see(offer):
    TechnologyFactory(university=offer.university, state=TechnologyState.DRAFT, published_at=None)
    readers = {
        "visitor": signed_in(None),
        "its tto": signed_in(tto_of(offer.university)),
        "another tto": signed_in(tto_of(UniversityFactory())),
        "official": signed_in(in_group(OFFICIAL)),
    }
    tags = {name: tag_of(client) for name, client in readers.items()}
    assert tags["visitor"] == tags["another tto"] != tags["its tto"] == tags["official"]
    for name, client in readers.items():
        for tag in tags.values():
            assert status(client, tag) == (304 if tag == tags[name] else 200), name


def test_who_gains_a_seat_sees_more_at_once(offer):
    TechnologyFactory(university=offer.university, state=TechnologyState.DRAFT, published_at=None)
    user = tto_of(UniversityFactory())
    client = signed_in(user)
    tag = tag_of(client)
    user.university_seats.update(university=offer.university)
    assert status(client, tag) == 200


def test_who_leaves_the_district_sees_less_at_once(offer):
    TechnologyFactory(university=offer.university, state=TechnologyState.DRAFT, published_at=None)
    user = in_group(OFFICIAL)
    client = signed_in(user)
    tag = tag_of(client)
    user.groups.clear()
    assert status(client, tag) == 200


@pytest.mark.parametrize("query", ["?trl=4-6", "?page_size=1", "?count=true", "?q=nothing"])
def test_another_address_is_another_answer(client, offer, query):
    TechnologyFactory()
    assert status(client, tag_of(client), LIST + query) == 200


def test_links_name_the_host_that_was_asked(client, offer):
    TechnologyFactory()
    path = f"{LIST}?page_size=1"
    tag = tag_of(client, path)
    elsewhere = client.get(path, headers={"If-None-Match": tag, "Host": "localhost"})
    assert elsewhere.status_code == 200
    assert elsewhere.json()["next"].startswith("http://localhost/")


def test_an_error_is_not_taken_for_the_answer(client, offer):
    tag = tag_of(client)
    assert status(client, tag, f"{LIST}?trl=12") == 400
    assert client.get(LIST, headers={"If-None-Match": tag, "Accept": "text/html"}).status_code == 406


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_later_is_seen_later():
    offer = TechnologyFactory()
    written, answered = threading.Event(), threading.Event()

    def write_slowly():
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("UPDATE universities_technology SET title_en = 'Another title'")
            written.set()
            answered.wait(10)
            cursor.execute("COMMIT")
        other.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert written.wait(10)
    client = signed_in(None)
    before = client.get(LIST)  # the stamp has moved, the row has not
    answered.set()
    writer.join()
    after = client.get(LIST, headers={"If-None-Match": before.headers["ETag"]})
    assert [row["title"]["en"] for row in before.json()["data"]] == [offer.title_en]
    assert after.status_code == 200
    assert [row["title"]["en"] for row in after.json()["data"]] == ["Another title"]
