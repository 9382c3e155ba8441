"""Technology search: words of either language find offers in both."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.matching.query_words import query_words, shared_lexicon
from universities.filters import TechnologyFilter
from universities.models import Technology
from universities.queries.search import LONGEST_QUERY, Word, marked_tokens, search_technologies
from universities.queries.technology import visible_technologies, with_organisation
from yangpu_portal.core.paging import Page, page_of
from yangpu_portal.core.text import printable

LONG_ADDRESS = (
    200  # characters: each link to another page repeats the query, nine bytes for a Chinese character
)
PARAGRAPH = 8  # a query of more words is a description: not all of them must be found


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; `loosened` when no offer has all the words and those with some are shown."""

    page: Page
    loosened: bool


@require_safe
def technologies(request: HttpRequest) -> HttpResponse:
    text = printable(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    words = query_words(text, shared_lexicon()) if text else []
    filters = TechnologyFilter(request.GET, queryset=visible_technologies(request.user))
    # An unknown filter value is reported beside the filters, which then do not narrow the list.
    offers = with_organisation(filters.qs if filters.is_valid() else filters.queryset)
    found = _find(offers, text, words, request)
    context: dict[str, Any] = {
        "text": text,
        "filters": filters,
        "narrowed": any(filters.form.cleaned_data.get(name) for name in filters.form.fields),
        "wanted": marked_tokens(words),
        "page": found.page,
        "loosened": found.loosened,
        "may_loosen": 2 <= len(words) <= PARAGRAPH and not found.loosened and "any" not in request.GET,
        "few_links": len(text) > LONG_ADDRESS,
        "longest_query": LONGEST_QUERY,
    }
    return render(request, "liaison/technologies.html", context)


def _find(offers: QuerySet[Technology], text: str, words: list[Word], request: HttpRequest) -> Found:
    number, strict = request.GET.get("page"), len(words) <= PARAGRAPH and "any" not in request.GET
    if not text:
        return Found(page_of(offers, number), loosened=False)
    if strict:
        page = page_of(search_technologies(offers, words), number)
        if page.total or len(words) < 2:
            return Found(page, loosened=False)
    loose = page_of(search_technologies(offers, words, any_word=True), number)
    return Found(loose, loosened=strict and loose.total > 0)
