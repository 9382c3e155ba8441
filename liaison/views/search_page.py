"""The search page put together: for visitors in a frame that is the same for all searches.

Rendering is most of what a search costs. A frame differs by address, language and the kind of search; what a
reader typed, the choices and what was found fill its gaps.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from liaison.views.search_cards import Card
from liaison.views.visitors import is_visitor
from yangpu_portal.core.frames import Frame, gap
from yangpu_portal.core.templatetags.kept import made_once

_PAGE = "liaison/technologies.html"


def search_page(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The answer; `context` has everything the parts of the page need."""
    if not is_visitor(request):
        return render(request, _PAGE, {**context, **_parts(context, request)})
    values = {
        **_parts({**context, "cards_of_visitors": _cards(context["cards"])}, None),
        "text": context["text"],
        "short_text": context["short_text"],
        "query": request.get_full_path()[len(request.path) :],
    }
    return HttpResponse(_frame(request, context).filled(values))


def _parts(context: Mapping[str, Any], request: HttpRequest | None) -> dict[str, str]:
    shown = dict(context)
    return {
        "heading": get_template("liaison/search_heading.html").render(shown),
        "filters": get_template("liaison/search_filters.html").render(shown),
        "results": get_template("liaison/search_results.html").render(shown, request),
    }


def _cards(cards: list[Card]) -> SafeString:
    """Nothing when reasons are shown, which are those of one search."""
    return SafeString("" if any(card.why for card in cards) else "".join(card.for_visitor for card in cards))


def _frame(request: HttpRequest, context: Mapping[str, Any]) -> Frame:
    has_text, is_long = bool(context["text"]), context["is_description"]

    def rendered() -> Frame:
        gaps = {name: gap(name) for name in ("heading", "filters", "results", "short_text")}
        text = gap("text") if has_text else ""
        full_path = f"{request.path}{gap('query')}"
        shown = {"longest_query": context["longest_query"], "is_description": is_long}
        page = get_template(_PAGE).render({**shown, **gaps, "text": text, "full_path": full_path}, request)
        return Frame(page)

    if has_text:
        return made_once((_PAGE, request.path, get_language(), is_long), rendered)
    if "page" in request.GET:  # which the head repeats, though this list has no numbers
        return rendered()
    # The head of a page without words says whether it is narrowed.
    return made_once((_PAGE, request.path, get_language(), None, bool(request.GET)), rendered)
