"""Technology search: words of either language find offers in both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liaison.domain.missed_search import record_missed_search
from liaison.domain.search import Found, Wanted, find_offers
from liaison.domain.search_reasons import explain_search
from liaison.domain.search_text import Search, read_search
from liaison.domain.spelling import proposed_spelling
from liaison.views import search_facets
from liaison.views.engine_limits import may_compare
from liaison.views.search_cards import Card, cards
from liaison.views.search_page import search_page
from liaison.views.visitors import for_visitors, is_visitor
from universities.queries.search import LONGEST_QUERY, marked_tokens
from universities.queries.search_facets import strictest
from universities.queries.search_order import COUNTED, MATCH, NEWEST, READINESS
from universities.queries.search_snapshot import Snapshot, current_snapshot
from yangpu_portal.core.enums import Language

LONG_ADDRESS = 200  # characters of the text; nine bytes each in an address when they are Chinese
LONGEST_HEADING = 60  # characters of the text that a heading repeats


@require_safe
def technologies(request: HttpRequest) -> HttpResponse:
    """Visitors all read the same pages of the whole list: each is kept for as long as the list stands."""
    if request.GET.get("q") or not is_visitor(request):
        return _technologies(request)
    snapshot = current_snapshot()
    # Choices that ended yesterday are counted anew.
    key = (request.get_full_path(), timezone.localdate())
    kept = snapshot.pages.get(key)
    if kept is not None:
        return for_visitors(kept)
    answer = _technologies(request, snapshot)
    snapshot.keep_page(key, answer.content)
    return answer


def _technologies(request: HttpRequest, snapshot: Snapshot | None = None) -> HttpResponse:
    search, asked = read_search(request.GET.get("q", "")), search_facets.asked_choices(request.GET)
    found = find_offers(_wanted(request, search, asked), snapshot)
    language = Language.of(get_language())
    total = found.page.total
    # Each card has a way back to this list: with a paragraph in it, twenty of them would be a heavy page.
    back = request.get_full_path() if len(search.text) <= LONG_ADDRESS else request.path
    if "after" not in request.GET:
        _record_miss(found, search, language)
    context = {
        "text": search.text,
        "short_text": _shortened(search.text),
        "total": min(total, COUNTED),
        "is_capped": total > COUNTED,
        "cards": _cards(found, search),
        "is_description": search.is_description,
        "found": found,
        "may_loosen": not search.is_description and len(search.words) > 1 and "any" not in request.GET,
        "longest_query": LONGEST_QUERY,
        "groups": search_facets.groups(found, language),
        "chips": search_facets.chips(found, request.GET, language),
        "left_out": search_facets.unknown_choices(found, asked),
        "back": back,
        "login_next": urlencode({"next": back}),
        **_addresses(request, found),
        **_spelling(request, found, search),
        **(_ways_on(request, found, search, language) if not total else {}),
    }
    return search_page(request, context)


def _wanted(request: HttpRequest, search: Search, asked: Mapping[str, Sequence[str]]) -> Wanted:
    return Wanted(
        text=search.text,
        words=search.words,
        is_description=search.is_description,
        choices=asked,
        sort=request.GET.get("sort", ""),
        loose="any" in request.GET,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        may_compare=partial(may_compare, request),
    )


def _record_miss(found: Found, search: Search, language: Language) -> None:
    """Tells officials what nobody offers: words found nowhere, or found by their meaning alone."""
    if search.text and not found.words_alone and (not found.page.total or found.by_meaning):
        filters = search_facets.describe(found, language)
        record_missed_search(text=search.text, language=language, filters=filters)


def _cards(found: Found, search: Search) -> list[Card]:
    made = cards(found.snapshot, found.page.rows, marked_tokens(search.words))
    if not search.is_description or found.words_alone:
        return made
    why = explain_search(search.text, [card.kept.technology.pk for card in made])
    return [replace(card, why=why.get(card.kept.technology.pk)) for card in made]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_HEADING else f"{text[: LONGEST_HEADING - 1].rstrip()}…"


def _addresses(request: HttpRequest, found: Found) -> dict[str, Any]:
    page, query = found.page, request.GET
    sorts = {MATCH: _("Best match"), NEWEST: _("Newest first"), READINESS: _("Readiest first")}
    if not found.rows.size or not query.get("q", "").strip():
        sorts.pop(MATCH)
    return {
        "next_url": search_facets.address(query, place={"after": page.after}) if page.after else "",
        "previous_url": search_facets.address(query, place={"before": page.before}) if page.before else "",
        "clear_url": search_facets.address(query, drop=search_facets.FACETS) if found.places else "",
        "loose_url": search_facets.address(query, place={"any": "1"}),
        "strict_url": search_facets.address(query, drop=["any"]),
        "sorts": sorts.items(),
    }


def _spelling(request: HttpRequest, found: Found, search: Search) -> dict[str, Any]:
    """What the text may have meant, where no offer has its words."""
    if not search.text or search.is_description:
        return {}
    if len(found.rows) and not (found.by_meaning or found.loosened):
        return {}
    proposal = proposed_spelling(search.text)
    if proposal is None:
        return {}
    return {"proposal": proposal, "proposal_url": f"{request.path}?{urlencode({'q': proposal.text})}"}


def _ways_on(request: HttpRequest, found: Found, search: Search, language: Language) -> dict[str, Any]:
    """What one can do where nothing is found: leave a facet out, with how many that shows, or post a need."""
    loose = sorted(strictest(found.snapshot, found.rows, found.places), key=lambda pair: -pair[1])
    ways = [
        {
            "label": search_facets.LABELS[name],
            "count": count,
            "url": search_facets.address(request.GET, drop=[name]),
        }
        for name, count in loose[:2]
    ]
    need = reverse("need_new")
    return {
        "ways": ways,
        "without_all": len(found.rows) if found.places and not ways else 0,
        "need_url": f"{need}?{urlencode({'text': search.text})}" if search.text else need,
    }
