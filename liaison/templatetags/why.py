"""Why a match was made, for templates."""

from dataclasses import dataclass

from django import template
from django.utils.safestring import SafeString

from liaison.models import Match
from liaison.wording import (
    gain_sentence,
    gap_markup,
    no_reason_sentence,
    reason_markup,
    shared_words,
)

register = template.Library()


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for a match, as markup; what stands in the way, and whether that matters much."""

    reasons: list[SafeString]
    without_reasons: str
    gap: SafeString | None
    gain: str


@register.simple_tag
def why(match: Match) -> Why:
    """{% why match as why %}: words that both sides mention are marked where sentences are quoted."""
    wanted = shared_words(match.reasons)
    return Why(
        reasons=[reason_markup(reason, wanted) for reason in match.reasons],
        without_reasons="" if match.reasons else no_reason_sentence(),
        gap=gap_markup(match.gap) if match.gap else None,
        gain=gain_sentence(match.gap) if match.gap else "",
    )
