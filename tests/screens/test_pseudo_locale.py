"""No text escapes translation: with every message put in brackets, no word stands outside them.

What stands outside may only be what the database holds, what carries a `lang` of its own (a link to the other
language), and names that are the same in every language.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.translation import _trans

from tests.people import signed_in
from tests.screens.browser import demo_person
from tests.screens.table import SCREENS

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = {"title", "aria-label", "placeholder", "alt", "aria-description", "data-confirm"}
SILENT = {"script", "style", "svg"}
VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "circle", "wbr", "source", "rect"}
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
# The same in every language: units, identifiers, names of standards and of the portal's own addresses.
SAME_EVERYWHERE = re.compile(
    r"TRL|ORCID|ROR|API|PDF|JSON|GB/T 7714|IPC|CNY|USD|EUR|DOI|QR|TOTP|MIT|https?://\S+|\S+@\S+|\S+\.example\S*"
)


class Texts(HTMLParser):
    """Collects what a page says: text, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = "lang" in named and tag != "html"
        self.found += [text for name, text in attrs if name in SPOKEN and text and not self._is_silent()]
        if tag == "input" and named.get("type") in {"submit", "button"}:
            self.found.append(named.get("value") or "")
        if tag == "meta" and named.get("name") == "description":
            self.found.append(named.get("content") or "")
        if tag not in VOID:
            self.open.append((tag, tag in SILENT or foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_silent():
            self.found.append(data.strip())

    def _is_silent(self) -> bool:
        return any(silent for _tag, silent in self.open)


def outside_brackets(text: str) -> str:
    """What is left of a text when all that was translated, with what stands in it, is taken out."""
    depth, kept = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth <= 0 and character != CLOSE:
            kept.append(character)
    return "".join(kept)


def stored_texts() -> str:
    """Every text the database holds, in one long line."""
    return " ".join(" ".join(text.split()) for model in apps.get_models() for text in texts_of(model))


def texts_of(model: type[models.Model]) -> Iterator[str]:
    columns = [field.attname for field in model._meta.concrete_fields if holds_text(field)]
    for row in model._default_manager.values_list(*columns) if columns else []:
        yield from (part for value in row for part in (value if isinstance(value, list) else [value]) if part)


def holds_text(field: models.Field) -> bool:
    base = getattr(field, "base_field", field)
    return isinstance(base, models.CharField | models.TextField)


def bare_texts(html: str, stored: str) -> list[str]:
    page = Texts()
    page.feed(html)
    found = []
    for text in page.found:
        left = " ".join(SAME_EVERYWHERE.sub(" ", outside_brackets(text)).split()).strip(" ·:：,.、()（）–-+")
        if WORD.search(left) and left not in stored:
            found.append(left)
    return found


@pytest.fixture
def pseudo_locale(monkeypatch) -> None:
    """Every message in brackets, whoever asks for it."""
    translation.gettext("")  # fills _trans with its functions
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        plain = getattr(_trans, name)

        def bracketed(*args, plain=plain):
            return f"{OPEN}{plain(*args)}{CLOSE}"

        monkeypatch.setattr(_trans, name, bracketed)


@pytest.fixture(scope="module")
def stored(demo: None, django_db_blocker) -> str:
    with django_db_blocker.unblock():
        return stored_texts()


@pytest.mark.django_db
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_page_says_nothing_untranslated(stored, pseudo_locale, screen):
    client = signed_in(None if screen.role == "visitor" else demo_person(screen.role))
    answer = client.get(screen.path("en"), follow=True)
    assert bare_texts(answer.content.decode(), stored) == []
