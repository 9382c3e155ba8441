"""The list of matches as it changes without a new page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from liaison.models import MatchFeedback, NeedScale
from tests.factories import (
    CompanyMemberFactory,
    MatchFactory,
    MatchFeedbackFactory,
    MatchRunFactory,
    NeedFactory,
    UserFactory,
)
from yangpu_portal.core.rules import OFFICER

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def match():
    return MatchFactory(reasons=[])


@pytest.fixture
def owner(client, match):
    owner = CompanyMemberFactory(company=match.need.company).user
    client.force_login(owner)
    return owner


def say(client, match, **data):
    return client.post(f"/en/matches/{match.public_id}/feedback/", data, headers=HTMX).content.decode()


def undo(client, match):
    return client.post(f"/en/matches/{match.public_id}/feedback/undo/", headers=HTMX).content.decode()


def test_the_list_comes_back_with_the_moved_card_told_and_the_next_one_in_focus(client, owner, match):
    following = MatchFactory(need=match.need, rank=2)
    page = say(client, match, verdict="irrelevant", reason="known")
    assert "<h1" not in page
    assert (
        page.index(following.public_id) < page.index("1 not relevant") < page.index(f'id="{match.public_id}"')
    )
    assert f'href="/en/technologies/{following.technology.public_id}/" autofocus' in page
    assert "It now stands at the end of the list." in page
    assert f"/en/matches/{match.public_id}/feedback/undo/" in page.partition('id="toasts"')[2]


def test_undo_puts_the_card_back_and_into_focus(client, owner, match):
    MatchFactory(need=match.need, rank=2)
    say(client, match, verdict="irrelevant", reason="known")
    for _ in range(2):
        page = undo(client, match)
        assert "not relevant</summary>" not in page
        assert f'href="/en/technologies/{match.technology.public_id}/" autofocus' in page
    assert not MatchFeedback.objects.exists()


def test_the_last_card_leaves_nothing_to_focus(client, owner, match):
    page = say(client, match, verdict="irrelevant", reason="known")
    assert "You have set all matches aside" in page
    assert "autofocus" not in page


def test_what_is_wrong_is_told_and_changes_nothing(client, owner, match):
    page = say(client, match, verdict="irrelevant")
    assert "Say why the offer is not relevant." in page
    assert not MatchFeedback.objects.exists()


def test_what_was_ticked_for_comparison_stays_ticked(client, owner, match):
    technology = match.technology.public_id
    assert f'value="{technology}" form="comparing" checked' in say(
        client, match, verdict="useful", id=technology
    )


def test_strangers_are_told_nothing(client, match):
    client.force_login(CompanyMemberFactory().user)
    answer = client.post(f"/en/matches/{match.public_id}/feedback/", {"verdict": "useful"}, headers=HTMX)
    assert answer.status_code == 404


@pytest.fixture
def new_need(client):
    need = NeedFactory()
    client.force_login(CompanyMemberFactory(company=need.company).user)
    return need


def test_a_need_just_opened_waits_for_its_run_and_asks_again(client, new_need):
    path = f"/en/needs/{new_need.public_id}/matches/"
    page = client.get(path).content.decode()
    assert "Your need is being compared" in page
    assert f'hx-get="{path}"' in page
    assert client.get(path, headers=HTMX).status_code == 204
    match = MatchFactory(need=new_need)
    page = client.get(path, headers=HTMX).content.decode()
    assert match.technology.title_en in page
    assert "hx-trigger" not in page


def test_a_need_that_nothing_answers_waits_no_longer_once_it_was_matched(client, new_need):
    NeedScale.objects.create(need=new_need, run=MatchRunFactory(), scales={})
    answer = client.get(f"/en/needs/{new_need.public_id}/matches/", headers=HTMX)
    assert "No technology is close enough yet" in answer.content.decode()


def test_what_takes_too_long_says_so_and_asks_no_more(client, new_need):
    new_need.opened_at = timezone.now() - timedelta(hours=1)
    new_need.save()
    answer = client.get(f"/en/needs/{new_need.public_id}/matches/", headers=HTMX)
    assert answer.status_code == 286
    assert "longer than usual" in answer.content.decode()


def test_what_an_officer_found_useful_is_marked_for_the_company(client, owner, match):
    path = f"/en/needs/{match.need.public_id}/matches/"
    MatchFeedbackFactory(match=match, user=CompanyMemberFactory(company=match.need.company).user)
    assert "Recommended by your liaison officer" not in client.get(path).content.decode()
    officer = UserFactory()
    officer.groups.add(Group.objects.get_or_create(name=OFFICER)[0])
    MatchFeedbackFactory(match=match, user=officer)
    assert "Recommended by your liaison officer" in client.get(path).content.decode()


def test_bookmarks_are_kept_for_the_need(client, owner, match):
    page = client.get(f"/en/needs/{match.need.public_id}/matches/").content.decode()
    assert f'name="for_need" value="{match.need.public_id}"' in page
