"""Turns the exceptions of API views into problems."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from yangpu_portal.core.api.problems import BY_CODE, MEDIA_TYPE, problem_body, problem_for


def problem_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the same statuses and headers, the body as a problem.

    Returns None for what is not an error of the API; `ApiMiddleware` answers for that.
    """
    response = exception_handler(exception, context)
    if response is None:
        return None
    problem, detail, errors = problem_for(response.status_code), "", []
    if isinstance(exception, ValidationError):
        errors = list(_faults(exception.detail))
        problem = BY_CODE["invalid_parameter"]
        detail = " ".join(fault["detail"] for fault in errors)
    elif response.status_code not in (401, 403, 404, 500):
        # What the framework says of these statuses names the method, the media type, the seconds.
        detail = str(response.data.get("detail", ""))
    body = problem_body(
        context["request"]._request, problem, status=response.status_code, detail=detail, errors=errors
    )
    return Response(
        body,
        status=response.status_code,
        headers={name: value for name, value in response.items() if name != "Content-Type"},
        content_type=MEDIA_TYPE,
    )


def _faults(detail: Any, pointer: str = "/query") -> Iterator[dict[str, str]]:
    """Flattens DRF's nested details into one fault each; `pointer` is a JSON pointer into the request."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _faults(inner, f"{pointer}/{name}")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _faults(inner, pointer)
    else:
        code = detail.code if isinstance(detail, ErrorDetail) else "invalid"
        yield {"pointer": pointer, "code": str(code), "detail": str(detail)}
