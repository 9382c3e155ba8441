"""What templates need beside Django's own tags: bilingual text, numbers, links that keep their place."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yangpu_portal.core.browsers import browser_name
from yangpu_portal.core.enums import CooperationMode, Language, TranslationState
from yangpu_portal.core.fields import bilingual_text
from yangpu_portal.core.marking import mark_words as marked
from yangpu_portal.core.readiness import LEVELS

register = template.Library()
register.filter("browser_name", browser_name)
HTML_CODES = {Language.ZH: "zh-Hans", Language.EN: "en"}


def active_language() -> Language:
    return Language.of(get_language())


def lang_attribute(language: str) -> SafeString:
    """` lang="…"` for a text in another language than the page's, else nothing."""
    if not language or language == active_language():
        return SafeString()
    return format_html(' lang="{}"', HTML_CODES[Language(language)])


@dataclass(frozen=True, slots=True)
class Written:
    """A text and the language it is in. `lang` goes into the tag around it: <p{{ title.lang }}>."""

    text: str
    language: Language

    @property
    def lang(self) -> SafeString:
        return lang_attribute(self.language) if self.text else SafeString()

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@register.simple_tag
def pair(row: Any, name: str) -> Written:
    """{% pair technology "title" as title %}: the column pair in the page's language, else in the other."""
    text, language = bilingual_text(row, name)
    return Written(text, language)


@register.simple_tag
def other_name(row: Any) -> Written:
    """The name in the language the page is not in; empty when it is the same or missing."""
    shown, _language = bilingual_text(row, "name")
    other = active_language().other
    text = getattr(row, f"name_{other.suffix}")
    return Written("" if text == shown else text, other)


@register.simple_tag
def provenance(row: Any) -> str:
    """Where the text shown comes from, if a reader should know: "" when written in the page's language."""
    shown = bilingual_text(row, "title")[1]
    if shown != active_language():
        return _("English original") if shown == Language.EN else _("Chinese original")
    if shown == row.source_language:
        return ""
    return {
        TranslationState.MACHINE: _("Machine translation"),
        TranslationState.STALE: _("Translation older than its source"),
    }.get(row.translation_state, "")


@register.filter
def lang_of(language: str) -> SafeString:
    """<q{{ reason.language|lang_of }}>"""
    return lang_attribute(language)


@register.filter
def heading(label: str) -> str:
    """A label before a colon: without its question mark."""
    return str(label).rstrip("?？")


@register.filter
def html_code(language: str) -> str:
    return HTML_CODES[Language(language)]


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], language: str) -> str:
    """This page and its query in another language: Chinese has no prefix, English is below /en/.

    `full_path` in the context stands for the address, where a page is rendered for several.
    """
    request: HttpRequest | None = context.get("request")
    path = context.get("full_path") or (request.get_full_path() if request else "/")
    bare = path[3:] if path == "/en" or path.startswith(("/en/", "/en?")) else path
    bare = f"/{bare.lstrip('/')}"  # two strokes at the beginning would lead to another site
    return bare if language == Language.ZH else f"/en{bare}"


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], url: str) -> SafeString:
    """` aria-current="…"` for the link to this page, or to the section this page is in."""
    request: HttpRequest | None = context.get("request")
    if request is None or not request.path.startswith(url):
        return SafeString()
    return format_html(' aria-current="{}"', "page" if request.path == url else "true")


@register.filter
def plain_number(value: Decimal | float | None) -> str:
    """12.500000 -> 12.5, 1200000 -> 1,200,000; small numbers keep their digits."""
    if value is None:
        return ""
    exact = Decimal(str(value)).normalize()
    return f"{exact:,f}" if abs(exact) >= 10_000 else f"{exact:f}"


@register.simple_tag
def money(lower: Decimal | None, upper: Decimal | None, currency: str) -> str:
    """A price range as people write it: ¥30–50 万 in Chinese, CNY 300,000–500,000 in English."""
    amounts = [amount for amount in (lower, upper) if amount is not None]
    if not amounts:
        return ""
    if active_language() is Language.ZH and currency == "CNY" and min(amounts) >= 10_000:
        unit, sign, parts = " 万", "¥", [plain_number(amount / 10_000) for amount in amounts]
    else:
        unit, sign, parts = (
            "",
            "¥" if currency == "CNY" else f"{currency} ",
            [f"{amount:,.0f}" for amount in amounts],
        )
    span = "–".join(dict.fromkeys(parts))
    text = f"{sign}{span}{unit}"
    if lower is None:
        return _("up to %(amount)s") % {"amount": text}
    return text if upper is not None else _("from %(amount)s") % {"amount": text}


@register.filter
def country_name(code: str) -> str:
    locale = Locale("zh") if active_language() is Language.ZH else Locale("en")
    return locale.territories.get(code, code)


@register.filter
def mode_names(modes: Collection[str]) -> str:
    """Cooperation modes by name, in one line."""
    names = [str(CooperationMode(mode).label) for mode in modes if mode in CooperationMode.values]
    return ("、" if active_language() is Language.ZH else ", ").join(names)


@register.filter
def trl_meaning(level: int) -> str:
    return str(LEVELS.get(level, ""))


@register.filter
def mark_words(text: str, wanted: Collection[str]) -> SafeString:
    return marked(str(text), wanted)
