"""One search over the whole admin, as far as one may view it: its lists, and rows by name, pinyin and code.

The theme's own search asks every model with LIKE, reads all that is found and keeps the answer for five
minutes, in whatever language it was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yangpu_portal.core.found_by import found_by
from yangpu_portal.core.queries.found_names import named_rows
from yangpu_portal.core.text.pinyin import runs, sounds

_ROWS = 4  # of one model
_LONGEST = 100  # characters of a search


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    kind: str
    link: str
    icon: str


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """A page of its own; asked by the palette, only the list of what is found."""
    text = request.GET.get("s", "").replace("\x00", "").strip()[:_LONGEST]
    hits = [*_lists(request, text), *_rows(request, text)] if text else []
    if "extended" in request.GET:
        return TemplateResponse(
            request, "admin/parts/hits.html", {"hits": hits, "text": text, "is_palette": True}
        )
    context = {**site.each_context(request), "title": _("Search"), "text": text, "hits": hits}
    return TemplateResponse(request, "admin/search.html", context)


def _pages(request: HttpRequest) -> Iterator[tuple[Any, Any]]:
    for model, page in site._registry.items():
        if page.has_view_or_change_permission(request):
            yield model, page


def _lists(request: HttpRequest, text: str) -> Iterator[Hit]:
    for model, _page in _pages(request):
        name = str(capfirst(model._meta.verbose_name_plural))
        if text.lower() in name.lower() or _sounds_like(name, text):
            opts = model._meta
            link = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
            yield Hit(name, _("List"), link, "list")


def _sounds_like(name: str, text: str) -> bool:
    words = runs(text)
    return bool(words) and all(any(sound.startswith(word) for sound in _sounds(name)) for word in words)


@lru_cache(maxsize=500)
def _sounds(name: str) -> frozenset[str]:
    return frozenset(sounds(name))


def _rows(request: HttpRequest, text: str) -> Iterator[Hit]:
    """What has names of its own stands before what is only found through something else."""
    pages = [(found_by(model), model, page) for model, page in _pages(request)]
    named = [(how, model, page) for how, model, page in pages if how and how.columns and how.in_search]
    for _how, model, page in sorted(named, key=lambda one: not one[0].texts):
        rows = named_rows(page.get_queryset(request), text)
        if rows is None:
            continue
        if isinstance(page.list_select_related, (list, tuple)):
            rows = rows.select_related(*page.list_select_related)
        opts = model._meta
        for row in rows.order_by()[:_ROWS]:  # in any order: sorting would read all that is found
            link = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
            yield Hit(str(row), str(capfirst(opts.verbose_name)), link, "article")
