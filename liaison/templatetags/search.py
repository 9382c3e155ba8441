"""Choices of the search page. Dozens are on each page, too many to include a template for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_START = '<label class="pick"><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"'
_MIDDLE = '> <span>{}</span> <span class="n">'
_CHECKED = " checked"


@register.simple_tag
def picks(name: str, choices: Sequence[Any]) -> SafeString:
    """{% picks group.name group.choices %}: boxes to tick, each with how many offers it leaves."""
    return SafeString("".join(_pick(name, one) for one in choices))


def _pick(name: str, one: Any) -> str:
    start, middle = _parts(name, one.value, one.label)
    below = f'<div class="below">{picks(name, one.below)}</div>' if one.below else ""
    return f"{start}{_CHECKED if one.is_on else ''}{middle}{int(one.count)}</span></label>{below}"


@lru_cache(maxsize=4096)
def _parts(name: str, value: str, label: str) -> tuple[str, str]:
    """What is escaped stays the same from page to page."""
    return format_html(_START, name, value), format_html(_MIDDLE, label)
