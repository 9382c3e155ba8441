"""Back to being oneself: the button of the banner."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yangpu_portal.core.impersonation.session import looking, stop_looking


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    if looking(request) is None:
        raise Http404
    return stop_looking(request, success_url=reverse("admin:core_impersonation_changelist"))
