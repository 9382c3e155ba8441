import re
import threading
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from liaison.domain.saved_search import (
    forget_removed_searches,
    remove_search,
    save_search,
    search_still_wanted,
    send_search_news,
)
from liaison.enums import SearchFrequency
from liaison.models import SavedSearch
from tests.factories import SavedSearchFactory, TechnologyFactory, UserFactory
from universities.domain.search import index_technologies
from universities.models import Technology
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db

MONDAY = timezone.make_aware(datetime(2025, 12, 1, 8, 30))  # past: what is told of is published for good


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def saved(user, **values) -> SavedSearch:
    search = SavedSearchFactory(user=user, text="robot", frequency=SearchFrequency.WEEKLY, **values)
    long_ago = MONDAY - timedelta(days=20)
    SavedSearch.objects.filter(pk=search.pk).update(created_at=long_ago, seen_until=long_ago)
    search.refresh_from_db()
    return search


def published(title: str, days_ago: int = 2):
    row = TechnologyFactory(title_en=title, published_at=MONDAY - timedelta(days=days_ago))
    index_technologies(technology_ids=[row.pk])
    return row


def test_saving_twice_keeps_one(client, user):
    for _ in range(2):
        answer = client.post(
            "/en/saved-searches/save/", {"query": "q=robot&trl=4-6&trl=nonsense"}, follow=True
        )
    assert answer.status_code == 200
    search = SavedSearch.objects.get()
    assert (search.text, search.filters) == ("robot", {"trl": ["4-6", "nonsense"]})
    assert "Pilot (TRL 4–6)" in answer.content.decode()


def test_an_empty_search_is_not_saved(client, user):
    answer = client.post("/en/saved-searches/save/", {"query": ""}, follow=True)
    assert "before you save the search" in answer.content.decode()
    assert not SavedSearch.objects.exists()


def test_a_search_of_somebody_else_is_not_there(client, user):
    other = SavedSearchFactory()
    for action in ("", "delete/", "undo/"):
        answer = client.post(f"/en/saved-searches/{other.public_id}/{action}", {"frequency": "off"})
        assert answer.status_code == 404


def test_how_often_is_changed_and_odd_values_are_refused(client, user):
    search = SavedSearchFactory(user=user)
    client.post(f"/en/saved-searches/{search.public_id}/", {"frequency": "daily"})
    client.post(f"/en/saved-searches/{search.public_id}/", {"frequency": "hourly"})
    search.refresh_from_db()
    assert search.frequency == SearchFrequency.DAILY


def test_delete_can_be_undone_for_a_day(client, user):
    search = SavedSearchFactory(user=user, text="robot")
    for _ in range(2):
        page = client.post(f"/en/saved-searches/{search.public_id}/delete/", follow=True).content.decode()
    assert "“robot” is deleted." in page
    client.post(f"/en/saved-searches/{search.public_id}/undo/")
    assert "robot" in client.get("/en/saved-searches/").content.decode()
    remove_search(search=search)
    assert forget_removed_searches() == 0
    SavedSearch.objects.update(removed_at=timezone.now() - timedelta(days=2))
    assert forget_removed_searches() == 1


def test_news_is_mailed_once_a_week_however_often_it_runs(user):
    saved(user)
    published("A robot arm")
    published("A lamp")
    assert send_search_news(at=MONDAY) == {"mailed": 1}
    assert send_search_news(at=MONDAY + timedelta(hours=3)) == {}
    assert send_search_news(at=MONDAY - timedelta(days=7)) == {}
    mail = OutgoingEmail.objects.get()
    assert mail.subject == "1 new technology in a saved search"
    assert "A robot arm" in mail.text
    assert "A robot arm" in mail.html
    assert "A lamp" not in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_new_means_no_mail_and_nothing_comes_twice(user):
    saved(user)
    published("A robot arm")
    send_search_news(at=MONDAY)
    assert send_search_news(at=MONDAY + timedelta(days=7)) == {"skipped": 1}
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_offer_committed_after_a_later_one_is_told_of_all_the_same():
    search = saved(UserFactory())
    now = timezone.now()

    def publish_another_and_send() -> None:
        try:
            later = TechnologyFactory(title_en="Robot that is there first", published_at=now)
            index_technologies(technology_ids=[later.pk])
            send_search_news(at=MONDAY)
        finally:
            connection.close()

    with transaction.atomic():
        slow = TechnologyFactory(title_en="Robot of a long import", published_at=now - timedelta(seconds=2))
        index_technologies(technology_ids=[slow.pk])
        thread = threading.Thread(target=publish_another_and_send)
        thread.start()
        thread.join(20)
    search.refresh_from_db()
    assert search.seen_until < slow.published_at
    _pass(minutes=2)
    send_search_news(at=MONDAY + timedelta(days=7))
    text = OutgoingEmail.objects.get().text
    assert "Robot that is there first" in text
    assert "Robot of a long import" in text


def _pass(*, minutes: int) -> None:
    """Lets time go by for all that was stored."""
    ago = timedelta(minutes=minutes)
    Technology.objects.update(published_at=F("published_at") - ago)
    SavedSearch.objects.update(seen_until=F("seen_until") - ago)


def test_five_items_and_the_number_of_the_others(user):
    saved(user)
    for number in range(7):
        published(f"Robot {number}", days_ago=number + 1)
    send_search_news(at=MONDAY)
    mail = OutgoingEmail.objects.get()
    assert len(re.findall(r"^\d\. Robot", mail.text, re.MULTILINE)) == 5
    assert "And 2 more." in mail.text
    assert "And 2 more." in mail.html


def test_only_one_click_ends_the_mails_not_a_scanner(client, user):
    search = saved(user)
    published("A robot arm")
    send_search_news(at=MONDAY)
    mail = OutgoingEmail.objects.get()
    assert search_still_wanted(mail)
    path = urlsplit(mail.headers["List-Unsubscribe"].strip("<>")).path
    client.logout()
    client.get(path)
    assert search_still_wanted(mail)
    for _ in range(2):
        assert client.post(path).status_code == 200
    assert not search_still_wanted(mail)
    assert client.get("/en/mail/searches/forged/").status_code == 404
    search.refresh_from_db()
    assert search.frequency == SearchFrequency.OFF


def test_what_was_taken_away_comes_back_when_it_is_saved_again(user):
    search = save_search(user=user, text="robot", filters={})
    remove_search(search=search)
    assert save_search(user=user, text="robot", filters={}).pk == search.pk
    search.refresh_from_db()
    assert search.removed_at is None


def test_choices_no_column_can_hold_are_left_out(client, user):
    answer = client.post("/en/saved-searches/save/", {"query": "q=robot&trl=%00&field=" + "x" * 999})
    assert (answer.status_code, SavedSearch.objects.get(user=user).filters) == (302, {})


def test_a_refused_search_with_a_huge_address_leads_back_all_the_same(client, user):
    answer = client.post("/en/saved-searches/save/", {"query": "x=" + "词" * 19_000})
    assert (answer.status_code, answer["Location"]) == (302, "/en/technologies/")
