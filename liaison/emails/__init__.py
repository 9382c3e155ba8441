"""Mails of the bridge, one function each. They render and queue; nothing is sent from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.models import DigestSubscription, Match, SavedSearch
from liaison.wording import clipped, reason_sentence
from startups.models import Company, Need
from universities.models import Technology
from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_letter, render_mail
from yangpu_portal.core.models import OutgoingEmail, User
from yangpu_portal.core.text import sentences

_LONGEST_SUBJECT = 120
_LONGEST_WORDS = 80  # of a saved search


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


@dataclass(frozen=True, slots=True)
class OfferEntry:
    """An offer in a mail, ready to be shown in the reader's language."""

    title: str
    title_language: Language
    summary: str
    summary_language: Language
    university: str
    trl: int | None
    url: str


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
        headers=_list_headers("digest", stop_url),
    )


def saved_search_news(
    *, search: SavedSearch, period: date, technologies: Sequence[Technology], total: int, stop_token: str
) -> tuple[OutgoingEmail, bool]:
    """Queues what is new in a saved search, once per search and day or week."""
    user = search.user
    with translation.override(user.language):
        stop_url = on_site(reverse("search_stop", args=[stop_token]))
        query = {**({"q": search.text} if search.text else {}), **search.filters, "sort": "newest"}
        words = clipped(" ".join(search.text.split()), _LONGEST_WORDS)
        subject = ngettext(
            "%(count)d new technology in a saved search",
            "%(count)d new technologies in a saved search",
            total,
        ) % {"count": total}
        context = {
            "user": user,
            "words": words,
            "technologies": [_offer_entry(technology, user.language) for technology in technologies],
            "further": total - len(technologies),
            "list_url": on_site(f"{reverse('technologies')}?{urlencode(query, doseq=True)}"),
            "settings_url": on_site(reverse("saved_searches")),
            "stop_url": stop_url,
        }
        text, html = render_mail("liaison/mail/saved_search", subject=subject, context=context)
    return queue_email(
        kind=EmailKind.SAVED_SEARCH,
        dedupe_key=f"{search.pk}:{period.isoformat()}",
        user=user,
        address=user.email,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
        headers=_list_headers("saved-searches", stop_url),
    )


def _list_headers(name: str, stop_url: str) -> dict[str, str]:
    """What lets a mail program end the mails of one kind with one press (RFC 2919, RFC 8058)."""
    return {
        "List-Id": f"<{name}.yangpu-portal>",
        "List-Unsubscribe": f"<{stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


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


def _offer_entry(technology: Technology, language: str) -> OfferEntry:
    title, title_language = bilingual_text(technology, "title", language)
    summary, summary_language = bilingual_text(technology, "summary", language)
    return OfferEntry(
        title=title,
        title_language=title_language,
        summary=summary,
        summary_language=summary_language,
        university=bilingual_text(technology.university, "name", language)[0],
        trl=technology.trl,
        url=on_site(technology.get_absolute_url()),
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
