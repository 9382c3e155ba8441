"""Middleware of the base: problems of the API, policy and language of the admin, who was seen when."""

import hashlib
from collections.abc import Callable

import orjson
from allauth.usersessions.middleware import UserSessionsMiddleware
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.core.cache import cache
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
_SEEN_SECONDS = 300


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


class AdminLanguageMiddleware:
    """The admin speaks the language its reader prefers: its addresses have no prefix that would say it.

    Whoever is not signed in gets the language last chosen in this browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = request.user.language if request.user.is_authenticated else chosen
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SessionActivityMiddleware(UserSessionsMiddleware):
    """Notes where somebody is signed in, and when last seen: every few minutes, as it takes five statements.

    Without the cache it is noted each time.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session.session_key
        # Where an official looks as somebody else, that person was not there.
        if session and request.user.is_authenticated and not request.looking:  # type: ignore[attr-defined]
            name = hashlib.sha256(session.encode()).hexdigest()[:32]  # who reads the cache learns no session
            if cache.add(f"session-seen:{name}", 1, _SEEN_SECONDS):
                return super().__call__(request)
        return self.get_response(request)
