"""Reasons of a match as sentences a person reads, in the active language."""

from typing import Any

from django.utils.translation import gettext as _

_LONGEST_QUOTE = 140


def reason_sentence(reason: dict[str, Any]) -> str:
    """One reason, as stored with a match, in one plain sentence."""
    # Each side is cut by itself, or a long sentence of the one would push the other out.
    need, offer = (clipped(reason[side]["text"], _LONGEST_QUOTE) for side in ("need", "offer"))
    match reason["code"]:
        case "term":
            return _("Both mention “%(term)s”.") % {"term": offer}
        case "translation":
            return _("You wrote “%(need)s”, the offer says “%(offer)s”.") % {"need": need, "offer": offer}
        case _other:
            return _("You wrote: “%(need)s” The offer says: “%(offer)s”") % {"need": need, "offer": offer}


def clipped(text: str, limit: int = 240) -> str:
    """At most `limit` characters on one line, whatever was imported."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
