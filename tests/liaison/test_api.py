"""Matches as companies read them."""

import pytest

from tests.factories import MatchFactory, NeedFactory
from tests.people import member_of, signed_in
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db
REASON = {
    "code": "translation",
    "need": {"start": 0, "end": 2, "text": "防伪"},
    "offer": {"start": 5, "end": 23, "text": "anti-counterfeiting"},
    "weight": 0.75,
    "language": "en",
}


def test_a_match_says_why():
    match = MatchFactory(reasons=[REASON], dense=None)
    body = signed_in(member_of(match.need.company)).get(f"/api/v1/matches/{match.public_id}/").json()
    assert body["need"]["id"] == match.need.public_id
    assert body["technology"]["name"]["en"] == match.technology.title_en
    assert body["engine_version"] == match.run.engine_version
    assert body["dense"] is None
    assert body["reasons"] == [
        {
            "code": "translation",
            "need_span": REASON["need"],
            "offer_span": REASON["offer"],
            "weight": 0.75,
            "language": "en",
        }
    ]


def test_matches_come_by_need_and_best_first():
    company = NeedFactory().company
    needs = [NeedFactory(company=company) for _number in range(2)]
    for need in needs:
        for rank in (2, 1, 3):
            MatchFactory(need=need, rank=rank)
    client, url, seen = signed_in(member_of(company)), "/api/v1/matches/?page_size=2", []
    while url:
        body = client.get(url).json()
        seen += [(row["need"]["id"], row["rank"]) for row in body["data"]]
        url = body["next"]
    assert seen == sorted(seen)
    assert len(seen) == 6


def test_an_offer_that_was_withdrawn_takes_its_matches_along():
    match = MatchFactory(technology__state=TechnologyState.WITHDRAWN)
    client = signed_in(member_of(match.need.company))
    assert client.get("/api/v1/matches/").json()["data"] == []
    assert client.get(f"/api/v1/matches/{match.public_id}/").status_code == 404


def test_matches_filter_by_need():
    match = MatchFactory()
    MatchFactory(need=NeedFactory(company=match.need.company))
    client = signed_in(member_of(match.need.company))
    body = client.get(f"/api/v1/matches/?need={match.need.public_id}").json()
    assert [row["id"] for row in body["data"]] == [match.public_id]


def test_the_list_takes_the_same_queries_for_one_and_three(django_assert_num_queries):
    need = NeedFactory()
    client = signed_in(member_of(need.company))
    MatchFactory(need=need, reasons=[REASON])
    with django_assert_num_queries(4):  # session, user, groups, rows
        client.get("/api/v1/matches/")
    MatchFactory.create_batch(2, need=need, reasons=[REASON])
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/matches/").json()["data"]) == 3
