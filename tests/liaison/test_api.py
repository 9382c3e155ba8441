"""Matches as companies read them."""

import pytest

from tests.factories import (
    MatchFactory,
    MatchFeedbackFactory,
    NeedFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
)
from tests.people import member_of, signed_in
from universities.domain.search import index_technologies
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db
REASON = {
    "code": "translation",
    "need": {"start": 0, "end": 2, "text": "防伪", "source": "content"},
    "offer": {"start": 5, "end": 23, "text": "anti-counterfeiting", "source": "content"},
    "weight": 0.75,
    "language": "en",
}
GAP = {
    "code": "trl",
    "need": {"start": 0, "end": 1, "text": "6", "source": "trl"},
    "offer": {"start": 0, "end": 1, "text": "4", "source": "trl"},
    "gain": 0.12,
    "language": "en",
}


def read(match) -> dict:
    return signed_in(member_of(match.need.company)).get(f"/api/v1/matches/{match.public_id}/").json()


def test_a_match_says_why():
    match = MatchFactory(reasons=[REASON], dense=None)
    body = read(match)
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


def test_a_match_says_how_sure_it_is_and_what_is_missing():
    body = read(MatchFactory(probability=0.62, band="possible", signals={"trl": 0.5}, gap=GAP))
    assert (body["probability"], body["band"], body["signals"]) == (0.62, "possible", {"trl": 0.5})
    gap = {"code": "trl", "need_span": GAP["need"], "offer_span": GAP["offer"], "gain": 0.12}
    assert body["gaps"] == [gap | {"language": "en"}]


def test_a_gap_may_have_one_side_and_a_match_none():
    assert read(MatchFactory(gap=GAP | {"need": None}))["gaps"][0]["need_span"] is None
    assert read(MatchFactory())["gaps"] == []


def test_spans_stored_without_their_source_are_of_the_text():
    span = {"start": 0, "end": 4, "text": "pump"}
    body = read(MatchFactory(reasons=[REASON | {"code": "term", "need": span, "offer": span}]))
    assert body["reasons"][0]["need_span"] == span | {"source": "content"}


def test_matches_filter_by_strength():
    strong = MatchFactory()
    MatchFactory(need=strong.need, band="weak", rank=2)
    client = signed_in(member_of(strong.need.company))
    assert [row["id"] for row in client.get("/api/v1/matches/?band=strong").json()["data"]] == [
        strong.public_id
    ]
    assert client.get("/api/v1/matches/?band=best").status_code == 400


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


def test_what_one_refused_oneself_is_no_longer_among_the_matches():
    match = MatchFactory(is_current=False)
    reader = member_of(match.need.company)
    MatchFeedbackFactory(match=match, user=reader, verdict="irrelevant", reason="known")
    assert signed_in(reader).get("/api/v1/matches/").json()["data"] == []


def test_an_offer_listed_twice_is_listed_once_and_read_all_the_same(client):
    shown = TechnologyFactory()
    hidden = TechnologyFactory(university=shown.university, title_en="Rust laser")
    TechnologyTwinFactory(technology=hidden, shown_instead=shown)
    index_technologies(technology_ids=[hidden.pk])
    rows = client.get("/api/v1/technologies/").json()["data"]
    assert [row["id"] for row in rows] == [shown.public_id]
    assert client.get("/api/v1/technologies/?q=rust").json()["data"] == []
    assert client.get(f"/api/v1/technologies/{hidden.public_id}/").status_code == 200


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
    client.get("/api/v1/matches/")  # notes that somebody was seen
    with django_assert_num_queries(4):  # session, user, groups, rows
        client.get("/api/v1/matches/")
    MatchFactory.create_batch(2, need=need, reasons=[REASON])
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/matches/").json()["data"]) == 3
