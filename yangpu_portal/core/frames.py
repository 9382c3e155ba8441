"""Pages rendered once with gaps, which each answer fills: text that stays the same is not made again."""

import re
from collections.abc import Mapping

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

# Characters for private use: no template has them. What readers typed never gets into a frame.
_GAP = re.compile("\ue000([a-z_]+)\ue001")


def gap(name: str) -> SafeString:
    """Stands in a template's context for what is different on each page."""
    return SafeString(f"\ue000{name}\ue001")


class Frame:
    """A rendered page, cut at its gaps."""

    def __init__(self, page: str) -> None:
        self._pieces = _GAP.split(page)  # text, name of a gap, text, and so on

    def filled(self, values: Mapping[str, str]) -> str:
        """The page with these values, each escaped unless it is safe; gaps in values stay as they are."""
        escaped = {name: conditional_escape(value) for name, value in values.items()}
        return "".join(escaped[piece] if place % 2 else piece for place, piece in enumerate(self._pieces))
