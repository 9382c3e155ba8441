"""Cursor pages of the API: `{"data": […], "next": …, "previous": …}` and a Link header.

A cursor holds the sort keys of the row it stands at, signed. The page is what follows these keys, so it costs
the same at any depth and loses nothing when rows before it come or go. The last key is unique.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from typing import Any, NoReturn

from django.core import signing
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

DEFAULT_SIZE, MOST = 25, 100
PARAMETERS = ("cursor", "page_size", "count")
# Without a timestamp, so that the same page is the same bytes and a caller who has them is told so.
_SIGNER = signing.Signer(salt="api.cursor")


class CursorPagination(BasePagination):
    """Reads the view's `ordering`, such as `("-created_at", "public_id")`; no column of it may be null."""

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.url = request.build_absolute_uri()
        self.ordering: Sequence[str] = view.ordering  # type: ignore[union-attr]
        size = _page_size(request)
        backwards, keys = _read_cursor(request, len(self.ordering))
        self.total = queryset.count() if _wants_count(request) else None
        ordering = [_reversed(term) for term in self.ordering] if backwards else self.ordering
        if keys is not None:
            queryset = queryset.filter(_beyond(ordering, keys))
        rows = list(queryset.order_by(*ordering)[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.has_next, self.has_previous = (True, more) if backwards else (more, keys is not None)
        self.rows = rows
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        following = self._link(self.rows[-1], backwards=False) if self.rows and self.has_next else None
        preceding = self._link(self.rows[0], backwards=True) if self.rows and self.has_previous else None
        body = {"data": data, "next": following, "previous": preceding}
        if self.total is not None:
            body["total"] = self.total
        links = [
            f'<{url}>; rel="{rel}"'
            for rel, url in (("next", following), ("prev", preceding))
            if url is not None
        ]
        return Response(body, headers={"Link": ", ".join(links)} if links else None)

    def _link(self, row: Model, *, backwards: bool) -> str:
        keys = [_key(row, term) for term in self.ordering]
        cursor = _SIGNER.sign_object([backwards, keys])
        return replace_query_param(remove_query_param(self.url, "count"), "cursor", cursor)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["data", "next", "previous"],
            "properties": {
                "data": schema,
                "next": {**link, "description": "Address of the next page."},
                "previous": {**link, "description": "Address of the previous page."},
                "total": {"type": "integer", "description": "How many there are; with count=true only."},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_SIZE}
        return [
            _parameter(
                "cursor", {"type": "string"}, "Where the page starts; taken from `next` or `previous`."
            ),
            _parameter("page_size", size, "How many to give at most."),
            _parameter("count", {"type": "boolean", "default": False}, "Adds `total`."),
        ]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _page_size(request: Request) -> int:
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= size <= MOST:
        _refuse("page_size", _("page_size is a number from 1 to 100."), "out_of_range")
    return size


def _wants_count(request: Request) -> bool:
    text = request.query_params.get("count", "false")
    if text not in ("true", "false"):
        _refuse("count", _("count is true or false."), "invalid")
    return text == "true"


def _read_cursor(request: Request, length: int) -> tuple[bool, list[Any] | None]:
    text = request.query_params.get("cursor")
    if text is None:
        return False, None
    try:
        backwards, keys = _SIGNER.unsign_object(text)
    except signing.BadSignature:
        backwards, keys = False, []
    if len(keys) != length:
        _refuse("cursor", _("This cursor is not one of this list; start again without it."), "invalid_cursor")
    return backwards, keys


def _refuse(parameter: str, message: Any, code: str) -> NoReturn:
    raise ValidationError({parameter: [ErrorDetail(message, code)]})


def _reversed(term: str) -> str:
    return term[1:] if term.startswith("-") else f"-{term}"


def _beyond(ordering: Sequence[str], keys: Sequence[Any]) -> Q:
    """Rows that come after these keys: first key beyond, or equal and the second beyond, and so on."""
    condition, equal = Q(), Q()
    for term, key in zip(ordering, keys, strict=True):
        column = term.lstrip("-")
        comparison = "lt" if term.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{comparison}": key})
        equal &= Q(**{column: key})
    return condition


def _key(row: Model, term: str) -> Any:
    value = reduce(getattr, term.lstrip("-").split("__"), row)
    return value.isoformat() if isinstance(value, datetime) else value
