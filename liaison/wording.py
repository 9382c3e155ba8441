"""Reasons, gaps and strengths of a match as people read them, in the active language."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.queries.facts import field_names
from yangpu_portal.core.enums import CooperationMode, Language
from yangpu_portal.core.templatetags.portal import active_language, money

_LONGEST_QUOTE = 140
_NAMES_KEPT = 300  # seconds for which the names of fields are remembered


def reason_sentence(reason: dict[str, Any]) -> str:
    """One reason, as stored with a match, in one plain sentence."""
    code = reason["code"]
    need, offer = (_said(code, reason[side]) for side in ("need", "offer"))
    match code:
        case "term" | "keyword":
            return _("Both mention “%(term)s”.") % {"term": offer}
        case "translation":
            return _("You wrote “%(need)s”, the offer says “%(offer)s”.") % {"need": need, "offer": offer}
        case "field" | "mode" if need == offer:
            return _SAME[code]() % {"offer": offer}
    sentence = _REASONS.get(code, _quoted)
    return sentence() % {"need": need, "offer": offer}


def gap_sentence(gap: dict[str, Any]) -> str:
    """What is missing and would raise the match if it were not, as stored with it, in one plain sentence."""
    code = gap["code"]
    need, offer = (_said(code, gap[side]) if gap[side] else "" for side in ("need", "offer"))
    if code not in _GAPS:
        return _quoted() % {"need": need, "offer": offer}
    return _GAPS[code]() % {"need": need, "offer": offer}


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


def _quoted() -> str:
    return _("You wrote: “%(need)s” The offer says: “%(offer)s”")


def _said(code: str, span: dict[str, Any]) -> str:
    """The words of one side: codes and numbers by their names, everything else as it was written."""
    match code:
        case "field":
            return _field_name(span["text"])
        case "mode":
            return _mode_name(span["text"])
        case "money":
            return _money(span["text"])
        case "freshness":
            return _day(span["text"])
        case _other:
            # Each side is cut by itself, or a long sentence of the one would push the other out.
            return clipped(span["text"], _LONGEST_QUOTE)


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
