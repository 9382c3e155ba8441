"""What goes into the engine and what comes out, as frozen dataclasses."""

import hashlib
from dataclasses import dataclass

from yangpu_portal.core.text import detect_language


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


@dataclass(frozen=True, slots=True)
class Demand(Document):
    """What a company needs."""


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer in the ranking of one need, with its scores in standard deviations above the usual offer.

    ``score`` is the weighted sum of ``lexical`` (words) and ``dense`` (meaning; None when ranked without
    encoder).
    """

    offer_id: str
    rank: int
    score: float
    lexical: float
    dense: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a document: ``content[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer answers a need, pointing at both texts.

    ``code`` is "term" (both use it), "translation" (one is the other in the second language) or "sentence"
    (the two sentences closest in meaning). ``weight`` is 0 to 1, comparable within one pair of texts.
    """

    code: str
    need: Span
    offer: Span
    weight: float


def text_hash(text: str) -> str:
    """Return the key to store a vector of this text under: SHA-256 in 64 hexadecimal characters."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
