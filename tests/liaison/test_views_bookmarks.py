import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.models import Bookmark
from tests.factories import (
    BookmarkFactory,
    CompanyMemberFactory,
    NeedFactory,
    TechnologyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/en/bookmarks/"


@pytest.fixture
def technology():
    return TechnologyFactory()


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def press(client, technology, action="bookmark", htmx=False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    path = f"/en/technologies/{technology.public_id}/{action}/"
    return client.post(path, data, headers=headers)


def test_an_offer_is_kept_once_and_one_returns_to_where_one_was(client, user, technology):
    for _ in range(2):
        answer = press(client, technology, next="/en/technologies/?q=x")
        assert answer["Location"] == "/en/technologies/?q=x"
    assert Bookmark.objects.get().technology == technology
    assert technology.title_en in client.get(PAGE).content.decode()


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", ""])
def test_one_is_never_led_to_a_foreign_page(client, user, technology, foreign):
    assert press(client, technology, next=foreign)["Location"] == f"/en/technologies/{technology.public_id}/"


def test_removing_twice_is_harmless(client, user, technology):
    BookmarkFactory(user=user, technology=technology)
    for _ in range(2):
        assert press(client, technology, "bookmark/remove", next=PAGE).status_code == 302
    assert not Bookmark.objects.exists()


def test_with_htmx_just_the_button_changes(client, user, technology):
    page = press(client, technology, htmx=True, next="/en/").content.decode()
    assert "Bookmarked" in page
    assert "/bookmark/remove/" in page
    assert "<h1" not in page


def test_a_removal_from_the_list_is_undone_for_the_same_need(client, technology):
    need = NeedFactory()
    user = CompanyMemberFactory(company=need.company).user
    client.force_login(user)
    for wanted in (need, None):
        BookmarkFactory(user=user, technology=technology, need=wanted)
    answer = press(client, technology, "bookmark/remove", need=need.public_id)
    assert Bookmark.objects.get().need is None
    page = client.get(answer["Location"]).content.decode()
    assert "is no longer in your bookmarks" in page
    assert f'name="for_need" value="{need.public_id}"' in page
    press(client, technology, for_need=need.public_id, next=PAGE)
    assert Bookmark.objects.filter(need=need).count() == 1


def test_visitors_are_led_to_sign_in(client, technology):
    answer = press(client, technology)
    assert answer["Location"] == f"/en/accounts/login/?next=/en/technologies/{technology.public_id}/"
    assert client.get(PAGE).status_code == 302
    assert not Bookmark.objects.exists()


def test_what_one_may_not_see_is_not_there(client, user):
    assert press(client, TechnologyFactory(state="draft", published_at=None)).status_code == 404
    assert press(client, TechnologyFactory(), for_need=NeedFactory().public_id).status_code == 404
    assert not Bookmark.objects.exists()


def test_hostile_ids_do_no_harm(client, user, technology):
    assert press(client, technology, for_need="\0").status_code == 404
    assert client.get(PAGE, {"removed": "\0", "need": "\0"}).status_code == 200


def test_others_bookmarks_and_retired_offers_are_not_listed(client, user):
    other = BookmarkFactory()
    retired = BookmarkFactory(user=user, technology__state="withdrawn")
    page = client.get(PAGE).content.decode()
    assert other.technology.title_en not in page
    assert retired.technology.title_en not in page
    assert "1 bookmarked offer is no longer published" in page


def test_a_link_changes_nothing(client, user, technology):
    assert client.get(f"/en/technologies/{technology.public_id}/bookmark/").status_code == 405


def test_an_empty_list_says_what_bookmarks_are_for(client, user):
    assert "Nothing bookmarked yet" in client.get(PAGE).content.decode()


def test_queries_do_not_grow_with_rows(client):
    need = NeedFactory()
    user = CompanyMemberFactory(company=need.company).user
    client.force_login(user)
    client.get(PAGE)  # the first visit notes the session
    counts = []
    for _ in range(2):
        BookmarkFactory(user=user, need=need)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append([entry["sql"] for entry in captured.captured_queries])
        BookmarkFactory(user=user)
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
