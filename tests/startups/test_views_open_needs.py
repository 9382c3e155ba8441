"""Needs that everybody may read: the list of them, and what each tells search engines."""

import json
import re

import pytest

from startups.enums import Confidentiality
from tests.factories import CompanyFactory, CompanyMemberFactory, NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory(name_en="Zephyrine Works", name_zh="泽风制造", slug="zephyrine")


def described(client, need) -> list[dict]:
    page = client.get(f"/en/needs/{need.public_id}/").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(text) for text in found]


def test_a_public_need_is_a_demand_of_its_company(client, company):
    need = NeedFactory(
        company=company, title_en="Quiet mill", situation_en="It howls.", confidentiality="public"
    )
    demand, way = described(client, need)
    assert (demand["@type"], demand["name"], demand["description"]) == ("Demand", "Quiet mill", "It howls.")
    assert demand["@reverse"]["seeks"]["name"] == "Zephyrine Works"
    assert [step["name"] for step in way["itemListElement"]] == ["Open needs", "Quiet mill"]


def test_an_unnamed_need_says_nothing_of_its_company_even_to_its_own_people(client, company):
    need = NeedFactory(company=company, confidentiality=Confidentiality.ANONYMOUS)
    client.force_login(CompanyMemberFactory(company=company).user)
    demand, _way = described(client, need)
    assert not {"@reverse", "seller"} & demand.keys()
    assert not re.search("zephyr|泽风", json.dumps(demand, ensure_ascii=False), re.IGNORECASE)


def test_what_is_not_listed_is_not_described(client, company):
    need = NeedFactory(company=company, confidentiality=Confidentiality.OFFICERS)
    client.force_login(CompanyMemberFactory(company=company).user)
    assert described(client, need) == []
