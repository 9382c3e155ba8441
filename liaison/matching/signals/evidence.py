"""What signals say, and the facts they point at."""

from liaison.matching.types import Demand, Gap, Offer, Reason, Signal, Span, whole

SILENT = Signal()  # a side states nothing, or nothing that can be compared

# The names of one fact of the need and one of the offer, such as ("parameter/0", "parameter/1").
Sources = tuple[str, str]


def reason(code: str, demand: Demand, offer: Offer, sources: Sources, weight: float) -> Reason:
    """Return a reason that points at one fact of each side."""
    return Reason(code, *_spans(demand, offer, sources), weight)


def gap(code: str, demand: Demand, offer: Offer, sources: Sources) -> Gap:
    """Return a gap between one fact of each side."""
    return Gap(code, *_spans(demand, offer, sources))


def _spans(demand: Demand, offer: Offer, sources: Sources) -> tuple[Span, Span]:
    need, supply = sources
    return whole(need, demand.facts.texts[need]), whole(supply, offer.facts.texts[supply])
