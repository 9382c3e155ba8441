"""The API described: the OpenAPI document, a page to browse it, and what each problem means."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from yangpu_portal.core.api.problems import BY_CODE, accepted_language
from yangpu_portal.core.enums import Language


class PortalSessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document describes a sign-in. Defining the class is what registers it."""

    target_class = "yangpu_portal.core.api.authentication.PortalSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, in English like the committed one; names of columns would follow the language."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with translation.override(Language.EN):
            return super().get(request, *args, **kwargs)


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files; its script is a file apart, as the content policy wants."""

    url_name = "api-schema"
    template_name = "api/docs.html"


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's `type` points at."""
    if code not in BY_CODE:
        raise Http404
    language, found = accepted_language(request), BY_CODE[code]
    with translation.override(language):
        body = {
            "type": found.type,
            "code": found.code,
            "status": found.status,
            "title": str(found.title),
            "remedy": str(found.remedy),
        }
    response = JsonResponse(body, headers={"Content-Language": language})
    patch_vary_headers(response, ["Accept-Language"])
    return response
