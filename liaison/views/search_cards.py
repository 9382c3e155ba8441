"""Cards of the search page. What a card shows of an offer is rendered once for as long as the list stands.

Only what differs between readers and queries is added: marked words, reasons, the bookmark.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from universities.models import Technology
from universities.queries.search_snapshot import Ints, Snapshot
from universities.queries.technology import published_technologies
from yangpu_portal.core.marking import mark_words
from yangpu_portal.core.templatetags.portal import Written, pair

_COLUMNS = (
    *(
        "public_id",
        "title_zh",
        "title_en",
        "summary_zh",
        "summary_en",
        "source_language",
        "translation_state",
    ),
    *("trl", "ip_status", "cooperation_modes", "price_min", "price_max", "currency", "confirmed_on"),
    *("university__name_zh", "university__name_en", "department__name_zh", "department__name_en"),
)
_TITLE, _SUMMARY = "\ue000", "\ue001"  # characters for private use, which texts of offers have not


@dataclass(frozen=True, slots=True)
class Kept:
    """What is the same for everybody who reads in one language."""

    technology: Technology
    title: Written
    summary: Written
    title_lang: SafeString
    summary_lang: SafeString
    url: str
    terms: str
    introduction: str
    visitors: str
    frame: str  # the whole card for a visitor, with gaps for title and summary


@dataclass(frozen=True, slots=True)
class Card:
    kept: Kept
    title: SafeString
    summary: SafeString
    why: Any = None

    @property
    def for_visitor(self) -> SafeString:
        """The card without reasons. Title and summary are escaped where their words are marked."""
        return SafeString(self.kept.frame.replace(_TITLE, self.title).replace(_SUMMARY, self.summary))


def cards(snapshot: Snapshot, rows: Ints, wanted: Collection[str]) -> list[Card]:
    """The cards of these rows of the list, with the words that were looked for marked."""
    beginnings = [token[:-1] if len(token) > 3 and token.isascii() else token for token in wanted]
    return [
        Card(
            kept, _marked(kept.title.text, wanted, beginnings), _marked(kept.summary.text, wanted, beginnings)
        )
        for kept in _kept(snapshot, [int(key) for key in snapshot.keys[rows]])
    ]


def _marked(text: str, wanted: Collection[str], beginnings: Collection[str]) -> SafeString:
    """Cutting a text into words costs more than all else of a card: only where a word can be there."""
    lowered = text.lower()
    if any(beginning in lowered for beginning in beginnings):
        return mark_words(text, wanted)
    return conditional_escape(text)


def _kept(snapshot: Snapshot, keys: Sequence[int]) -> list[Kept]:
    language = get_language()
    missing = [key for key in keys if (key, language) not in snapshot.cards]
    if missing:
        # Published, because a list may be some seconds old.
        technologies = published_technologies().filter(pk__in=missing)
        for technology in technologies.select_related("university", "department").only(*_COLUMNS):
            snapshot.keep_card((technology.pk, language), _made(technology))
    found = (snapshot.cards.get((key, language)) for key in keys)
    return [card for card in found if card]


def _made(technology: Technology) -> Kept:
    title, summary = pair(technology, "title"), pair(technology, "summary")
    context = {"technology": technology}
    kept = Kept(
        technology=technology,
        title=title,
        summary=summary,
        title_lang=title.lang,
        summary_lang=summary.lang,
        url=technology.get_absolute_url(),
        terms=get_template("universities/card_terms.html").render(context),
        introduction=get_template("ui/introduction_link.html").render({**context, "class": "button"}),
        visitors=get_template("liaison/search_acts.html").render({**context, "title": title}),
        frame="",
    )
    gaps = Card(kept, SafeString(_TITLE), SafeString(_SUMMARY if summary else ""))
    return replace(kept, frame=get_template("liaison/search_card.html").render({"card": gaps}))
