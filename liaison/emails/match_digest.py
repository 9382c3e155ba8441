"""The weekly digest of new matches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from liaison.emails.mailing_list import list_headers
from liaison.models import DigestSubscription, Match
from liaison.wording import clipped, reason_sentence
from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_mail
from yangpu_portal.core.models import OutgoingEmail
from yangpu_portal.core.text import sentences


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One item of a digest, ready to be shown in the reader's language."""

    need: str
    title: str
    title_language: Language
    summary: str
    summary_language: Language
    university: str
    strength: str
    reason: str
    url: str
    matches_url: str


def match_digest(
    *, subscription: DigestSubscription, period: date, matches: Sequence[Match], stop_token: str
) -> tuple[OutgoingEmail, bool]:
    """Queues one person's weekly digest, once per person and week."""
    user = subscription.user
    with translation.override(user.language):
        stop_url = on_site(reverse("digest_stop", args=[stop_token]))
        context = {
            "user": user,
            "entries": [_entry(match, user.language) for match in matches],
            "settings_url": on_site(reverse("account")),
            "stop_url": stop_url,
        }
        subject = ngettext(
            "%(count)d new technology for your needs",
            "%(count)d new technologies for your needs",
            len(matches),
        ) % {"count": len(matches)}
        text, html = render_mail("liaison/mail/digest", subject=subject, context=context)
    return queue_email(
        kind=EmailKind.MATCH_DIGEST,
        dedupe_key=f"{subscription.pk}:{period.isoformat()}",
        user=user,
        address=user.email,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
        headers=list_headers("digest", stop_url),
    )


def _entry(match: Match, language: str) -> DigestEntry:
    technology = match.technology
    title, title_language = bilingual_text(technology, "title", language)
    summary, summary_language = bilingual_text(technology, "summary", language)
    return DigestEntry(
        need=bilingual_text(match.need, "title", language)[0],
        title=title,
        title_language=title_language,
        summary=summary or _first_sentence(technology.description),
        summary_language=summary_language,
        university=bilingual_text(technology.university, "name", language)[0],
        strength=match.get_band_display(),
        reason=reason_sentence(match.reasons[0]) if match.reasons else "",
        url=on_site(reverse("technology", args=[technology.public_id])),
        matches_url=on_site(reverse("need_matches", args=[match.need.public_id])),
    )


def _first_sentence(text: str) -> str:
    spans = sentences(text)
    return clipped(text[spans[0][0] : spans[0][1]]) if spans else ""
