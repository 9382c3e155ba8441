"""Memberships, matches and digests in the admin."""

import re

import pytest

from liaison.enums import MembershipState, TierLevel
from liaison.models import MatchChunk, Membership
from tests.factories import (
    CompanyFactory,
    DigestItemFactory,
    DistrictFactory,
    JointRequestFactory,
    MatchFactory,
    MatchRunFactory,
    MembershipFactory,
    ProgramFactory,
    SuggestionFactory,
    TechnologyTwinFactory,
    TierFactory,
)
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/liaison/membership/"


@pytest.fixture
def program():
    program = ProgramFactory()
    TierFactory(program=program, annual_fee=500000)
    TierFactory(program=program, level=TierLevel.SECOND, annual_fee=50000)
    return program


def tier(program, level):
    return program.tiers.get(level=level)


def root_of(program, **values):
    return MembershipFactory(tier=tier(program, TierLevel.TOP), district=DistrictFactory(), **values)


def branch_of(root, **values):
    return MembershipFactory(
        tier=tier(root.program, TierLevel.SECOND),
        district=None,
        company=CompanyFactory(),
        parent=root,
        **values,
    )


def test_a_membership_is_applied_for(program):
    official = in_group(OFFICIAL, language="zh-hans")
    answer = signed_in(official).post(
        f"{LIST}add/",
        {"program": program.pk, "tier": tier(program, TierLevel.TOP).pk, "district": DistrictFactory().pk},
    )
    assert answer.status_code == 302
    membership = Membership.objects.get()
    assert (membership.state, membership.fee) == (MembershipState.APPLIED, 500000)
    assert membership.events.get().actor == official


def test_an_application_that_does_not_fit_is_told_where(program):
    answer = signed_in(in_group(OFFICIAL, language="zh-hans")).post(
        f"{LIST}add/",
        {"program": program.pk, "tier": tier(program, TierLevel.SECOND).pk, "company": CompanyFactory().pk},
    )
    assert "parent" in answer.context["adminform"].form.errors
    assert not Membership.objects.exists()


def test_parents_to_choose_are_of_the_top_level(program):
    root = root_of(program)
    branch_of(root)
    form = signed_in(in_group(OFFICIAL, language="zh-hans")).get(f"{LIST}add/").context["adminform"].form
    assert list(form.fields["parent"].queryset) == [root]


def test_a_holder_and_a_term_are_not_edited_in_the_form(program):
    root = root_of(program)
    form = (
        signed_in(in_group(OFFICIAL, language="zh-hans"))
        .get(f"{LIST}{root.pk}/change/")
        .context["adminform"]
        .form
    )
    assert set(form.fields) == {"agreement", "officer"}


def test_reasons_of_a_match_are_sentences_without_markup():
    reason = {"code": "term", "need": {"text": "x"}, "offer": {"text": "<b>laser</b>"}, "weight": 1}
    match = MatchFactory(reasons=[reason])
    page = (
        signed_in(in_group(AUDITOR, language="zh-hans"))
        .get(f"/admin/liaison/match/{match.pk}/change/")
        .content.decode()
    )
    assert "&lt;b&gt;laser&lt;/b&gt;" in page


def test_a_match_is_listed_and_read_with_its_strength_and_gap():
    gap = {"code": "trl", "need": {"text": "6"}, "offer": {"text": "4"}, "gain": 0.2}
    match = MatchFactory(gap=gap, probability=0.87)
    client = signed_in(in_group(AUDITOR, language="zh-hans"))
    listed = client.get("/admin/liaison/match/?band__exact=strong").content.decode()
    assert "很匹配" in listed
    assert "0.87" in listed
    read = client.get(f"/admin/liaison/match/{match.pk}/change/").content.decode()
    assert "该技术目前为 TRL 4。 如能解决，匹配程度会明显提高。" in read


def test_a_run_tells_how_many_of_its_parts_are_done():
    run = MatchRunFactory()
    for number in range(3):
        MatchChunk.objects.create(run=run, need_ids=[number], done=number == 0)
    page = signed_in(in_group(AUDITOR, language="zh-hans")).get("/admin/liaison/matchrun/").content.decode()
    assert "已完成 1 段，待处理 2 段" in page


def test_an_issue_shows_what_was_in_it():
    item = DigestItemFactory(match__technology__title_zh="电池")
    page = signed_in(in_group(AUDITOR, language="zh-hans")).get(
        f"/admin/liaison/digestissue/{item.issue.pk}/change/"
    )
    assert "电池" in page.content.decode()


def test_the_last_day_of_a_term_is_labelled_as_a_day(program):
    root_of(program)
    listed = signed_in(in_group(OFFICIAL, language="zh-hans")).get(LIST).content.decode()
    assert "截止日" in listed


def test_a_match_is_read_with_rounded_numbers():
    match = MatchFactory(
        score=1.23456, probability=0.98765, lexical=2.34567, dense=3.45678, signals={"trl": 0.66667}
    )
    page = (
        signed_in(in_group(AUDITOR, language="zh-hans"))
        .get(f"/admin/liaison/match/{match.pk}/change/")
        .content.decode()
    )
    assert "1.23（字词 2.35，语义 3.46）" in page
    assert "成熟度 0.67" in page
    assert not re.search(r"1\.23456|0\.98765|2\.34567|3\.45678|0\.66667", page)


def test_the_suggestions_of_a_week_have_rounded_scores():
    suggestion = SuggestionFactory(score=0.87654, round__score=12.34567, round__bound=13.45678)
    client = signed_in(in_group(AUDITOR, language="zh-hans"))
    for path in ("", f"{suggestion.round_id}/change/"):
        page = client.get(f"/admin/liaison/suggestionround/{path}").content.decode()
        assert "12.35" in page
        assert not re.search(r"12\.34567|13\.45678|0\.87654", page)


@pytest.mark.parametrize("factory", [TechnologyTwinFactory, JointRequestFactory])
def test_what_was_found_twice_shows_its_state_in_words_and_saves_nothing(factory):
    row = factory()
    name = row._meta.model_name
    page = (
        signed_in(in_group(OFFICER, language="zh-hans"))
        .get(f"/admin/liaison/{name}/{row.pk}/change/")
        .content.decode()
    )
    assert row.get_state_display() in page
    assert f"&#x27;{row.state}&#x27;" not in page
    assert 'name="_save"' not in page
    assert 'name="_continue"' not in page


def test_outcomes_are_recorded_for_current_matches_found_by_their_company():
    match = MatchFactory(need__company__name_zh="杨浦泵业")
    MatchFactory(need__company=match.need.company, is_current=False)
    query = {"app_label": "liaison", "model_name": "matchoutcome", "field_name": "match", "term": "泵业"}
    answer = signed_in(in_group(OFFICER, language="zh-hans")).get("/admin/autocomplete/", query)
    assert [result["id"] for result in answer.json()["results"]] == [str(match.pk)]
