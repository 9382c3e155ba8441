from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from startups.models import Need
from tests.factories import (
    CompanyMemberFactory,
    MatchFactory,
    MatchFeedbackFactory,
    NeedFactory,
    TechnologyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
CONFIRMED = date(2026, 11, 1)


def page_of(client) -> str:
    return client.get("/en/").content.decode()


def test_a_paragraph_of_two_thousand_characters_fits_the_box(client):
    page = page_of(client)
    assert 'maxlength="2000"' in page
    assert 'action="/en/technologies/"' in page


def test_six_newest_confirmed_offers_lead_to_their_pages(client):
    offers = [TechnologyFactory(confirmed_on=CONFIRMED - timedelta(days=days)) for days in range(7)]
    unconfirmed = TechnologyFactory()
    page = page_of(client)
    places = [page.find(f"/en/technologies/{offer.public_id}/") for offer in offers]
    assert places[:6] == sorted(places[:6])
    assert places[0] > 0
    assert places[6] == -1
    assert unconfirmed.title_en not in page


def test_what_was_withdrawn_a_moment_ago_is_not_shown(client):
    offer = TechnologyFactory(confirmed_on=CONFIRMED)
    page_of(client)
    offer.state = "withdrawn"
    offer.save()
    assert offer.title_en not in page_of(client)


def test_drafts_are_neither_counted_nor_shown(client):
    draft = TechnologyFactory(state="draft", published_at=None, confirmed_on=CONFIRMED)
    page = page_of(client)
    assert draft.title_en not in page
    assert 'technologies on offer</dt><dd><a href="/en/technologies/">0</a>' in page


def test_an_empty_portal_still_has_its_box_and_a_way_on(client):
    page = page_of(client)
    assert "Newly confirmed" not in page
    assert "/en/needs/new/" in page


def test_examples_are_searched_for_as_they_are_written(client):
    page = page_of(client)
    assert page.count("/en/technologies/?q=") == 3
    assert "%C2%B0C" in page  # a degree sign survives


def test_own_strong_matches_without_a_word_are_told(client):
    match = MatchFactory()
    MatchFactory(need=match.need, rank=2, band="weak")
    owner = CompanyMemberFactory(company=match.need.company).user
    client.force_login(owner)
    assert "1 strong match waits for your word" in page_of(client)
    MatchFeedbackFactory(match=match, user=owner)
    assert "Welcome back" in page_of(client)


def test_three_newest_needs_lead_to_their_pages_without_their_companies(client):
    needs = [NeedFactory(opened_at=timezone.now() - timedelta(days=days)) for days in range(4)]
    page = page_of(client)
    places = [page.find(f"/en/needs/{need.public_id}/") for need in needs]
    assert 0 < places[0] < places[1] < places[2]
    assert places[3] == -1
    assert needs[0].company.name not in page
    assert "/en/needs/open/" in page


def test_a_need_hidden_a_moment_ago_is_neither_shown_nor_counted(client):
    need = NeedFactory()
    assert need.title_en in page_of(client)
    Need.objects.filter(pk=need.pk).update(confidentiality="officers")
    page = page_of(client)
    assert need.title_en not in page
    assert 'open now</dt><dd><a href="/en/needs/open/">0</a>' in page


def test_others_matches_are_not_told(client):
    MatchFactory()
    client.force_login(UserFactory())
    assert "waits for your word" not in page_of(client)


def test_queries_do_not_grow_with_rows(client):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            TechnologyFactory(confirmed_on=CONFIRMED)
            NeedFactory()
        for kept in (False, True):
            if not kept:
                cache.clear()
            with CaptureQueriesContext(connection) as captured:
                page_of(client)
            counts.append([entry["sql"] for entry in captured.captured_queries])
    assert len(counts[0]) == len(counts[2]), "\n".join(counts[2])
    assert len(counts[1]) == len(counts[3]) == 2, "\n".join(counts[3])
