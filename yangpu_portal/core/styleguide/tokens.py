"""The values of the design as they stand in the style sheet, and what their contrast is."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

_SHEET = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
_VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\)")
SCHEMES = {"light": _("Light"), "dark": _("Dark")}
READ, SEEN = 4.5, 3.0  # WCAG 2.2: text; edges of controls and signs

# What stands on what, and how much contrast it needs.
PAIRS = [
    ("ink", "paper", READ),
    ("ink", "mist", READ),
    ("ink", "river-50", READ),
    ("ink", "mark", READ),
    ("ink-2", "paper", READ),
    ("ink-2", "mist", READ),
    ("ink-2", "river-50", READ),
    ("ink-3", "paper", READ),
    ("ink-3", "mist", READ),
    ("river", "paper", READ),
    ("river", "mist", READ),
    ("river", "river-50", READ),
    ("river-700", "river-50", READ),
    ("on-river", "river", READ),
    ("on-river", "river-700", READ),
    ("red", "paper", READ),
    ("red", "red-50", READ),
    ("green", "paper", READ),
    ("green", "green-50", READ),
    ("amber", "amber-50", READ),
    ("line-strong", "paper", SEEN),
]


@dataclass(frozen=True, slots=True)
class Contrast:
    """One colour on another, in one scheme."""

    front: str
    back: str
    front_value: str
    back_value: str
    ratio: float
    needed: float

    @property
    def enough(self) -> bool:
        return self.ratio >= self.needed


@cache
def values() -> dict[str, dict[str, str]]:
    """Scheme -> name -> value; the dark scheme has what it changes and the rest of the light one."""
    light, dark = _DARK.split(_SHEET.read_text(encoding="utf-8"), maxsplit=1)
    plain = dict(_VALUE.findall(light))
    return {"light": plain, "dark": {**plain, **dict(_VALUE.findall(dark))}}


def contrasts(scheme: str) -> list[Contrast]:
    named = values()[scheme]
    return [
        Contrast(front, back, named[front], named[back], contrast(named[front], named[back]), needed)
        for front, back, needed in PAIRS
    ]


def spaces() -> list[tuple[str, int]]:
    """The steps of space, in pixels."""
    named = values()["light"]
    return [(name, int(named[name].removesuffix("px"))) for name in (f"s{step}" for step in range(1, 9))]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rgb or #rrggbb, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
