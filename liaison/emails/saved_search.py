"""What is new in a saved search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from liaison.emails.mailing_list import list_headers
from liaison.models import SavedSearch
from liaison.wording import clipped
from universities.models import Technology
from yangpu_portal.core.enums import EmailKind, Language
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.mail.queue import queue_email
from yangpu_portal.core.mail.rendering import render_mail
from yangpu_portal.core.models import OutgoingEmail

_LONGEST_WORDS = 80  # of a search


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
        headers=list_headers("saved-searches", stop_url),
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
