"""Rounds of suggestions: one plan a week within everybody's limits, nothing suggested to a company twice."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection

from liaison.domain import engine
from liaison.domain.feedback import give_feedback
from liaison.domain.suggestion import plan_suggestions
from liaison.models import Suggestion, SuggestionRound
from startups.enums import NeedState
from tests.factories import (
    CompanyMemberFactory,
    DigestSubscriptionFactory,
    LaboratoryFactory,
    MatchFactory,
    MatchFeedbackFactory,
    NeedFactory,
    TechnologyFactory,
    UniversityFactory,
)

MONDAY = date(2026, 11, 2)
WEEK = timedelta(weeks=1)
DECEMBER = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def _words_only(settings):
    settings.MATCHING_ENCODER = "none"
    engine.shipped_engine.cache_clear()
    yield
    engine.shipped_engine.cache_clear()


def open_need(**values):
    """A need of a company with somebody to write to."""
    return NeedFactory(company=CompanyMemberFactory().company, **values)


def offer_of(laboratory):
    return TechnologyFactory(laboratory=laboratory, university=laboratory.university)


def suggested(period):
    return {suggestion.match for suggestion in Suggestion.objects.filter(round__period=period)}


@pytest.mark.django_db
def test_a_laboratory_is_suggested_as_often_as_it_can_meet_companies_in_a_month():
    laboratory = LaboratoryFactory(monthly_introductions=2)
    matches = [
        MatchFactory(need=open_need(), technology=offer_of(laboratory), probability=probability)
        for probability in (0.7, 0.8, 0.9)
    ]
    plan_suggestions(period=MONDAY)
    assert suggested(MONDAY) == set(matches[1:])
    plan_suggestions(period=MONDAY + WEEK)
    assert suggested(MONDAY + WEEK) == set()
    plan_suggestions(period=DECEMBER)
    assert suggested(DECEMBER) == {matches[0]}


@pytest.mark.django_db
def test_what_a_laboratory_has_left_of_a_month_is_given_in_its_later_weeks():
    laboratory = LaboratoryFactory(monthly_introductions=2)
    MatchFactory(need=open_need(), technology=offer_of(laboratory))
    plan_suggestions(period=MONDAY)
    for _number in range(2):
        MatchFactory(need=open_need(), technology=offer_of(laboratory))
    plan_suggestions(period=MONDAY + WEEK)
    assert len(suggested(MONDAY + WEEK)) == 1


@pytest.mark.django_db
def test_offers_without_laboratory_share_the_four_introductions_of_their_university():
    university = UniversityFactory()
    for _number in range(6):
        MatchFactory(need=open_need(), technology=TechnologyFactory(university=university))
    plan_suggestions(period=MONDAY)
    assert len(suggested(MONDAY)) == 4
    plan_suggestions(period=MONDAY + WEEK)
    assert suggested(MONDAY + WEEK) == set()


@pytest.mark.django_db
def test_a_company_gets_no_more_than_it_wants_and_every_need_of_it_one_first():
    company = CompanyMemberFactory(company__weekly_suggestions=3).company
    needs = NeedFactory.create_batch(3, company=company)
    for need, probability in zip(needs, (0.7, 0.8, 0.9), strict=True):
        for rank in (1, 2, 3):
            MatchFactory(need=need, rank=rank, probability=probability)
    plan_suggestions(period=MONDAY)
    assert sorted(match.need_id for match in suggested(MONDAY)) == [need.pk for need in needs]


@pytest.mark.django_db
def test_a_technology_is_suggested_to_a_company_once_though_several_of_its_needs_match():
    need = open_need()
    best = MatchFactory(need=need, probability=0.9)
    MatchFactory(need=NeedFactory(company=need.company), technology=best.technology, probability=0.8)
    plan_suggestions(period=MONDAY)
    plan_suggestions(period=MONDAY + WEEK)
    assert set(Suggestion.objects.values_list("match", flat=True)) == {best.pk}


@pytest.mark.django_db
def test_only_open_needs_with_fit_offers_nobody_has_judged_are_given_suggestions():
    fit = MatchFactory(need=open_need())
    MatchFactory(need=open_need(), probability=0.1)
    MatchFactory(need=open_need(), is_current=False)
    MatchFactory(need=open_need(), technology__state="withdrawn")
    MatchFactory(need=open_need(state=NeedState.DRAFT, opened_at=None))
    refused = MatchFactory(need=open_need())
    reader = refused.need.company.members.get().user
    give_feedback(match=refused, user=reader, verdict="irrelevant", reason="known")
    plan_suggestions(period=MONDAY)
    assert suggested(MONDAY) == {fit}


@pytest.mark.django_db
def test_the_word_of_somebody_else_takes_nothing_from_a_company():
    match = MatchFactory(need=open_need())
    MatchFeedbackFactory(match=match)  # by an officer
    MatchFeedbackFactory(match=match, user=CompanyMemberFactory().user, verdict="irrelevant", reason="known")
    plan_suggestions(period=MONDAY)
    assert suggested(MONDAY) == {match}


@pytest.mark.django_db
def test_companies_nobody_of_whom_is_written_to_take_no_introductions():
    MatchFactory()
    silent = CompanyMemberFactory()
    DigestSubscriptionFactory(user=silent.user, frequency="off")
    MatchFactory(need__company=silent.company)
    assert plan_suggestions(period=MONDAY).candidates == 0


@pytest.mark.django_db
def test_a_week_is_planned_once_and_needs_that_open_later_wait_for_the_next():
    first = MatchFactory(need=open_need())
    planned = plan_suggestions(period=MONDAY)
    late = MatchFactory(need=open_need())
    assert plan_suggestions(period=MONDAY) == planned
    assert suggested(MONDAY) == {first}
    plan_suggestions(period=MONDAY + WEEK)
    assert suggested(MONDAY + WEEK) == {late}


@pytest.mark.django_db
def test_a_round_says_what_there_was_and_how_good_the_choice_is():
    MatchFactory(need=open_need(), probability=0.9)
    full = LaboratoryFactory(monthly_introductions=0)
    MatchFactory(need=open_need(), technology=offer_of(full))
    planned = plan_suggestions(period=MONDAY)
    assert (planned.candidates, planned.needs, planned.needs_answered) == (2, 2, 1)
    assert planned.score == Suggestion.objects.get().score == pytest.approx(0.9)
    assert 0.99 * planned.bound <= planned.score <= planned.bound


@pytest.mark.django_db
def test_a_clock_set_back_plans_nothing_behind_a_later_round():
    MatchFactory(need=open_need())
    plan_suggestions(period=MONDAY + WEEK)
    assert plan_suggestions(period=MONDAY) is None
    assert SuggestionRound.objects.count() == 1


@pytest.mark.django_db
def test_a_round_starts_on_a_monday():
    with pytest.raises(IntegrityError):
        plan_suggestions(period=MONDAY + timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_planners_at_once_for_two_weeks_of_a_month_keep_to_its_introductions():
    laboratory = LaboratoryFactory(monthly_introductions=3)
    for _number in range(8):
        MatchFactory(need=open_need(), technology=offer_of(laboratory))
    rounds = []

    def work(period: date) -> None:
        try:
            rounds.append(plan_suggestions(period=period))
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(MONDAY + number % 2 * WEEK,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(rounds) == 8
    assert len({planned.pk for planned in rounds if planned}) == SuggestionRound.objects.count()
    assert Suggestion.objects.count() == 3
