"""An offer to take along: the code that leads a phone to its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from universities.queries.technology import published_technologies
from yangpu_portal.core.mail.links import on_site
from yangpu_portal.core.qr import qr_svg


@require_safe
@cache_control(public=True, max_age=86400)
def technology_qr(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(published_technologies().only("public_id"), public_id=public_id)
    return HttpResponse(qr_svg(on_site(row.get_absolute_url())), content_type="image/svg+xml")
