"""How django-allauth signs people up and writes to them: through the outgoing-mail table."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import translation

from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.models import User


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The language people sign up in is the one they are written to in."""
        user.language = Language.of(translation.get_language())
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        links = {key: on_site(value) for key, value in context.items() if key.endswith("_url")}
        context = {**context, **links, "email": email, "site_url": settings.SITE_URL}
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            message = self.render_mail(template_prefix, email, context)
        html = (
            message.alternatives[0][0]
            if isinstance(message, EmailMultiAlternatives) and message.alternatives
            else ""
        )
        queue_email(
            kind=EmailKind.ACCOUNT,
            dedupe_key=str(uuid.uuid4()),  # each request of a person is a mail of its own
            user=user if isinstance(user, User) and user.pk else None,
            address=email,
            language=Language.of(language),
            subject=message.subject,
            text=str(message.body),
            html=str(html),
        )
