"""How django-allauth signs people up and writes to them: through the outgoing-mail table."""

import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yangpu_portal.core.browsers import browser_name
from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import User

_ACTIONS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The language people sign up in is the one they are written to in."""
        user.language = Language.of(translation.get_language())
        return super().save_user(request, user, form, commit)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The mail may be read in another browser, so the page somebody came from travels in its link."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        back = get_next_redirect_url(request)  # None for addresses of other hosts
        return f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}" if back else url

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth leaves the person out of the context; the mail is to be in that person's language."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            given = {**context, "email": email, "action_url": _action(context), "facts": _facts(context)}
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", given).split())
            text, html = render_letter(f"{template_prefix}_message.txt", subject=subject, context=given)
        queue_email(
            kind=EmailKind.ACCOUNT,
            dedupe_key=str(uuid.uuid4()),  # each request of a person is a mail of its own
            user=user if isinstance(user, User) and user.pk else None,
            address=email,
            language=Language.of(language),
            subject=subject,
            text=text,
            html=html,
        )


def _action(context: dict[str, Any]) -> str:
    """Where the button of a mail leads. A notice of a change leads to a new password."""
    found = next((context[name] for name in _ACTIONS if context.get(name)), None)
    if found is None and "timestamp" in context:
        found = reverse("account_reset_password")
    return on_site(found) if found else ""


def _facts(context: dict[str, Any]) -> list[tuple[str, str]]:
    """When and from where a change was made, for the person to judge whether it was theirs."""
    if "timestamp" not in context:
        return []
    at = timezone.localtime(context["timestamp"])
    return [
        (_("Time"), f"{at:%Y-%m-%d %H:%M}"),
        (_("IP address"), str(context["ip"])),
        (_("Browser"), browser_name(str(context["user_agent"]))),
    ]
