"""Reasons, gaps and strengths of a match as people read them, in the active language.

Each comes as plain text, for mails and commands, and as markup with the same words, for pages: there each
quote carries its language, so that it is read out and set right.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison.queries.facts import field_names
from yangpu_portal.core.enums import CooperationMode, Language
from yangpu_portal.core.marking import mark_words
from yangpu_portal.core.templatetags.portal import active_language, lang_attribute, money
from yangpu_portal.core.text import detect_language, search_tokens

_NAMES_KEPT = 300  # seconds for which the names of fields are remembered
# How much closing a gap must raise the probability to be worth a phone call, or a remark.
_MUCH, _SOME = 0.1, 0.03
_WORDS_SHARED = ("term", "translation", "keyword")
# How the signals of a match are called, by their names in the engine (`matching.signals.SIGNALS`).
SIGNAL_NAMES = {
    "field": gettext_lazy("technology fields"),
    "keyword": gettext_lazy("keywords"),
    "trl": gettext_lazy("readiness"),
    "mode": gettext_lazy("cooperation modes"),
    "money": gettext_lazy("price and budget"),
    "parameter": gettext_lazy("measured parameters"),
    "place": gettext_lazy("place"),
    "partner": gettext_lazy("earlier links"),
    "freshness": gettext_lazy("how lately confirmed"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one side. `language` is "" where they are the portal's own, in that of the page."""

    text: str
    language: str = ""

    def markup(self, wanted: Collection[str]) -> SafeString:
        text, language = mark_words(self.text, wanted), lang_attribute(self.language)
        return format_html("<span{}>{}</span>", language, text) if language else text


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, or one for each line, in which the words of both sides take their places."""

    pattern: str
    need: Said
    offer: Said

    def plain(self) -> str:
        lines = self.pattern.splitlines()
        return " ".join(line % {"need": self.need.text, "offer": self.offer.text} for line in lines)

    def markup(self, wanted: Collection[str] = ()) -> SafeString:
        sides = {"need": self.need.markup(wanted), "offer": self.offer.markup(wanted)}
        # Both are escaped, but % makes plain text of them.
        lines = ((SafeString(escape(line) % sides),) for line in self.pattern.splitlines())
        return format_html_join(SafeString("<br>"), "{}", lines)


def reason_sentence(reason: dict[str, Any]) -> str:
    """One reason, as stored with a match, in plain words."""
    return _reason(reason).plain()


def reason_markup(reason: dict[str, Any], wanted: Collection[str] = ()) -> SafeString:
    """The same words as `reason_sentence`; in sentences, `wanted` search tokens are marked."""
    return _reason(reason).markup(() if reason["code"] in _REASONS else wanted)


def gap_sentence(gap: dict[str, Any]) -> str:
    """What is missing and would raise the match if it were not, as stored with it, in one plain sentence."""
    return _gap(gap).plain()


def gap_markup(gap: dict[str, Any]) -> SafeString:
    """The same words as `gap_sentence`."""
    return _gap(gap).markup()


def gain_sentence(gap: dict[str, Any]) -> str:
    """Whether closing the gap would matter much."""
    if gap["gain"] >= _MUCH:
        return _("If that is settled, the match is clearly closer.")
    if gap["gain"] >= _SOME:
        return _("If that is settled, the match is somewhat closer.")
    return _("That alone changes little.")


def no_reason_sentence() -> str:
    """Why a match was made that has no reasons: only its vectors told."""
    return _("The two texts are close in meaning.")


def shared_words(reasons: Iterable[dict[str, Any]]) -> set[str]:
    """The search tokens of what both sides mention, in either language."""
    both = [reason for reason in reasons if reason["code"] in _WORDS_SHARED]
    return {
        token
        for reason in both
        for side in ("need", "offer")
        for token in search_tokens(reason[side]["text"])
    }


def fee_text(amount: Decimal, currency: str) -> str:
    """A sum of money as people write it: cents only where there are any."""
    # In threes, also where Chinese counts in fours.
    text = f"{amount:,.2f}".removesuffix(".00").replace("-", "−")
    return _("CNY %(amount)s") % {"amount": text} if currency == "CNY" else f"{currency} {text}"


def clipped(text: str, limit: int = 240) -> str:
    """At most `limit` characters on one line, whatever was imported."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


# Each is a function, for a sentence is chosen in the language of the moment it is read.
_SAME: dict[str, Callable[[], str]] = {
    "field": lambda: _("Both belong to the field “%(offer)s”."),
    "mode": lambda: _("It is offered the way you wish: %(offer)s."),
}
_REASONS: dict[str, Callable[[], str]] = {
    "term": lambda: _("Both mention “%(offer)s”."),
    "keyword": lambda: _("Both mention “%(offer)s”."),
    "translation": lambda: _("You wrote “%(need)s”, the offer says “%(offer)s”."),
    "field": lambda: _("Your field “%(need)s” and its field “%(offer)s” are closely related."),
    "mode": lambda: _("You wish for “%(need)s”; “%(offer)s” is offered, which comes close."),
    "trl": lambda: _("It is ready enough: TRL %(offer)s, and you ask for TRL %(need)s or higher."),
    "money": lambda: _("The price (%(offer)s) lies within your budget (%(need)s)."),
    "parameter": lambda: _("Your target “%(need)s” is reached: “%(offer)s”."),
    "place": lambda: _("The university is at home in your city."),
    "partner": lambda: _("Your company already has ties with this university."),
    "freshness": lambda: _("The offer was confirmed on %(offer)s."),
}
_GAPS: dict[str, Callable[[], str]] = {
    "trl": lambda: _("The need asks for TRL %(need)s or higher; this offer is at TRL %(offer)s."),
    "mode": lambda: _("The need wishes for “%(need)s”; this offer names “%(offer)s”."),
    "money": lambda: _("The price (%(offer)s) is above the budget (%(need)s)."),
    "parameter": lambda: _("The need asks for “%(need)s”; this offer states “%(offer)s”."),
    "freshness": lambda: _("This offer was last confirmed on %(offer)s; ask whether it still stands."),
}


def _reason(reason: dict[str, Any]) -> Statement:
    code = reason["code"]
    need, offer = (_said(code, reason[side]) for side in ("need", "offer"))
    table = _SAME if need == offer and code in _SAME else _REASONS
    return Statement(table.get(code, _quoted)(), need, offer)


def _gap(gap: dict[str, Any]) -> Statement:
    code = gap["code"]
    need, offer = (_said(code, gap[side]) if gap[side] else Said("") for side in ("need", "offer"))
    return Statement(_GAPS.get(code, _quoted)(), need, offer)


def _quoted() -> str:
    return "\n".join((_("You wrote: “%(need)s”"), _("The offer says: “%(offer)s”")))


def _said(code: str, span: dict[str, Any]) -> Said:
    """The words of one side: codes and numbers by their names, everything else as it was written."""
    named = _NAMED.get(code)
    if named:
        return Said(named(span["text"]))
    # Each side is cut by itself, or a long sentence of the one would push the other out.
    text = clipped(span["text"])
    return Said(text, detect_language(text))


def _field_name(path: str) -> str:
    """The name of a field known by its code, or by that of its parent and its own."""
    code = path.rpartition("/")[2]
    names = cache.get_or_set("liaison:field_names", field_names, _NAMES_KEPT) or {}
    if code not in names:
        return code
    zh, en = names[code]
    return (zh or en) if active_language() is Language.ZH else (en or zh)


def _mode_name(code: str) -> str:
    return str(CooperationMode(code).label) if code in CooperationMode.values else code


def _money(band: str) -> str:
    """A band as `Money` writes it, "80000.00–130000.00 CNY", as people read it."""
    amounts, _space, currency = band.rpartition(" ")
    low, _dash, high = amounts.partition("–")
    try:
        return money(Decimal(low) if low else None, Decimal(high) if high else None, currency)
    except InvalidOperation:
        return band


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text


# What stands for something else in a reason or gap, by its code.
_NAMED: dict[str, Callable[[str], str]] = {
    "field": _field_name,
    "mode": _mode_name,
    "money": _money,
    "freshness": _day,
    "trl": str,
    "place": str,
    "partner": str,
}
