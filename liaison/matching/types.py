"""What goes into the engine and what comes out, as frozen dataclasses."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liaison.matching.facts import NOTHING_ASKED, NOTHING_STATED, DemandFacts, OfferFacts
from yangpu_portal.core.text import detect_language

CONTENT = "content"  # the source of spans in a document's text


@dataclass(frozen=True, slots=True)
class Document:
    """A text with an id. ``language`` is "zh-hans" or "en"; None has it detected."""

    id: str
    title: str = ""
    text: str = ""
    language: str | None = None

    @property
    def content(self) -> str:
        """The title, a line end and the text: what is ranked, and what the offsets of reasons point into."""
        return f"{self.title}\n{self.text}"

    @property
    def spoken_language(self) -> str:
        """The language stated, or else detected: "zh-hans" for any Chinese, "en" for everything else."""
        language = self.language or detect_language(self.content)
        return "zh-hans" if language.lower().startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Offer(Document):
    """What a laboratory offers. One offer may come as two, one in each language, under the same id."""

    facts: OfferFacts = NOTHING_STATED

    def source_text(self, source: str) -> str:
        """Return what spans of a source point into: the content, or one of the facts. Raises KeyError."""
        return self.content if source == CONTENT else self.facts.texts[source]


@dataclass(frozen=True, slots=True)
class Demand(Document):
    """What a company needs."""

    facts: DemandFacts = NOTHING_ASKED

    def source_text(self, source: str) -> str:
        """Return what spans of a source point into: the content, or one of the facts. Raises KeyError."""
        return self.content if source == CONTENT else self.facts.texts[source]


class Band(StrEnum):
    """The strength of a match in three steps; ``fusion`` says from which probability each is given."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer in the ranking of one need.

    ``score`` is the log-odds that the offer answers the need and ``probability`` the same from 0 to 1;
    ``lexical`` (words) and ``dense`` (meaning; None when ranked without encoder) are standard deviations
    above the usual offer for this need. ``signals`` has the score, 0 to 1, of each structured signal that
    both sides state.
    """

    offer_id: str
    rank: int
    score: float
    lexical: float
    dense: float | None
    probability: float = 0.0
    band: Band = Band.WEAK
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a document: ``document.source_text(source)[start:end] == text``."""

    start: int
    end: int
    text: str
    source: str = CONTENT


def whole(source: str, text: str) -> Span:
    """Return the span of all of a fact's text."""
    return Span(0, len(text), text, source)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer answers a need, pointing at both texts.

    ``code`` is "term" (both use it), "translation" (one is the other in the second language), "sentence"
    (the two sentences closest in meaning), or the name of a structured signal. ``weight`` is 0 to 1,
    comparable within one pair of texts.
    """

    code: str
    need: Span
    offer: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between an offer and a need: the name of a signal, and what each side says (None: nothing).

    ``gain`` is by how much the probability would rise if the gap were closed.
    """

    code: str
    need: Span | None
    offer: Span | None
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an offer answers a need: up to three reasons, best first, and what most stands in the way."""

    reasons: list[Reason]
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """What one structured signal says of a pair: a score from 0 (speaks against) to 1 (speaks for).

    None when a side states nothing: that is no evidence either way.
    """

    score: float | None = None
    reason: Reason | None = None
    gap: Gap | None = None


def text_hash(text: str) -> str:
    """Return the key to store a vector of this text under: SHA-256 in 64 hexadecimal characters."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
