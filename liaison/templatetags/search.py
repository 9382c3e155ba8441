"""Choices of the search page. Dozens are on each page, too many to include a template for each."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_PICK = (
    '<label class="pick"><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"{2}>'
    ' <span>{3}</span> <span class="n">{4}</span></label>{5}'
)
_CHECKED = SafeString(" checked")


@register.simple_tag
def picks(name: str, choices: Sequence[Any]) -> SafeString:
    """{% picks group.name group.choices %}: boxes to tick, each with how many offers it leaves."""
    return format_html_join(
        "",
        _PICK,
        (
            (
                *(name, one.value, _CHECKED if one.is_on else "", one.label, one.count),
                format_html('<div class="below">{}</div>', picks(name, one.below)) if one.below else "",
            )
            for one in choices
        ),
    )
