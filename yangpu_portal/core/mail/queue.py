"""Queueing mail: a row written in the caller's transaction. Nothing is sent from here."""

import re
from functools import partial

from django.db import transaction

from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail, User
from yangpu_portal.core.wakeups import wake

_LINE_BREAK = re.compile(r"[\r\n]")


def refuse_line_breaks(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        if _LINE_BREAK.search(value):
            raise ValueError(f"The {name} of a mail must be one line.")


def queue_email(
    *,
    kind: EmailKind,
    dedupe_key: str,
    address: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    user: User | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[OutgoingEmail, bool]:
    """Writes one mail to be sent, once per (kind, dedupe_key).

    Returns:
        the row, and whether it is new.

    Raises:
        ValueError: subject, address or a header holds a line break (it could smuggle headers in).
    """
    refuse_line_breaks({"subject": subject, "address": address, **(headers or {})})
    mail, created = OutgoingEmail.objects.get_or_create(
        kind=kind,
        dedupe_key=dedupe_key,
        defaults={
            "user": user,
            "address": address,
            "language": language,
            "subject": subject[:255],
            "text": text,
            "html": html,
            "headers": headers or {},
        },
    )
    if created and kind.resend_when_unsure:
        # Somebody waits for this one. The others go with the next tick of the beat, and so does this one
        # when Redis is away: a lost wake-up only delays.
        transaction.on_commit(partial(wake, "core.deliver_due_mail"))
    return mail, created
