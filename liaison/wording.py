"""Reasons of a match as sentences a person reads, in the active language."""

from typing import Any

from django.utils.translation import gettext as _


def reason_sentence(reason: dict[str, Any]) -> str:
    """One reason, as stored with a match, in one plain sentence."""
    need, offer = reason["need"]["text"], reason["offer"]["text"]
    match reason["code"]:
        case "term":
            return _("Both mention “%(term)s”.") % {"term": offer}
        case "translation":
            return _("You wrote “%(need)s”, the offer says “%(offer)s”.") % {"need": need, "offer": offer}
        case _other:
            return _("You wrote: “%(need)s” The offer says: “%(offer)s”") % {"need": need, "offer": offer}
