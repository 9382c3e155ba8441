"""The weekly digest: one issue per person and week, each item once, in the reader's language."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from liaison.domain import engine
from liaison.domain.digest import (
    choose_frequency,
    make_issue,
    send_digests,
    stop_digest,
    stop_token,
    subscription_from_token,
)
from liaison.domain.feedback import give_feedback
from liaison.domain.suggestion import plan_suggestions
from liaison.enums import Frequency
from liaison.models import DigestIssue, DigestItem, DigestSubscription
from tests.conftest import Mailbox
from tests.factories import (
    CompanyMemberFactory,
    LaboratoryFactory,
    MatchFactory,
    MatchFeedbackFactory,
    NeedFactory,
    TechnologyFactory,
)
from yangpu_portal.core.mail.delivery import deliver_due_mail
from yangpu_portal.core.models import OutgoingEmail

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
REASON = {
    "code": "term",
    "need": {"start": 0, "end": 11, "text": "electrolyte"},
    "offer": {"start": 4, "end": 15, "text": "electrolyte"},
    "weight": 0.9,
    "language": "en",
}


@pytest.fixture(autouse=True)
def _words_only(settings):
    settings.MATCHING_ENCODER = "none"
    engine.shipped_engine.cache_clear()
    yield
    engine.shipped_engine.cache_clear()


@pytest.fixture
def match(db):
    seat = CompanyMemberFactory(user__language="zh-hans", user__name="林海")
    need = NeedFactory(company=seat.company, title_zh="低温电解液", title_en="Cold electrolyte")
    technology = TechnologyFactory(
        title_zh="低温锂电池电解液", title_en="Electrolyte", summary_zh="零下四十度保持八成容量。"
    )
    return MatchFactory(need=need, technology=technology, score=5.0, reasons=[REASON])


def reader(match):
    return match.need.company.members.get().user


def test_a_technology_comes_once_in_a_mail(match):
    other = NeedFactory(company=match.need.company)
    MatchFactory(need=other, technology=match.technology, probability=0.9)
    send_digests(at=MONDAY)
    assert DigestItem.objects.get().match == match


def test_a_member_gets_a_mail_in_their_language_with_title_sentence_reason_and_link(match, smtp: Mailbox):
    assert send_digests(at=MONDAY) == {"mailed": 1}
    deliver_due_mail()
    message = smtp.messages[0]
    plain, html = (part.get_payload(decode=True).decode() for part in message.get_payload())
    for body in (plain, html):
        assert "低温锂电池电解液" in body
        assert "零下四十度保持八成容量。" in body
        assert "Electrolyte" in body
        assert f"http://127.0.0.1:8000/technologies/{match.technology.public_id}/" in body
        assert f"/needs/{match.need.public_id}/matches/" in body
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert reader(match).email not in message["List-Unsubscribe"]


def test_an_english_reader_gets_english_links_and_text(match):
    user = reader(match)
    user.language = "en"
    user.save()
    send_digests(at=MONDAY)
    mail = OutgoingEmail.objects.get()
    assert mail.subject == "1 new technology for your needs"
    assert f"/en/technologies/{match.technology.public_id}/" in mail.text
    assert "Both mention “Electrolyte”" in mail.text


def test_one_issue_per_week_however_often_it_runs(match):
    send_digests(at=MONDAY)
    MatchFactory(need=match.need, rank=2, score=4.5)
    send_digests(at=MONDAY + timedelta(days=2))
    send_digests(at=MONDAY - timedelta(days=7))  # a clock set back
    assert OutgoingEmail.objects.count() == 1


def test_an_item_is_mailed_once_and_nothing_new_means_no_mail(match):
    send_digests(at=MONDAY)
    assert send_digests(at=MONDAY + timedelta(days=7)) == {"skipped": 1}
    new = MatchFactory(need=match.need, rank=2, score=4.5)
    send_digests(at=MONDAY + timedelta(days=14))
    assert list(DigestItem.objects.order_by("id").values_list("match", flat=True)) == [match.pk, new.pk]
    assert OutgoingEmail.objects.count() == 2


def test_weak_matches_refused_ones_and_withdrawn_offers_are_not_mailed(match):
    MatchFactory(need=match.need, rank=2, probability=0.1)
    MatchFactory(need=match.need, rank=3, score=5.0, technology__state="withdrawn")
    refused = MatchFactory(need=match.need, rank=4, score=5.0)
    give_feedback(match=refused, user=reader(match), verdict="irrelevant", reason="known")
    send_digests(at=MONDAY)
    assert DigestItem.objects.get().match == match


def test_at_most_five_items_and_two_of_a_need(match):
    others = NeedFactory.create_batch(2, company=match.need.company)
    for need in (match.need, *others):
        for rank in range(2, 6):
            MatchFactory(need=need, rank=rank, score=4.0)
    send_digests(at=MONDAY)
    needs = list(DigestItem.objects.values_list("match__need", flat=True))
    assert len(needs) == 5
    assert max(needs.count(need) for need in needs) == 2


def test_a_laboratory_that_can_meet_one_company_is_mailed_to_one(match):
    laboratory = LaboratoryFactory(university=match.technology.university, monthly_introductions=1)
    match.technology.laboratory = laboratory
    match.technology.save()
    other = NeedFactory(company=CompanyMemberFactory().company)
    MatchFactory(need=other, technology=match.technology, probability=0.9)
    assert send_digests(at=MONDAY) == {"mailed": 1, "skipped": 1}
    assert DigestItem.objects.get().match == match


@pytest.mark.parametrize(("weeks", "outcome"), [(4, "mailed"), (5, "skipped")])
def test_a_colleague_who_joins_later_is_told_of_the_last_four_weeks(match, weeks, outcome):
    send_digests(at=MONDAY)
    CompanyMemberFactory(company=match.need.company)
    assert send_digests(at=MONDAY + timedelta(weeks=weeks))[outcome] == (1 if outcome == "mailed" else 2)


def test_what_was_refused_between_the_plan_and_the_mail_is_not_mailed(match):
    plan_suggestions(period=MONDAY.date())
    give_feedback(match=match, user=reader(match), verdict="irrelevant", reason="known")
    assert send_digests(at=MONDAY) == {"skipped": 1}


def test_what_somebody_else_refused_is_mailed_all_the_same(match):
    plan_suggestions(period=MONDAY.date())
    MatchFeedbackFactory(match=match, verdict="irrelevant", reason="known")  # by an officer
    assert send_digests(at=MONDAY) == {"mailed": 1}


def test_a_failure_over_one_person_is_told_after_all_others_were_written_to(match):
    broken = CompanyMemberFactory()  # whose match was stored by an engine that nobody knows any more
    MatchFactory(need=NeedFactory(company=broken.company), reasons=[{"code": "sentence"}])
    last = MatchFactory(need=NeedFactory(company=CompanyMemberFactory().company))
    with pytest.raises(ExceptionGroup, match="1 of 3 failed: digest issue"):
        send_digests(at=MONDAY)
    written = set(DigestItem.objects.values_list("match", flat=True))
    assert written == {match.pk, last.pk}


def test_what_was_no_more_room_for_comes_in_the_next_issue(match):
    second = CompanyMemberFactory(user=reader(match)).company
    for company in (match.need.company, second):
        for need in NeedFactory.create_batch(4, company=company):
            MatchFactory(need=need, score=4.0)
    send_digests(at=MONDAY)
    send_digests(at=MONDAY + timedelta(days=7))
    counts = [issue.items.count() for issue in DigestIssue.objects.order_by("period")]
    assert counts == [5, 4]


def test_somebody_who_leaves_after_queueing_gets_nothing(match, smtp: Mailbox):
    send_digests(at=MONDAY)
    stop_digest(subscription=DigestSubscription.objects.get())
    assert deliver_due_mail() == {"aborted": 1}
    assert smtp.messages == []


def test_somebody_who_left_the_company_is_not_told_of_its_needs(match, smtp: Mailbox):
    send_digests(at=MONDAY)
    reader(match).company_seats.all().delete()
    assert deliver_due_mail() == {"aborted": 1}
    assert smtp.messages == []


def test_somebody_who_leaves_while_others_are_written_to_gets_no_issue(match):
    subscription = choose_frequency(user=reader(match), frequency=Frequency.WEEKLY)
    stop_digest(subscription=subscription)  # `subscription` was read before
    assert make_issue(subscription=subscription, period=MONDAY.date()) is None
    DigestSubscription.objects.all().delete()
    assert make_issue(subscription=subscription, period=MONDAY.date()) is None


def test_who_has_chosen_off_gets_no_issue(match):
    choose_frequency(user=reader(match), frequency=Frequency.OFF)
    assert send_digests(at=MONDAY) == {}


def test_the_stop_token_is_signed(match):
    subscription = choose_frequency(user=reader(match), frequency=Frequency.WEEKLY)
    token = stop_token(subscription)
    assert subscription_from_token(token) == subscription
    assert subscription_from_token(token[:-1] + ("a" if token[-1] != "a" else "b")) is None


@pytest.mark.django_db(transaction=True)
def test_eight_runs_at_once_make_one_mail(match):
    def work() -> None:
        try:
            send_digests(at=MONDAY)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert OutgoingEmail.objects.count() == 1


def test_a_long_sentence_of_the_need_leaves_room_for_that_of_the_offer(match):
    quote = {"code": "sentence", "weight": 0.9, "language": "en"}
    long, short = "Grinding dust " * 60, "The sensor survives dust."
    sides = {"need": {"start": 0, "end": 840, "text": long}, "offer": {"start": 0, "end": 25, "text": short}}
    match.reasons = [quote | sides]
    match.save()
    send_digests(at=MONDAY)
    assert short in OutgoingEmail.objects.get().text
