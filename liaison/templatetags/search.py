"""Choices of the search page. Dozens are on each page, too many to include a template for each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

register = template.Library()

_START = '<label class="pick"><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"'
_MIDDLE = '> <span>{}</span> <span class="n">'
_CHECKED = " checked"


@register.simple_tag
def facets(groups: Sequence[Any]) -> SafeString:
    """{% facets groups %}: each facet with its choices, those that are folded away below the others."""
    return SafeString("".join(_facet(group) for group in groups))


def _facet(group: Any) -> str:
    start, more = _legend(str(group.label)), ""
    if group.more:
        count = ngettext("%(n)s more", "%(n)s more", len(group.more)) % {"n": len(group.more)}
        is_open = " open" if group.more_is_open else ""
        more = (
            f"<details{is_open}><summary>{escape(count)}</summary>{_picks(group.name, group.more)}</details>"
        )
    return f"{start}{_picks(group.name, group.choices)}{more}</fieldset>"


@lru_cache(maxsize=256)
def _legend(label: str) -> str:
    return format_html('<fieldset class="facet"><legend>{}</legend>', label)


def _picks(name: str, choices: Sequence[Any]) -> str:
    """Boxes to tick, each with how many offers it leaves."""
    return "".join(_pick(name, one) for one in choices)


def _pick(name: str, one: Any) -> str:
    start, middle = _parts(name, one.value, one.label)
    below = f'<div class="below">{_picks(name, one.below)}</div>' if one.below else ""
    return f"{start}{_CHECKED if one.is_on else ''}{middle}{int(one.count)}</span></label>{below}"


@lru_cache(maxsize=4096)
def _parts(name: str, value: str, label: str) -> tuple[str, str]:
    """What is escaped stays the same from page to page."""
    return format_html(_START, name, value), format_html(_MIDDLE, label)
