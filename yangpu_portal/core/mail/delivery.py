"""The only way out: claims due mails one by one and hands them to SMTP.

    claim:  SELECT … FOR UPDATE SKIP LOCKED, state IN_FLIGHT, committed at once
    send:   outside any transaction, one connection for the batch
    settle: SENT | AWAITING_RETRY (temporary) | FAILED (permanent) | ABORTED (no longer wanted)

A process that dies between claim and settle leaves a row IN_FLIGHT. It is claimed again after a lease;
kinds that must not come twice wait out a second lease. The Message-ID stays the same, so that the receiving
side can drop a copy. `in_flight_since` fences: only the process whose claim is current may settle.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yangpu_portal.core.enums import WAITING, EmailKind, EmailState
from yangpu_portal.core.models import OutgoingEmail

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
_CLOSING = 421  # the server ends the session, whatever it was asked
RETRY_AFTER = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]

# Kind -> "is this mail still wanted?", asked just before sending. Apps register theirs when they load.
still_wanted: dict[EmailKind, Callable[[OutgoingEmail], bool]] = {}


def due_emails(at: datetime) -> Q:
    """The condition that picks the mails to send at this time."""
    prompt = [kind for kind in EmailKind if kind.resend_when_unsure]
    unsure = Q(kind__in=prompt, in_flight_since__lt=at - LEASE) | Q(in_flight_since__lt=at - 2 * LEASE)
    return (
        Q(state=EmailState.QUEUED)
        | Q(state=EmailState.AWAITING_RETRY, retry_after__lte=at)
        | (Q(state=EmailState.IN_FLIGHT) & unsure)
    )


def claim_next() -> OutgoingEmail | None:
    """Takes the oldest due mail that nobody else holds, or None."""
    with transaction.atomic():
        now = timezone.now()
        mail = (
            # The states are those of the partial index, or PostgreSQL would read the whole table.
            OutgoingEmail.objects.filter(due_emails(now), state__in=WAITING)
            .order_by("id")
            .select_for_update(skip_locked=True)
            .first()
        )
        if mail is not None:
            mail.state, mail.in_flight_since, mail.attempts = EmailState.IN_FLIGHT, now, mail.attempts + 1
            mail.save(update_fields=["state", "in_flight_since", "attempts"])
        return mail


def deliver_due_mail(limit: int = 500) -> Counter[str]:
    """Sends what is due, at most `limit` mails.

    Returns:
        how many mails ended in which state.
    """
    outcome: Counter[str] = Counter()
    connection = get_connection()
    try:
        while outcome.total() < limit and (mail := claim_next()):
            state, server_is_fit = _deliver(mail, connection)
            outcome[state] += 1
            if not server_is_fit:
                break  # the server is away or busy: the others wait for the next tick, untouched
    finally:
        _close(connection)
    return outcome


def _deliver(mail: OutgoingEmail, connection: BaseEmailBackend) -> tuple[EmailState, bool]:
    """Sends one mail. Returns its new state, and whether the server can be asked to take the next one."""
    wanted = still_wanted.get(EmailKind(mail.kind))
    if wanted is not None and not wanted(mail):
        return _settle(mail, EmailState.ABORTED), True
    try:
        connection.open()  # or each mail would open and close one of its own
        connection.send_messages([build_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        return _refused(mail, code, reply), code != _CLOSING  # another address may be welcome
    except smtplib.SMTPDataError as error:
        _close(connection)
        return _refused(mail, error.smtp_code, error.smtp_error), error.smtp_code >= 500
    # Everything else is about the server or our account there, such as a password that has changed (535):
    # no fault of this mail, whatever the code, so it waits.
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)  # a broken connection is opened anew for the next mail
        return _retry(mail, repr(error)), False
    except ValueError as error:  # an address or header that cannot be encoded: no retry will mend it
        return _settle(mail, EmailState.FAILED, error=repr(error)), True
    return _settle(mail, EmailState.SENT, sent_at=timezone.now(), error=""), True


def build_message(mail: OutgoingEmail) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Auto-Submitted": "auto-generated",
        **mail.headers,
        "Message-ID": f"<{mail.message_id}@{host}>",
    }
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[mail.address], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _refused(mail: OutgoingEmail, code: int, reply: bytes | str) -> EmailState:
    error = f"{code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"
    if 500 <= code < 600:
        return _settle(mail, EmailState.FAILED, error=error)
    return _retry(mail, error)


def _retry(mail: OutgoingEmail, error: str) -> EmailState:
    if mail.attempts > len(RETRY_AFTER):
        return _settle(mail, EmailState.FAILED, error=error)
    wait = RETRY_AFTER[mail.attempts - 1]
    return _settle(mail, EmailState.AWAITING_RETRY, retry_after=timezone.now() + wait, error=error)


def _settle(mail: OutgoingEmail, state: EmailState, **changes: object) -> EmailState:
    held = OutgoingEmail.objects.filter(
        pk=mail.pk, state=EmailState.IN_FLIGHT, in_flight_since=mail.in_flight_since
    )
    if not held.update(state=state, **changes):
        logger.warning("Mail %s was taken over by another process while it was sent", mail.message_id)
    return state


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        logger.info("The SMTP connection did not close cleanly")
