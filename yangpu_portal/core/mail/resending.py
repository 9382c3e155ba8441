"""Sending once more what failed for good, when a person has looked at it."""

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from yangpu_portal.core.enums import EmailState
from yangpu_portal.core.models import OutgoingEmail
from yangpu_portal.core.wakeups import wake

RESENDABLE = (EmailState.FAILED, EmailState.BOUNCED)


@transaction.atomic
def requeue_emails(*, email_ids: Sequence[int]) -> int:
    """Queues those of these mails that failed or bounced, under their old Message-ID.

    Returns:
        how many were queued.
    """
    failed = OutgoingEmail.objects.filter(pk__in=email_ids, state__in=RESENDABLE)
    count = failed.update(
        state=EmailState.QUEUED, attempts=0, in_flight_since=None, retry_after=None, sent_at=None, error=""
    )
    if count:
        transaction.on_commit(partial(wake, "core.deliver_due_mail"))
    return count
