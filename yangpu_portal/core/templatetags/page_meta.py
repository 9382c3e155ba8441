"""What stands in the head of pages that everybody may read."""

from collections.abc import Mapping
from typing import Any

import orjson
from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yangpu_portal.core.linked_data import document

register = template.Library()

# A text may not end the script element, open a comment in it, or break a line for old parsers.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def linked_data(data: Mapping[str, Any]) -> SafeString:
    """One thing as JSON-LD: data that browsers do not run, so the content policy has nothing to refuse."""
    text = orjson.dumps(document(data)).decode().translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.simple_tag(takes_context=True)
def canonical_path(context: Mapping[str, Any]) -> str:
    """The one address under which search engines should know this page: without filters and the like."""
    request: HttpRequest = context["request"]
    number = request.GET.get("page", "")
    paged = number.isascii() and number.isdigit() and len(number) < 6 and int(number) > 1
    return f"{request.path}?page={int(number)}" if paged else request.path


@register.simple_tag(takes_context=True)
def is_narrowed(context: Mapping[str, Any]) -> bool:
    """Whether the query asks for a part of the page; there are too many of these for search engines."""
    request: HttpRequest = context["request"]
    return any(name != "page" for name in request.GET)
