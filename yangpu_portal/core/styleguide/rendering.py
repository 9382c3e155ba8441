"""Renders partials of templates/ui/ in their states and in both languages, as pages would."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from yangpu_portal.core.enums import Language

FOLDER = Path(settings.BASE_DIR) / "templates" / "ui"
_NOTE = re.compile(r"{%\s*comment\s*%}(.*?){%\s*endcomment\s*%}", re.DOTALL)
_TAG = re.compile(r"{%\s*templatetag (open|close)block\s*%}")

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class State:
    """A partial with one set of values. `context` is called anew in each language."""

    name: str
    context: Callable[[], Context]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A partial to show. A `wide` one takes the whole width, one language below the other.

    Of a `bare` one (what stands in the head of a page) there is nothing to look at but its source.
    """

    partial: str
    states: tuple[State, ...]
    wide: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One state as rendered: what it is called, and its HTML by language."""

    name: str
    columns: list[tuple[Language, SafeString]]


def shown_states(specimen: Specimen, request: HttpRequest) -> list[Shown]:
    """Every state of a partial in both languages."""
    return [
        Shown(
            state.name, [(language, _rendered(specimen, number, language, request)) for language in Language]
        )
        for number, state in enumerate(specimen.states)
    ]


def explanation(partial: str) -> str:
    """What the partial says about itself in its comment: its purpose and the values it takes."""
    found = _NOTE.search((FOLDER / partial).read_text(encoding="utf-8"))
    if found is None:
        return ""
    text = _TAG.sub(lambda tag: "{%" if tag[1] == "open" else "%}", found[1])
    return " ".join(text.split())


def unshown(specimens: Iterable[Specimen]) -> set[str]:
    """Partials that the guide forgets."""
    return {path.name for path in FOLDER.glob("*.html")} - {specimen.partial for specimen in specimens}


def _rendered(specimen: Specimen, number: int, language: Language, request: HttpRequest) -> SafeString:
    state = specimen.states[number]
    with translation.override(language):
        context = state.context()
        # An id stands once in a page, and each state is shown twice.
        if "id" in context:
            context["id"] = f"{context['id']}-{number}-{language.suffix}"
        return render_to_string(f"ui/{specimen.partial}", context, request)
