"""An offer to take along: one page as PDF, and the code that leads a phone to its page."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from universities.models import Technology
from universities.queries.technology import published_technologies
from universities.queries.technology_page import technology_pages
from universities.sheet import technology_sheet as sheet_of
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.qr import qr_svg

_KEPT_SECONDS = 6 * 3600


class SheetThrottle(SimpleRateThrottle):
    """Counts sheets that are set anew for one address of the network; kept ones cost nothing."""

    scope = "technology-sheet"
    rate = "30/min"

    def get_cache_key(self, request: Request | HttpRequest, view: APIView | None) -> str:
        return f"throttle:{self.scope}:{self.get_ident(request)}"  # type: ignore[arg-type]


@require_safe
def technology_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    sheet = sheet_of(_whole(request, public_id))
    key = f"sheet:{sheet.key}"
    made = cache.get(key)
    if made is None:
        if not SheetThrottle().allow_request(request, None):  # type: ignore[arg-type]
            return render(request, "429.html", status=429)
        made = sheet.pdf()
        cache.set(key, made, _KEPT_SECONDS)
    name = content_disposition_header(False, f"{public_id}.pdf")
    headers = {"Content-Disposition": name or "inline", "X-Robots-Tag": "noindex"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _whole(request: HttpRequest, public_id: str) -> Technology:
    public = technology_pages(request.user).filter(pk__in=published_technologies())
    return get_object_or_404(public, public_id=public_id)


@require_safe
@cache_control(public=True, max_age=86400)
def technology_qr(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(published_technologies().only("public_id"), public_id=public_id)
    return HttpResponse(qr_svg(on_site(row.get_absolute_url())), content_type="image/svg+xml")
