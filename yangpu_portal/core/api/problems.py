"""Errors of the API as RFC 9457 problems.

A problem's `code` and `type` never change with the language; `title` and `detail` follow Accept-Language.
`type` is the address of a description that `yangpu_portal.core.api.documentation` serves.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
PROBLEMS_PATH = "/api/problems/"
_REQUEST_ID = "portal.request_id"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of error. `remedy` says what the caller can do."""

    status: int
    code: str
    title: str | Promise
    remedy: str | Promise

    @property
    def type(self) -> str:
        return f"{settings.SITE_URL}{PROBLEMS_PATH}{self.code}/"


PROBLEMS = (
    Problem(
        400,
        "invalid_request",
        _("The request cannot be understood."),
        _("Correct the request as “detail” says."),
    ),
    Problem(
        400,
        "invalid_parameter",
        _("A parameter of the request is wrong."),
        _("Correct the parameters that “errors” names."),
    ),
    Problem(
        401,
        "not_authenticated",
        _("This needs a sign-in."),
        _("Sign in to the portal and send its session cookie."),
    ),
    Problem(
        403,
        "permission_denied",
        _("You may not do this."),
        _("Ask the liaison office for the permission."),
    ),
    Problem(
        404,
        "not_found",
        _("There is nothing at this address, or nothing you may see."),
        _("Check the address and the id."),
    ),
    Problem(
        405,
        "method_not_allowed",
        _("This address does not take this method."),
        _("Use a method that the Allow header names."),
    ),
    Problem(
        406,
        "not_acceptable",
        _("The answer cannot be given in the media type asked for."),
        _("Ask for application/json."),
    ),
    Problem(
        413,
        "content_too_large",
        _("The body of the request is too large."),
        _("Send less at a time."),
    ),
    Problem(
        415,
        "unsupported_media_type",
        _("The body of the request is of a kind that is not read here."),
        _("Send application/json."),
    ),
    Problem(
        429,
        "throttled",
        _("Too many requests."),
        _("Wait as many seconds as the Retry-After header says."),
    ),
    Problem(
        500,
        "server_error",
        _("The portal failed to answer."),
        _("Try again later; if it stays, tell the liaison office the request_id."),
    ),
)
BY_CODE = {problem.code: problem for problem in PROBLEMS}
_BY_STATUS = {problem.status: problem for problem in reversed(PROBLEMS)}


def problem_for(status: int) -> Problem:
    """The general problem of an HTTP status; of its class for a status without one of its own."""
    return _BY_STATUS.get(status) or _BY_STATUS[500 if status >= 500 else 400]


def problem_body(
    request: HttpRequest,
    problem: Problem,
    *,
    status: int | None = None,
    detail: str = "",
    errors: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """The members of the problem, in the active language.

    Args:
        errors: faults one by one, each with `pointer` (where), `code` and `detail`.
    """
    return {
        "type": problem.type,
        "title": str(problem.title),
        "status": status or problem.status,
        "detail": detail or str(problem.remedy),
        "code": problem.code,
        "errors": errors or [],
        "request_id": request_id(request),
    }


def request_id(request: HttpRequest) -> str:
    """The id under which this request is known, the same whenever asked."""
    return request.META.setdefault(_REQUEST_ID, uuid.uuid4().hex)


def accepted_language(request: HttpRequest) -> str:
    """The portal's language that Accept-Language likes best; cookies and paths do not count here."""
    plain = HttpRequest()
    if wanted := request.META.get("HTTP_ACCEPT_LANGUAGE"):
        plain.META["HTTP_ACCEPT_LANGUAGE"] = wanted
    return get_supported_language_variant(get_language_from_request(plain))
