"""Feedback on matches: by the company's own people, one verdict each, and it can be taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from liaison.domain.feedback import give_feedback, withdraw_feedback
from liaison.models import MatchFeedback
from liaison.queries.matching import current_matches
from tests.factories import CompanyMemberFactory, MatchFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


@pytest.fixture
def member(match):
    return CompanyMemberFactory(company=match.need.company).user


def test_a_second_verdict_replaces_the_first(match, member):
    give_feedback(match=match, user=member, verdict="useful")
    give_feedback(match=match, user=member, verdict="irrelevant", reason="too_early")
    assert MatchFeedback.objects.get().reason == "too_early"


def test_not_relevant_needs_a_reason(match, member):
    with pytest.raises(ValidationError):
        give_feedback(match=match, user=member, verdict="irrelevant")


@pytest.mark.parametrize(
    "act",
    [
        lambda m, u: give_feedback(match=m, user=u, verdict="useful"),
        lambda m, u: withdraw_feedback(match=m, user=u),
    ],
)
def test_a_stranger_may_not_judge(match, act):
    with pytest.raises(PermissionDenied):
        act(match, UserFactory())


def test_what_one_finds_irrelevant_sinks_and_comes_back_when_undone(match, member):
    other = MatchFactory(need=match.need, rank=2)
    give_feedback(match=match, user=member, verdict="irrelevant", reason="known")
    assert list(current_matches(match.need, member)) == [other, match]
    assert withdraw_feedback(match=match, user=member)
    assert list(current_matches(match.need, member)) == [match, other]
    assert not withdraw_feedback(match=match, user=member)
