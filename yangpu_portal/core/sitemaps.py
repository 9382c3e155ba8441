"""Site maps: what search engines may list, in both languages, read page by page.

Only rows that every visitor sees belong here. Addresses are built from the configured site, never from a
request's Host.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import product
from typing import Any, cast, overload
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as django_sitemap
from django.db.models import Max, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_safe

from yangpu_portal.core.mail.links import on_site

ADDRESSES_A_PAGE = 5000
_KEPT_SECONDS = 3600
_LANGUAGES = [code for code, _name in settings.LANGUAGES]

Item = tuple[Any, str]
Rows = QuerySet[Any] | Sequence[Any]


class InEachLanguage(Sequence[Item]):
    """Rows with each language, of which a page reads only its own rows."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._count * len(_LANGUAGES)

    @cached_property
    def _count(self) -> int:
        return self._rows.count() if isinstance(self._rows, QuerySet) else len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _step = index.indices(len(self))
        each = len(_LANGUAGES)
        rows = self._rows[start // each : -(-stop // each)]
        skipped = start % each
        return list(product(rows, _LANGUAGES))[skipped : skipped + stop - start]


class PublicSitemap(Sitemap):
    """Pages in both languages, below the configured site."""

    i18n = alternates = x_default = True
    limit = ADDRESSES_A_PAGE

    def _items(self) -> InEachLanguage:
        return InEachLanguage(cast(Rows, self.items()))

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class RowPages(PublicSitemap, ABC):
    """Rows of one kind by the date of their last change."""

    @abstractmethod
    def rows(self) -> QuerySet[Any]:
        """Those that every visitor sees."""

    def items(self) -> QuerySet[Any]:
        return self.rows().order_by("pk")

    def lastmod(self, item: Model) -> datetime:
        return item.updated_at  # type: ignore[attr-defined]

    def get_latest_lastmod(self) -> datetime | None:
        return self.rows().order_by().aggregate(at=Max("updated_at"))["at"]


class NamedPages(PublicSitemap):
    """Pages that are no rows, by the names of their addresses."""

    names: Sequence[str] = ()

    def items(self) -> Sequence[str]:
        return self.names

    def location(self, item: str) -> str:
        return reverse(item)


Sitemaps = dict[str, type[PublicSitemap]]


@require_safe
def sitemap_index(request: HttpRequest, sitemaps: Sitemaps) -> HttpResponse:
    """The list of site maps, each cut into pages."""
    if request.GET:
        raise Http404
    return _kept_index(request, sitemaps)


@cache_page(_KEPT_SECONDS)
def _kept_index(request: HttpRequest, sitemaps: Sitemaps) -> HttpResponse:
    entries = []
    for section, kind in sitemaps.items():
        site = kind()
        address, changed = on_site(reverse("sitemap_part", args=[section])), site.get_latest_lastmod()
        for number in range(1, site.paginator.num_pages + 1):
            page = f"{address}?p={number}" if number > 1 else address
            entries.append(SitemapIndexItem(page, changed))  # type: ignore[arg-type]
    answer = render(request, "sitemap_index.xml", {"sitemaps": entries}, content_type="application/xml")
    answer["X-Robots-Tag"] = "noindex"
    return answer


_kept_part = cache_page(_KEPT_SECONDS)(django_sitemap)


@require_safe
def sitemap_part(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A page of one site map, such as `?p=2`."""
    # Each address is kept for itself: made-up ones would fill the memory of the cache.
    if any(name != "p" for name in request.GET) or len(request.GET.getlist("p")) > 1:
        raise Http404
    return _kept_part(request, **kwargs)
