"""Who reads what through the API: every resource, every role, one's own and others'."""

import pytest
from django.urls import get_resolver

from liaison.models import Match
from startups.enums import Confidentiality
from tests.factories import (
    CompanyFactory,
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    MatchFactory,
    NeedFactory,
    SciTechParkFactory,
    TechnologyFactory,
    UserFactory,
)
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from universities.enums import TechnologyState
from yangpu_portal.api_urls import RESOURCES

pytestmark = pytest.mark.django_db
PUBLIC = [
    "companies",
    "departments",
    "fields",
    "laboratories",
    "parks",
    "schools",
    "technologies",
    "universities",
]
ROLES = ["visitor", "stranger", "member", "other member", "tto", "other tto", OFFICER, OFFICIAL, AUDITOR]


@pytest.fixture
def world():
    """One row of everything, and a need that is listed without its company's name."""
    department = DepartmentFactory()
    university = department.university
    technology = TechnologyFactory(university=university)
    need = NeedFactory(confidentiality=Confidentiality.ANONYMOUS)
    match = MatchFactory(need=need, technology=technology)
    return {
        "universities": university.public_id,
        "schools": department.school.public_id,
        "departments": department.public_id,
        "laboratories": LaboratoryFactory(university=university).public_id,
        "technologies": technology.public_id,
        "parks": SciTechParkFactory().public_id,
        "companies": need.company.public_id,
        "fields": FieldFactory().code,
        "needs": need.public_id,
        "matches": match.public_id,
    }


def person(role, match: Match):
    if role in (OFFICER, OFFICIAL, AUDITOR):
        return in_group(role)
    people = {
        "visitor": lambda: None,
        "stranger": UserFactory,
        "member": lambda: member_of(match.need.company),
        "other member": lambda: member_of(CompanyFactory()),
        "tto": lambda: tto_of(match.technology.university),
        "other tto": lambda: tto_of(LaboratoryFactory().university),
    }
    return people[role]()


def expected(role, resource):
    """Status of the item, and whether the list holds it."""
    if resource in PUBLIC:
        return 200, True
    if role == "visitor":
        return 401, False
    return (200, True) if role in ("member", OFFICER, OFFICIAL, AUDITOR) else (404, False)


def test_every_resource_is_in_the_table(world):
    assert set(world) == set(RESOURCES)


@pytest.mark.parametrize("role", ROLES)
def test_items_and_lists(world, role):
    client = signed_in(person(role, Match.objects.get()))
    for resource, key in world.items():
        status, listed = expected(role, resource)
        item = client.get(f"/api/v1/{resource}/{key}/")
        assert item.status_code == status, f"{role} reads one of {resource}"
        page = client.get(f"/api/v1/{resource}/")
        assert page.status_code == (401 if status == 401 else 200), f"{role} lists {resource}"
        ids = [row["id"] for row in page.json().get("data", [])]
        assert (key in ids) is listed, f"{role} lists {resource}"


def test_who_is_not_signed_in_is_challenged(world):
    response = signed_in(None).get("/api/v1/needs/")
    assert response.headers["WWW-Authenticate"].startswith("Session")
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("visitor", 404),
        ("stranger", 404),
        ("member", 404),
        ("other tto", 404),
        ("tto", 200),
        (OFFICER, 200),
        (AUDITOR, 200),
    ],
)
def test_a_draft_is_for_those_who_answer_for_it(role, status):
    match = MatchFactory()
    draft = TechnologyFactory(
        university=match.technology.university, state=TechnologyState.DRAFT, published_at=None
    )
    client = signed_in(person(role, match))
    assert client.get(f"/api/v1/technologies/{draft.public_id}/").status_code == status
    ids = [row["id"] for row in client.get("/api/v1/technologies/").json()["data"]]
    assert (draft.public_id in ids) is (status == 200)


def test_a_need_without_name_is_not_joined_to_its_company_for_others(world):
    others = signed_in(member_of(CompanyFactory()))
    body = others.get(f"/api/v1/needs/?company={world['companies']}").json()
    assert body["data"] == []
    company = others.get(f"/api/v1/companies/{world['companies']}/").json()
    assert set(company) == {"id", "name", "summary", "park", "fields", "illustrative"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_is_written(world, method):
    user = in_group(OFFICIAL)
    for resource, key in world.items():
        response = getattr(signed_in(user), method)(f"/api/v1/{resource}/{key}/")
        assert response.status_code == 405, resource
        assert response.headers["Allow"] == "GET, HEAD"


def test_every_address_below_api_is_known_here():
    found = {
        str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        if str(resolver.pattern) == "api/"
        for pattern in resolver.url_patterns
    }
    assert found == {"v1/schema/", "v1/", "docs/", "problems/<slug:code>/"}
