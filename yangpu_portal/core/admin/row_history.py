"""The history button of a row: when, who, why, and each column before and after."""

from datetime import datetime
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.changes.reading import Change, Page, read_changes
from yangpu_portal.core.changes.sources import sources_of

COUNT = 25


class TellsHistory:
    """For a `ModelAdmin`: what triggers have kept of a row, of its links and parts."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        sources = sources_of(row)
        if not sources:
            return super().history_view(request, object_id, extra_context)  # type: ignore[misc]
        page = read_changes(sources, count=COUNT, before=asked_before(request))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("History"),
            "subtitle": str(row),
            "opts": self.model._meta,  # type: ignore[attr-defined]
            "original": row,
            "media": self.media,  # type: ignore[attr-defined]
            "own": row._meta.concrete_model._meta.label,  # a class would be called by the template
            **shown_page(request, page),
        }
        return TemplateResponse(request, "admin/changes.html", context)


def asked_before(request: HttpRequest) -> datetime | None:
    """Where the page starts, by the link of the page before; nonsense is the newest page."""
    try:
        asked = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    except ValueError:
        return None
    return timezone.make_aware(asked) if asked is not None and timezone.is_naive(asked) else asked


def shown_page(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What the template says of a page of changes."""
    earlier = request.GET.copy()
    if page.earlier:
        earlier["before"] = page.earlier.isoformat()
    return {
        "changes": [(change, _address(change)) for change in page.changes],
        "earlier": earlier.urlencode() if page.earlier else "",
        "later": "before" in request.GET,
        "may_see_together": request.user.has_perm("core.view_recordedchange"),
    }


def _address(change: Change) -> str:
    """Where the row is in the admin; nowhere for lists inside of others."""
    opts = (change.source.link.model if change.source.link else change.source.tracked)._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[change.row_pk])
    except NoReverseMatch:
        return ""
