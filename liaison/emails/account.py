"""Mails about a person's own account that this app brings about."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import User


def deletion_planned(*, user: User, due: datetime) -> None:
    """Tells a person that their account will be deleted, and until when they can keep it."""
    with translation.override(user.language):
        subject = _("Your account will be deleted")
        context = {"due": due, "action_url": on_site(reverse("account"))}
        text, html = render_letter("liaison/mail/deletion_planned.html", subject=subject, context=context)
    queue_email(
        kind=EmailKind.ACCOUNT,
        dedupe_key=f"deletion:{user.pk}:{due.isoformat()}",
        user=user,
        address=user.email,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
    )
