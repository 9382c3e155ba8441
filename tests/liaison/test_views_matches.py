import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.models import MatchFeedback
from tests.factories import CompanyMemberFactory, MatchFactory, NeedFactory, UserFactory
from yangpu_portal.core.rules import AUDITOR, OFFICER

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory(reasons=[])


@pytest.fixture
def owner(match):
    return CompanyMemberFactory(company=match.need.company).user


def member_of(group):
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def list_path(match) -> str:
    return f"/en/needs/{match.need.public_id}/matches/"


def send(client, match, **data):
    return client.post(f"/en/matches/{match.public_id}/feedback/", data)


def test_company_sees_its_matches(client, match, owner):
    client.force_login(owner)
    assert match.technology.title_en in client.get(list_path(match)).content.decode()


def test_strangers_see_no_matches(client, match):
    assert client.get(list_path(match)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(list_path(match)).status_code == 404
    client.force_login(CompanyMemberFactory().user)
    assert client.get(list_path(match)).status_code == 404


@pytest.mark.parametrize(("group", "judges"), [(OFFICER, True), (AUDITOR, False)])
def test_the_district_sees_all_and_some_judge(client, match, group, judges):
    client.force_login(member_of(group))
    page = client.get(list_path(match)).content.decode()
    assert match.technology.title_en in page
    assert ("Not relevant" in page) is judges


def test_useful_is_noted_and_undone(client, match, owner):
    client.force_login(owner)
    answer = send(client, match, verdict="useful")
    assert answer["Location"] == f"{list_path(match)}#{match.public_id}"
    assert "You found this useful" in client.get(list_path(match)).content.decode()
    client.post(f"/en/matches/{match.public_id}/feedback/undo/")
    assert not MatchFeedback.objects.exists()


def test_irrelevant_folds_to_the_end(client, match, owner):
    other = MatchFactory(need=match.need, rank=2)
    client.force_login(owner)
    send(client, match, verdict="irrelevant", reason="too_early")
    page = client.get(list_path(match)).content.decode()
    assert (
        page.index(other.technology.title_en)
        < page.index("1 not relevant")
        < page.index(match.technology.public_id)
    )
    assert "too early" in page


@pytest.mark.parametrize(
    "data", [{}, {"verdict": "x"}, {"verdict": "irrelevant"}, {"verdict": "irrelevant", "reason": "x"}]
)
def test_incomplete_feedback_changes_nothing(client, match, owner, data):
    client.force_login(owner)
    assert send(client, match, **data).status_code == 302
    assert not MatchFeedback.objects.exists()


def test_strangers_cannot_judge(client, match):
    client.force_login(CompanyMemberFactory().user)
    assert send(client, match, verdict="useful").status_code == 404
    client.force_login(member_of(AUDITOR))
    assert send(client, match, verdict="useful").status_code == 403
    assert not MatchFeedback.objects.exists()


def test_feedback_twice_is_one(client, match, owner):
    client.force_login(owner)
    send(client, match, verdict="useful")
    send(client, match, verdict="useful")
    assert MatchFeedback.objects.count() == 1


def test_feedback_is_not_given_by_following_a_link(client, match, owner):
    client.force_login(owner)
    assert client.get(f"/en/matches/{match.public_id}/feedback/").status_code == 405


@pytest.mark.parametrize(
    ("state", "text"),
    [("open", "No technology is close enough yet"), ("draft", "once a liaison officer has opened it")],
)
def test_an_empty_list_says_why(client, state, text):
    need = NeedFactory(state=state)
    client.force_login(CompanyMemberFactory(company=need.company).user)
    assert text in client.get(f"/en/needs/{need.public_id}/matches/").content.decode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("term", "Both mention <q>电池</q>"),
        ("translation", '<q lang="zh-Hans">电池</q> ↔ <q>battery</q>'),
        ("sentence", "The technology says:"),
    ],
)
def test_reasons_are_quoted_in_their_language(client, owner, match, code, expected):
    offer, language = ("电池", "zh-hans") if code == "term" else ("battery", "en")
    match.need.source_language = "zh-hans"
    match.need.save()
    match.reasons = [{"code": code, "need": {"text": "电池"}, "offer": {"text": offer}, "language": language}]
    match.save()
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    assert expected.replace("<q>电池", '<q lang="zh-Hans">电池') in page


def test_queries_do_not_grow_with_rows(client, match, owner):
    client.force_login(owner)
    counts = []
    for rank in (2, 3):
        with CaptureQueriesContext(connection) as captured:
            client.get(list_path(match))
        counts.append([entry["sql"] for entry in captured.captured_queries])
        MatchFactory(need=match.need, rank=rank)
        MatchFactory(need=match.need, rank=rank)
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
