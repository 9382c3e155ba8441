import re

import pytest
from celery.signals import before_task_publish
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.domain.matching import run_matching
from liaison.enums import MatchTrigger
from liaison.models import Match, MatchFeedback, NeedScale
from liaison.tasks import match_quotes
from tests.factories import (
    CompanyMemberFactory,
    MatchFactory,
    MatchRunFactory,
    NeedFactory,
    TechnologyFactory,
    UserFactory,
)
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
    NeedScale.objects.create(need=need, run=MatchRunFactory(), scales={})
    client.force_login(CompanyMemberFactory(company=need.company).user)
    assert text in client.get(f"/en/needs/{need.public_id}/matches/").content.decode()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("term", 'Both mention “<span lang="zh-Hans">电池</span>”.'),
        ("translation", 'You wrote “<span lang="zh-Hans">电池</span>”, the offer says “battery”.'),
        ("sentence", 'You wrote: “<span lang="zh-Hans">电池</span>”<br>The offer says: “battery”'),
    ],
)
def test_reasons_are_quoted_in_their_language(client, owner, match, code, expected):
    offer, language = ("电池", "zh-hans") if code == "term" else ("battery", "en")
    match.reasons = [{"code": code, "need": {"text": "电池"}, "offer": {"text": offer}, "language": language}]
    match.save()
    client.force_login(owner)
    assert expected in client.get(list_path(match)).content.decode()


def test_words_that_both_mention_are_marked_in_the_quoted_sentences(client, owner, match):
    match.reasons = [
        {"code": "translation", "need": {"text": "电解液"}, "offer": {"text": "electrolyte"}},
        {
            "code": "sentence",
            "need": {"text": "需要<低温>电解液。"},
            "offer": {"text": "Electrolytes for cold cells."},
        },
    ]
    match.save()
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    assert "需要&lt;低温&gt;<mark>电解液</mark>。" in page
    assert "“<mark>Electrolytes</mark> for cold cells.”" in page


@pytest.mark.parametrize(
    ("gain", "weight"),
    [(0.3, "clearly closer"), (0.05, "somewhat closer"), (0.001, "That alone changes little.")],
)
def test_a_gap_says_what_is_missing_and_whether_it_matters(client, owner, match, gain, weight):
    match.gap = {"code": "trl", "need": {"text": "6"}, "offer": {"text": "4"}, "gain": gain}
    match.save()
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    assert "The need asks for TRL 6 or higher; this offer is at TRL 4." in page
    assert weight in page


def test_what_is_further_away_is_folded_behind_what_counts(client, owner, match):
    possible = MatchFactory(need=match.need, rank=2, band="possible")
    weak = MatchFactory(need=match.need, rank=3, band="weak")
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    for count in ("1 strong match", "1 possible match", "1 worth a look"):
        assert count in page
    fold = page.index("Further away: 1 match")
    assert page.index(possible.public_id) < fold < page.index(weak.public_id)


def test_when_all_are_far_away_none_is_folded(client, owner, match):
    Match.objects.update(band="weak")
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    assert "None of these is close" in page
    assert "Further away" not in page


@pytest.mark.parametrize(("band", "words"), [("strong", "Strong match"), ("weak", "Worth a look")])
def test_the_list_of_needs_says_how_strong_the_best_match_is(client, owner, match, band, words):
    Match.objects.update(band=band)
    MatchFactory(need=match.need, rank=2, band="possible")
    client.force_login(owner)
    page = client.get("/en/needs/").content.decode()
    assert words in page
    assert "Possible match" not in page


def test_what_was_refused_is_not_counted(client, owner, match):
    MatchFactory(need=match.need, rank=2, band="possible")
    client.force_login(owner)
    send(client, match, verdict="irrelevant", reason="known")
    page = client.get(list_path(match)).content.decode()
    assert "1 possible match" in page
    assert "1 strong match" not in page


def test_queries_do_not_grow_with_rows(client, match, owner):
    client.force_login(owner)
    counts = []
    reason = {"code": "field", "need": {"text": "energy"}, "offer": {"text": "energy"}}
    Match.objects.update(reasons=[reason])
    client.get(list_path(match))  # the names of fields are looked up once
    for rank in (2, 3):
        with CaptureQueriesContext(connection) as captured:
            client.get(list_path(match))
        counts.append([entry["sql"] for entry in captured.captured_queries])
        for band in ("possible", "weak"):
            MatchFactory(need=match.need, rank=rank, band=band, reasons=[reason])
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])


@pytest.fixture
def quotes_asked():
    """For which matches workers were called to look up sentences."""
    asked: list[list[int]] = []

    def note(sender: str, body: tuple[list, dict, dict], **_: object) -> None:
        if sender == "liaison.match_quotes":
            asked.extend(body[0])

    before_task_publish.connect(note)
    yield asked
    before_task_publish.disconnect(note)


def test_opening_the_page_has_sentences_looked_up_once(client, owner, match, quotes_asked):
    Match.objects.update(dense=1.0)
    quoted = {"code": "sentence", "need": {"text": "a"}, "offer": {"text": "b"}, "language": "en"}
    MatchFactory(need=match.need, run=match.run, rank=2, dense=1.0, reasons=[quoted])
    others = [
        MatchFactory(need=match.need, run=match.run, rank=rank, dense=1.0, reasons=[])
        for rank in range(3, 13)
    ]
    client.force_login(owner)
    for _ in range(2):
        client.get(list_path(match))
    # The second is quoted already, the last two stand behind the tenth.
    assert quotes_asked == [[match.pk, *(other.pk for other in others[:8])]]


def test_no_sentences_are_looked_up_for_what_was_ranked_by_words_alone(client, owner, match, quotes_asked):
    Match.objects.update(dense=None)
    client.force_login(owner)
    client.get(list_path(match))
    assert quotes_asked == []


def test_the_task_adds_the_sentences_the_page_then_shows(client, counting_encoder, quotes_asked):
    need = NeedFactory(title_en="Sludge", target_en="Dewatering of sewage sludge.")
    TechnologyFactory(title_en="Press", description_en="Dewatering of sewage sludge.")
    run_matching(trigger=MatchTrigger.MANUAL)
    client.force_login(CompanyMemberFactory(company=need.company).user)
    page = f"/en/needs/{need.public_id}/matches/"
    assert "You wrote: “" not in client.get(page).content.decode()
    for match_ids in quotes_asked:
        match_quotes(match_ids)
    assert "You wrote: “" in client.get(page).content.decode()


def test_cards_are_numbered_as_they_stand(client, owner, match):
    for rank in (3, 7):
        MatchFactory(need=match.need, rank=rank, reasons=[])
    MatchFactory(need=match.need, rank=9, band="weak", reasons=[])
    client.force_login(owner)
    page = client.get(list_path(match)).content.decode()
    assert re.findall(r'class="rank">(\d+)\.</span> <a', page) == ["1", "2", "3", "4"]
