"""What offers and needs state beside their text: readiness, price, parameters, fields and the like.

Facts are compared by ``signals``. Each is also kept as text, under the name of its source, so that a reason
or a gap can point at it: ``facts.texts["parameter/0"]``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured or wanted parameter: ``names`` in any language, and the value with its unit as written.

    ``comparator`` is one of eq, ge, le, gt, lt and about. ``text`` is the whole as people read it.
    """

    names: tuple[str, ...]
    comparator: str
    value: float
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Money:
    """A price or budget band; an open end is None."""

    low: float | None
    high: float | None
    currency: str

    def __str__(self) -> str:
        ends = ["" if end is None else f"{end:.2f}" for end in (self.low, self.high)]
        return f"{ends[0]}–{ends[1]} {self.currency}"


@dataclass(frozen=True)
class Facts:
    """What both sides may state. Modes are codes, keywords are in either language.

    Fields are codes with their parent's before them, "parent/child", or top-level ones, "parent".
    """

    fields: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    trl: int | None = None  # of an offer: reached; of a need: the lowest that will do
    modes: tuple[str, ...] = ()
    money: Money | None = None  # of an offer: its price; of a need: the budget
    parameters: tuple[Quantity, ...] = ()

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each fact by the name of its source, such as "trl" or "parameter/0"."""
        return dict(self._texts())

    def _texts(self) -> Iterator[tuple[str, str]]:
        if self.trl is not None:
            yield "trl", str(self.trl)
        if self.money is not None:
            yield "money", str(self.money)
        for name, values in (("field", self.fields), ("keyword", self.keywords), ("mode", self.modes)):
            yield from _numbered(name, values)
        yield from _numbered("parameter", [quantity.text for quantity in self.parameters])


@dataclass(frozen=True)
class OfferFacts(Facts):
    """``organisation`` and ``laboratory`` are ids, ``city`` a name, ``patents`` their numbers.

    ``confirmed_on`` is the day somebody last said that the offer is still valid.
    """

    organisation: str = ""
    laboratory: str = ""
    city: str = ""
    patents: tuple[str, ...] = ()
    confirmed_on: date | None = None

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield from super()._texts()
        if self.organisation:
            yield "organisation", self.organisation
        if self.city:
            yield "city", self.city
        if self.confirmed_on:
            yield "confirmed", self.confirmed_on.isoformat()


@dataclass(frozen=True)
class DemandFacts(Facts):
    """``company`` is an id; ``partners`` are ids of the organisations it has met, negotiated or dealt with.

    ``on`` is the day the need is matched: what is fresh is measured from it. ``refused`` are the ids of
    offers the company has said no to.
    """

    company: str = ""
    city: str = ""
    partners: tuple[str, ...] = ()
    on: date | None = None
    refused: frozenset[str] = frozenset()

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield from super()._texts()
        if self.city:
            yield "city", self.city
        yield from _numbered("partner", self.partners)
        if self.on:
            yield "on", self.on.isoformat()


NOTHING_ASKED = DemandFacts()
NOTHING_STATED = OfferFacts()


def _numbered(name: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, value in enumerate(values):
        yield f"{name}/{number}", value
