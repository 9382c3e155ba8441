"""Parts of pages that are the same for everybody, rendered once in each process."""

from collections.abc import Hashable

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
_MOST = 2000
_parts: dict[tuple[Hashable, ...], SafeString] = {}


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, name: str, *differing: Hashable) -> SafeString:
    """{% kept "ui/sections.html" request.path %}: like an include, rendered once for each language and path.

    Only for templates that show nothing of the reader, the database or the request but what is named here.
    """
    key = (name, get_language(), *differing)
    part = _parts.get(key)
    if part is None:
        assert context.template is not None  # a tag runs inside one
        with context.push():
            part = context.template.engine.get_template(name).render(context)
        if settings.DEBUG:  # who works on the template sees it change
            return part
        if len(_parts) >= _MOST:  # paths are many, and made up by whoever asks
            _parts.clear()
        _parts[key] = part
    return part


def forget_parts() -> None:
    _parts.clear()
