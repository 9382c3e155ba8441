"""The list of one's needs, with what the bridge found for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.enums import Verdict
from tests.factories import (
    CompanyMemberFactory,
    MatchFactory,
    MatchFeedbackFactory,
    NeedFactory,
    TechnologyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return CompanyMemberFactory()


@pytest.fixture
def own(client, seat):
    """A client signed in as a person of a company."""
    client.force_login(seat.user)
    return client


@pytest.fixture
def need(seat):
    return NeedFactory(company=seat.company, state="open")


def page(client, language: str = "/en") -> str:
    return client.get(f"{language}/needs/").content.decode()


def test_it_says_how_many_matches_there_are_and_which_is_best(own, need):
    MatchFactory(need=need, rank=2)
    best = MatchFactory(need=need, rank=1)
    shown = page(own)
    assert f'href="/en/needs/{need.public_id}/matches/">2 matches<' in shown
    assert best.technology.title_en in shown
    assert "2 项匹配" in page(own, "")


def test_one_match_is_counted_in_the_singular(own, need):
    MatchFactory(need=need)
    assert "1 match<" in page(own)


def test_what_the_reader_set_aside_counts_no_more(own, need, seat):
    refused = MatchFactory(need=need, rank=1)
    MatchFeedbackFactory(match=refused, user=seat.user, verdict=Verdict.IRRELEVANT, reason="too_early")
    following = MatchFactory(need=need, rank=2)
    shown = page(own)
    assert "1 match<" in shown
    assert refused.technology.title_en not in shown
    assert following.technology.title_en in shown


@pytest.mark.parametrize("change", [{"is_current": False}, {"technology__state": "withdrawn"}])
def test_what_is_no_longer_listed_counts_no_more(own, need, change):
    MatchFactory(need=need, **change)
    assert "No match yet" in page(own)


def test_a_draft_says_nothing_of_matches(own, seat):
    MatchFactory(need=NeedFactory(company=seat.company, state="draft"))
    shown = page(own)
    assert "1 match" not in shown
    assert "No match yet" not in shown


def test_the_best_match_in_the_other_language_is_marked_as_such(own, need):
    MatchFactory(need=need, technology=TechnologyFactory(title_zh="低温电解液", title_en=""))
    assert '<span lang="zh-Hans">低温电解液</span>' in page(own)


def test_queries_do_not_grow_with_the_list(own, need, seat):
    MatchFactory(need=need)
    page(own)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(own)
    for _number in range(8):
        MatchFactory(need=NeedFactory(company=seat.company, state="open"))
    with CaptureQueriesContext(connection) as many:
        page(own)
    assert len(many) == len(few)
