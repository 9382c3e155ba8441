"""The menu of the admin, which is the same on every page of a list for all who may view the same lists."""

from collections.abc import Hashable
from typing import Any

from django import template

register = template.Library()


@register.filter
def menu_key(groups: list[dict[str, Any]]) -> Hashable:
    """All that the menu depends on beside the language: where it leads, and which of that is open."""
    return tuple((str(item["link"]), item["active"]) for group in groups for item in group["items"])
