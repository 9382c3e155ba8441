"""Whether an offer is bookmarked, for templates."""

from typing import Any

from django import template
from django.http import HttpRequest

from liaison.queries.bookmark import bookmarked_ids
from universities.models import Technology

register = template.Library()
_KEPT = "bookmarked_ids"


@register.simple_tag(takes_context=True)
def is_bookmarked(context: dict[str, Any], technology: Technology) -> bool:
    """{% is_bookmarked technology as saved %}: all buttons of a page share one query."""
    request: HttpRequest = context["request"]
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, bookmarked_ids(request.user))
    return technology.pk in getattr(request, _KEPT)
