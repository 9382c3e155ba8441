"""Technology search: words of either language find offers in both."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from liaison.filters import Search, read_search
from liaison.queries.duplicate import without_hidden_technologies
from universities.filters import TechnologyFilter
from universities.models import Technology
from universities.queries.search import LONGEST_QUERY, marked_tokens, search_technologies
from universities.queries.technology import visible_technologies, with_organisation
from yangpu_portal.core.paging import Page, page_of

# Characters; each link to another page repeats the query, nine bytes for a Chinese character.
LONG_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; `loosened` when no offer has all the words and those with some are shown."""

    page: Page
    loosened: bool


@require_safe
def technologies(request: HttpRequest) -> HttpResponse:
    search = read_search(request.GET.get("q", ""))
    listed = without_hidden_technologies(visible_technologies(request.user))
    filters = TechnologyFilter(request.GET, queryset=listed)
    # An unknown filter value is reported beside the filters, which then do not narrow the list.
    offers = with_organisation(filters.qs if filters.is_valid() else filters.queryset)
    strict = not search.is_description and "any" not in request.GET
    found = _find(offers, search, request.GET.get("page"), strict=strict)
    context: dict[str, Any] = {
        "text": search.text,
        "filters": filters,
        "narrowed": any(filters.form.cleaned_data.get(name) for name in filters.form.fields),
        "wanted": marked_tokens(search.words),
        "page": found.page,
        "loosened": found.loosened,
        "may_loosen": strict and len(search.words) > 1 and not found.loosened,
        "few_links": len(search.text) > LONG_ADDRESS,
        "longest_query": LONGEST_QUERY,
    }
    return render(request, "liaison/technologies.html", context)


def _find(offers: QuerySet[Technology], search: Search, number: str | None, *, strict: bool) -> Found:
    if not search.text:
        return Found(page_of(offers, number), loosened=False)
    if strict:
        page = page_of(search_technologies(offers, search.words), number)
        if page.total or len(search.words) < 2:
            return Found(page, loosened=False)
    loose = page_of(search_technologies(offers, search.words, any_word=True), number)
    return Found(loose, loosened=strict and loose.total > 0)
