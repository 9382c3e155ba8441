"""Middleware of the base: errors below /api/ as problems, and the admin's own content policy."""

from collections.abc import Callable

import orjson
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from yangpu_portal.core.api.problems import (
    MEDIA_TYPE,
    accepted_language,
    problem_body,
    problem_for,
    request_id,
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    """Stands outermost, so that also unknown addresses, bad hosts and crashes are answered as problems."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith("/api/"):
            return response
        response["X-Request-ID"] = request_id(request)
        if response.status_code >= 400:
            language = accepted_language(request)
            if not response.get("Content-Type", "").startswith(MEDIA_TYPE):
                with translation.override(language):
                    body = problem_body(
                        request, problem_for(response.status_code), status=response.status_code
                    )
                response.content = orjson.dumps(body)
                response["Content-Type"] = MEDIA_TYPE
                response["Content-Length"] = str(len(response.content))
            response["Content-Language"] = language
            patch_vary_headers(response, ["Accept-Language"])
        return response


class AdminContentPolicyMiddleware:
    """The admin's theme evaluates expressions and sets inline styles: allowed below /admin/ only."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_replace = {  # type: ignore[attr-defined]
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return response
