"""What a company asks of the people behind an offer."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from liaison.enums import TermState
from liaison.models import EntitlementEntry
from liaison.wording import clipped
from startups.models import Company, Need
from universities.models import Technology
from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import OutgoingEmail, User

_LONGEST_SUBJECT = 120


def introduction_request(
    *,
    dedupe_key: str,
    technology: Technology,
    company: Company,
    user: User,
    message: str,
    may_name_company: bool,
    need: Need | None,
) -> tuple[OutgoingEmail, bool]:
    """Queues what a company asks to the liaison office, in Chinese; answers go to the person who asked."""
    with translation.override(Language.ZH):
        title = " ".join(technology.title.split())
        subject = _("Introduction asked for: %(title)s") % {"title": title}
        context = {
            "title": title,
            "company": company.name,
            "message": message,
            "facts": _introduction_facts(technology, company, user, need, may_name=may_name_company),
            "action_url": on_site(technology.get_absolute_url()),
        }
        short = clipped(subject, _LONGEST_SUBJECT)
        text, html = render_letter("liaison/mail/introduction.html", subject=short, context=context)
    return queue_email(
        kind=EmailKind.INTRODUCTION,
        dedupe_key=dedupe_key,
        user=user,
        address=settings.SUPPORT_EMAIL,
        language=Language.ZH,
        subject=short,
        text=text,
        html=html,
        headers={"Reply-To": user.email},
    )


def introduction_declined(*, user: User, entry: EntitlementEntry, reason: str) -> None:
    """Tells who asked that the office declined, and what has become of what it took; once."""
    membership = entry.term.membership
    with translation.override(user.language):
        subject = clipped(
            _("No introduction this time: %(title)s") % {"title": entry.subject}, _LONGEST_SUBJECT
        )
        context = {
            "title": entry.subject,
            "reason": reason,
            "program": membership.program.name,
            "is_over": entry.term.state == TermState.ENDED,
            "action_url": on_site(reverse("membership", args=[membership.public_id])),
        }
        text, html = render_letter(
            "liaison/mail/introduction_declined.html", subject=subject, context=context
        )
    queue_email(
        kind=EmailKind.MEMBERSHIP,
        dedupe_key=f"declined:{entry.pk}",
        user=user,
        address=user.email,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
        headers={"Reply-To": settings.SUPPORT_EMAIL},
    )


def _introduction_facts(
    technology: Technology, company: Company, user: User, need: Need | None, *, may_name: bool
) -> list[tuple[str, str]]:
    facts = [
        (_("Technology"), " ".join(technology.title.split())),
        (_("University"), technology.university.name),
        (_("Company"), company.name),
        (_("Company's name to the laboratory"), _("yes, now") if may_name else _("not yet")),
        (_("Asked by"), f"{user.get_full_name()} <{user.email}>"),
    ]
    if need is not None:
        facts.append((_("Need"), f"{need.title} {on_site(reverse('need', args=[need.public_id]))}"))
    return facts
