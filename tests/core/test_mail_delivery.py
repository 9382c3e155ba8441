"""Outgoing mail through a real SMTP server."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.conftest import Mailbox
from yangpu_portal.core.enums import EmailKind, EmailState
from yangpu_portal.core.mail.delivery import LEASE, claim_next, deliver_due_mail, still_wanted
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.models import OutgoingEmail


@pytest.fixture(autouse=True)
def _wanted(monkeypatch):
    """Here every mail is wanted; whether a digest still is, its own tests say."""
    monkeypatch.delitem(still_wanted, EmailKind.MATCH_DIGEST, raising=False)


def queue(key="k", kind=EmailKind.MATCH_DIGEST, address="anna@example.org", **values) -> OutgoingEmail:
    defaults = {"language": "en", "subject": "Subject 主题", "text": "Plain 正文", "html": "<p>Rich 正文</p>"}
    return queue_email(kind=kind, dedupe_key=key, address=address, **(defaults | values))[0]


@pytest.mark.django_db
def test_a_queued_mail_arrives_with_both_parts_and_its_message_id(smtp: Mailbox):
    mail = queue(headers={"List-Id": "<digest.example>"})
    assert deliver_due_mail() == {EmailState.SENT: 1}
    message = smtp.messages[0]
    assert message["Message-ID"] == f"<{mail.message_id}@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<digest.example>"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    mail.refresh_from_db()
    assert mail.state == EmailState.SENT
    assert mail.sent_at is not None


@pytest.mark.django_db
def test_a_batch_shares_one_connection(smtp: Mailbox):
    smtp.refuse["c@example.org"] = "550 no such person"
    for name in ("a", "b", "c", "d"):
        queue(name, address=f"{name}@example.org")
    assert deliver_due_mail() == {EmailState.SENT: 3, EmailState.FAILED: 1}
    assert len(smtp.clients) == 1


@pytest.mark.django_db
def test_one_mail_per_kind_and_key(smtp: Mailbox):
    queue("same")
    queue("same")
    deliver_due_mail()
    assert len(smtp.messages) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{"subject": "a\nBcc: x@example.org"}, {"headers": {"List-Id": "a\r\nX: y"}}]
)
def test_line_breaks_in_headers_are_refused(values):
    with pytest.raises(ValueError, match="one line"):
        queue(**values)


@pytest.mark.django_db
def test_the_database_refuses_a_subject_of_two_lines():
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmail.objects.create(
            kind="account", dedupe_key="x", address="a@example.org", language="en", subject="a\nb", text=""
        )


@pytest.mark.django_db
def test_a_temporary_refusal_is_tried_again_later_and_spares_the_others(smtp: Mailbox):
    smtp.refuse["anna@example.org"] = "451 try later"
    mail, other = queue("1"), queue("2", address="ben@example.org")
    assert deliver_due_mail() == {EmailState.AWAITING_RETRY: 1, EmailState.SENT: 1}
    mail.refresh_from_db()
    assert mail.state == EmailState.AWAITING_RETRY
    assert mail.retry_after > timezone.now()
    assert "451" in mail.error
    other.refresh_from_db()
    assert other.state == EmailState.SENT


@pytest.mark.django_db
def test_a_permanent_refusal_fails_at_once(smtp: Mailbox):
    smtp.refuse["anna@example.org"] = "550 no such person"
    mail = queue()
    assert deliver_due_mail() == {EmailState.FAILED: 1}
    mail.refresh_from_db()
    assert mail.error == "550 no such person"


@pytest.mark.django_db
def test_a_server_that_refuses_our_sign_in_costs_no_mail(smtp: Mailbox, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "a password that has changed"
    first, second = queue("1"), queue("2")
    assert deliver_due_mail() == {EmailState.AWAITING_RETRY: 1}
    states = dict(OutgoingEmail.objects.values_list("pk", "state"))
    assert states == {first.pk: EmailState.AWAITING_RETRY, second.pk: EmailState.QUEUED}
    assert "535" in OutgoingEmail.objects.get(pk=first.pk).error


@pytest.mark.django_db
def test_a_sender_the_server_does_not_accept_costs_no_mail(smtp: Mailbox):
    smtp.refuse_sender = "530 authentication required"
    queue()
    assert deliver_due_mail() == {EmailState.AWAITING_RETRY: 1}


@pytest.mark.django_db
def test_without_a_server_mail_waits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    first, second = queue("1"), queue("2")
    deliver_due_mail()
    states = OutgoingEmail.objects.in_bulk([first.pk, second.pk])
    assert states[first.pk].state == EmailState.AWAITING_RETRY
    assert states[second.pk].state == EmailState.QUEUED


@pytest.mark.django_db
def test_retries_end(smtp: Mailbox):
    smtp.refuse["anna@example.org"] = "451 try later"
    mail = queue()
    OutgoingEmail.objects.update(attempts=6)
    deliver_due_mail()
    mail.refresh_from_db()
    assert mail.state == EmailState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "leases", "claimed"),
    [
        (EmailKind.ACCOUNT, 0.5, False),
        (EmailKind.ACCOUNT, 1.5, True),
        (EmailKind.MATCH_DIGEST, 1.5, False),
        (EmailKind.MATCH_DIGEST, 2.5, True),
    ],
)
def test_a_mail_of_a_dead_process_is_claimed_again_after_its_lease(kind, leases, claimed):
    mail = queue(kind=kind)
    OutgoingEmail.objects.update(state=EmailState.IN_FLIGHT, in_flight_since=timezone.now() - leases * LEASE)
    found = claim_next()
    assert (found == mail) is claimed


@pytest.mark.django_db
def test_a_process_that_lost_its_claim_changes_nothing(smtp: Mailbox, monkeypatch):
    mail = queue()

    def taken_over(claimed: OutgoingEmail) -> bool:
        OutgoingEmail.objects.update(in_flight_since=timezone.now() + timedelta(seconds=1))
        return True

    monkeypatch.setitem(still_wanted, EmailKind.MATCH_DIGEST, taken_over)
    deliver_due_mail()
    mail.refresh_from_db()
    assert mail.state == EmailState.IN_FLIGHT


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_mail_once(smtp: Mailbox):
    for number in range(40):
        queue(str(number), kind=EmailKind.ACCOUNT)

    def work() -> None:
        try:
            deliver_due_mail()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len({message["Message-ID"] for message in smtp.messages}) == len(smtp.messages) == 40
