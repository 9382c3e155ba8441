"""Mails to the district's office about what companies ask for: one to whoever looks after the membership."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.emails.membership import office_of
from liaison.enums import MembershipRequest
from liaison.models import Membership, MembershipApplication, MembershipEvent, Tier
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter

_APPLIED = gettext_lazy("%(company)s applies for %(program)s")
_ADDED = gettext_lazy("%(company)s adds documents to its application for %(program)s")
_ASKED = {
    MembershipRequest.RENEWAL: gettext_lazy("%(company)s asks to renew %(program)s"),
    MembershipRequest.TIER: gettext_lazy("%(company)s asks for another tier of %(program)s"),
}
_DOCUMENTS, _CONTACT, _WISH = gettext_lazy("Documents"), gettext_lazy("Contact person"), gettext_lazy("Wish")


def application_handed_in(*, application: MembershipApplication) -> None:
    """Tells the office of an application, once."""
    contact = " · ".join(
        part
        for part in (application.contact_name, application.contact_email, application.contact_phone)
        if part
    )
    _tell_office(
        application.membership,
        subject=_APPLIED,
        words=application.purpose,
        facts={_CONTACT: contact, _DOCUMENTS: str(application.documents.count())},
        key=f"application:{application.pk}",
    )


def documents_handed_in(*, membership: Membership, event: MembershipEvent) -> None:
    """Tells the office what was added to an application, once for each time."""
    _tell_office(
        membership,
        subject=_ADDED,
        words="",
        facts={_DOCUMENTS: event.details["names"]},
        key=f"documents:{event.pk}",
    )


def request_handed_in(*, membership: Membership, event: MembershipEvent, tier: Tier | None) -> None:
    """Tells the office what a company wishes, once for each request."""
    kind = MembershipRequest(event.details["kind"])
    wish = (lambda: tier.name) if tier else (lambda: str(kind.label))
    _tell_office(
        membership, subject=_ASKED[kind], words=event.reason, facts={_WISH: wish}, key=f"request:{event.pk}"
    )


def _tell_office(
    membership: Membership, *, subject: Promise, words: str, facts: Mapping[Promise, Any], key: str
) -> None:
    for user in office_of(membership):
        with translation.override(user.language):
            names = {"company": str(membership.holder), "program": membership.program.name}
            short = " ".join((str(subject) % names).split())
            context = {
                "words": words,
                "facts": [
                    (_("Company"), names["company"]),
                    (_("Program"), names["program"]),
                    (_("Tier"), membership.tier.name),
                    *((str(label), text() if callable(text) else text) for label, text in facts.items()),
                ],
                "action_url": on_site(reverse("admin:liaison_membership_change", args=[membership.pk])),
            }
            text, html = render_letter("liaison/mail/membership_office.html", subject=short, context=context)
            queue_email(
                kind=EmailKind.MEMBERSHIP,
                dedupe_key=f"{key}:{user.pk}",
                user=user,
                address=user.email,
                language=user.language,
                subject=short,
                text=text,
                html=html,
            )
