"""The demand side as partners and companies read it."""

from decimal import Decimal

import pytest

from startups.enums import NeedState
from tests.factories import (
    CompanyFactory,
    FieldFactory,
    NeedFactory,
    NeedParameterFactory,
    SciTechParkFactory,
)
from tests.people import OFFICER, in_group, member_of, signed_in

pytestmark = pytest.mark.django_db


def whole_company():
    company = CompanyFactory(park=SciTechParkFactory(), uscc="91310110MA1G81234T", employees=12)
    company.fields.add(FieldFactory())
    company.park.fields.add(FieldFactory())
    need = NeedFactory(company=company, budget_max=Decimal("200000.50"), minimum_trl=6)
    need.fields.add(FieldFactory())
    NeedParameterFactory(need=need, target_value=Decimal("10"), current_value=Decimal("7.25"))
    return company


def test_a_company_shows_no_more_than_agreed(client):
    company = whole_company()
    response = client.get(f"/api/v1/companies/{company.public_id}/")
    assert response.json()["park"]["id"] == company.park.public_id
    assert company.uscc not in response.content.decode()


def test_a_need_tells_its_people_all_of_itself():
    company = whole_company()
    need = company.needs.get()
    body = signed_in(member_of(company)).get(f"/api/v1/needs/{need.public_id}/").json()
    assert body["company"]["id"] == company.public_id
    assert body["budget_max"] == {"amount": "200000.50", "currency": "CNY"}
    [parameter] = body["parameters"]
    assert (parameter["current_value"], parameter["comparator"], parameter["target_value"]) == (
        "7.25",
        "ge",
        "10",
    )


@pytest.mark.parametrize(
    ("resource", "queries"),
    [("parks", 2), ("companies", 2), ("needs", 3)],
)
def test_a_list_takes_the_same_queries_for_one_and_three(
    django_assert_num_queries, settings, resource, queries
):
    settings.USERSESSIONS_TRACK_ACTIVITY = False  # noting that somebody is there is not the list's doing
    client = signed_in(in_group(OFFICER))
    sign_in = 2  # session and user
    if resource != "parks":
        sign_in += 1  # the groups, which decide what is visible
    for new, rows in ((1, 1), (2, 3)):
        for number in range(new):
            _company(f"{rows}{number}")
        with django_assert_num_queries(queries + sign_in):
            assert len(client.get(f"/api/v1/{resource}/").json()["data"]) == rows


def _company(number):
    need = NeedFactory(company=CompanyFactory(park=SciTechParkFactory()))
    need.company.fields.add(FieldFactory())
    need.company.park.fields.add(FieldFactory())
    need.fields.add(FieldFactory())
    NeedParameterFactory(need=need)


def test_needs_filter_by_state():
    company = CompanyFactory()
    open_need = NeedFactory(company=company)
    NeedFactory(company=company, state=NeedState.DRAFT, opened_at=None)
    body = signed_in(member_of(company)).get("/api/v1/needs/?state=open").json()
    assert [row["id"] for row in body["data"]] == [open_need.public_id]


def test_a_field_named_by_two_relations_gives_one_row(client):
    park = SciTechParkFactory()
    field = FieldFactory()
    park.fields.add(field, FieldFactory())
    body = client.get(f"/api/v1/parks/?field={field.code}").json()
    assert [row["id"] for row in body["data"]] == [park.public_id]


def test_a_company_that_is_not_listed_is_read_by_its_own_people_and_the_district_only(client):
    company = CompanyFactory(listed=False)
    address = f"/api/v1/companies/{company.public_id}/"
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/companies/").json()["data"] == []
    assert signed_in(member_of(CompanyFactory())).get(address).status_code == 404
    for reader in (member_of(company), in_group(OFFICER)):
        assert signed_in(reader).get(address).status_code == 200
