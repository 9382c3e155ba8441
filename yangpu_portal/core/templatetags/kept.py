"""Parts of pages that are the same for everybody, rendered once in each process."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
_MOST = 2000
_parts: dict[tuple[Hashable, ...], Any] = {}
Part = TypeVar("Part")


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, name: str, *differing: Hashable) -> SafeString:
    """{% kept "ui/sections.html" request.path %}: like an include, rendered once for each language and path.

    Only for templates that show nothing of the reader, the database or the request but what is named here.
    """

    def render() -> SafeString:
        assert context.template is not None  # a tag runs inside one
        with context.push():
            return context.template.engine.get_template(name).render(context)

    return made_once((name, get_language(), *differing), render)


def made_once(key: tuple[Hashable, ...], make: Callable[[], Part]) -> Part:
    """What `make` gave the first time, in each process. The key names all that it depends on."""
    part: Part | None = _parts.get(key)
    if part is None:
        part = make()
        if not settings.DEBUG:  # who works on a template sees it change
            if len(_parts) >= _MOST:  # paths are many, and made up by whoever asks
                _parts.clear()
            _parts[key] = part
    return part


def forget_parts() -> None:
    _parts.clear()
