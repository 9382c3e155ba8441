"""No text escapes translation: with every message put in brackets, no word stands outside them.

What stands outside may only be what the database holds, what carries a `lang` of its own (a link to the other
language), and names that are the same in every language.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel import Locale
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.utils import translation
from django.utils.translation import _trans

from liaison.views import search_facets
from tests.people import signed_in
from tests.screens.browser import demo_person
from tests.screens.table import SCREENS
from universities.queries.search_snapshot import forget_snapshot
from yangpu_portal.core.templatetags.kept import forget_parts

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = {"title", "aria-label", "placeholder", "alt", "aria-description", "data-confirm"}
SILENT = {"script", "style", "svg"}
VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "circle", "wbr", "source", "rect"}
WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
# The same in every language: units, identifiers, names of standards and of the portal's own addresses.
SAME_EVERYWHERE = re.compile(
    r"TRL|ORCID|ROR|API|PDF|JSON|GB/T 7714|IPC|CNY|USD|EUR|DOI|QR|TOTP|MIT|\[EB/OL\]|https?://\S+|\S+@\S+|\S+\.example\S*"
)
# What joins stored texts and numbers on a page.
JOINTS = re.compile(r"\s[·/]\s|[,;:，；：、()（）“”…–→\n]|[≤≥<>≈=±]?\s*[-−]?\d[\d.,%]*")


class Texts(HTMLParser):
    """Collects what a page says: text, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.depth = 0  # of brackets: a message may hold tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        # A readonly field holds something to copy, such as a citation in the form of its style.
        foreign = ("lang" in named and tag != "html") or "readonly" in named
        if not self._is_silent():
            spoken = [text for name, text in attrs if name in SPOKEN and text]
            if tag == "meta" and named.get("name") == "description":
                spoken.append(named.get("content") or "")
            self.found += [outside_brackets(text)[0] for text in spoken]
        if tag not in VOID:
            self.open.append((tag, tag in SILENT or foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        outside, self.depth = outside_brackets(data, self.depth)
        if outside.strip() and not self._is_silent():
            self.found.append(outside)

    def _is_silent(self) -> bool:
        return any(silent for _tag, silent in self.open)


def outside_brackets(text: str, depth: int = 0) -> tuple[str, int]:
    """What is left of a text without all that was translated; and how deep in brackets it ends."""
    kept = []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth <= 0:
            kept.append("," if character == CLOSE else character)
    return "".join(kept), depth


def stored_texts() -> str:
    """Every text the database holds, and the names of countries, in one long line."""
    rows = (" ".join(text.split()) for model in apps.get_models() for text in texts_of(model))
    return " ".join([*rows, *Locale("en").territories.values()])


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
    pieces = (
        " ".join(piece.split()).strip(" .。-+")
        for text in page.found
        for piece in JOINTS.split(SAME_EVERYWHERE.sub(",", text))
    )
    return [piece for piece in pieces if WORD.search(piece) and piece not in stored]


@pytest.fixture
def pseudo_locale(monkeypatch) -> Iterator[None]:
    """Every message in brackets, whoever asks for it; nothing rendered before or now is kept."""
    translation.gettext("")  # fills _trans with its functions
    forget_rendered()
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        plain = getattr(_trans, name)

        def bracketed(*args, plain=plain):
            return f"{OPEN}{plain(*args)}{CLOSE}"

        monkeypatch.setattr(_trans, name, bracketed)
    yield
    forget_rendered()


def forget_rendered() -> None:
    forget_parts()
    forget_snapshot()
    search_facets._labels.cache_clear()
    cache.clear()


@pytest.fixture(scope="package")
def stored(demo: None, django_db_blocker) -> str:
    with django_db_blocker.unblock():
        return stored_texts()


# Staff read the names of tokens there; and what was typed stands again in its field.
READ = [screen for screen in SCREENS if screen.name not in {"styleguide", "search-none"}]


@pytest.mark.django_db
@pytest.mark.parametrize("screen", READ, ids=lambda screen: screen.name)
def test_page_says_nothing_untranslated(stored, pseudo_locale, screen):
    client = signed_in(None if screen.role == "visitor" else demo_person(screen.role))
    answer = client.get(screen.path("en"), follow=True)
    bare = bare_texts(answer.content.decode(), stored)
    assert not bare, "\n".join(bare)
