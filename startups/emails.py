"""Mails about needs and seats. They render and queue; nothing is sent from here."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from startups.enums import NeedState, SeatRole
from startups.models import Need, NeedEvent, SeatInvitation
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter
from yangpu_portal.core.models import User

_LONGEST_SUBJECT = 120


def need_reviewed(*, event: NeedEvent) -> None:
    """Tells the author, else the owners, that their need is open or what is still to be done; once."""
    for user in _readers(event.need):
        with translation.override(user.language):
            opened = event.to_state == NeedState.OPEN
            title = " ".join(bilingual_text(event.need, "title", user.language)[0].split())
            pattern = _("Your need is open: %(title)s") if opened else _("Please look again: %(title)s")
            subject = (pattern % {"title": title})[:_LONGEST_SUBJECT]
            url = on_site(reverse("need", args=[event.need.public_id]))
            context = {"opened": opened, "title": title, "remark": event.remark, "action_url": url}
            text, html = render_letter("startups/mail/need_reviewed.html", subject=subject, context=context)
            queue_email(
                kind=EmailKind.NEED_REVIEW,
                dedupe_key=f"{event.pk}:{user.pk}",
                user=user,
                address=user.email,
                language=user.language,
                subject=subject,
                text=text,
                html=html,
            )


def _readers(need: Need) -> Iterable[User]:
    # An author who has left the company is told nothing of it any more.
    seated = User.objects.filter(company_seats__company=need.company_id, is_active=True)
    author = seated.filter(needs=need)
    return author or seated.filter(company_seats__role=SeatRole.OWNER)


def seat_invitation(*, invitation: SeatInvitation, inviter: User, token: str) -> None:
    """Asks somebody to take a seat in a company, each time it is sent."""
    with translation.override(invitation.language):
        company = " ".join(invitation.company.name.split())
        subject = _("%(company)s invites you to the Yangpu liaison portal") % {"company": company}
        context = {
            "company": company,
            "inviter": inviter.get_full_name(),
            "email": invitation.email,
            "until": invitation.valid_until,
            "action_url": on_site(reverse("seat_invitation", args=[token])),
        }
        short = subject[:_LONGEST_SUBJECT]
        text, html = render_letter("startups/mail/seat_invitation.html", subject=short, context=context)
        queue_email(
            kind=EmailKind.SEAT_INVITATION,
            dedupe_key=f"{invitation.pk}:{invitation.mails}",
            address=invitation.email,
            language=invitation.language,
            subject=short,
            text=text,
            html=html,
        )
