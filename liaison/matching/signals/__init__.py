"""Structured signals: what the facts of a need and an offer say of the pair, each in one function.

A signal gives a score from 0 (speaks against) over 0.5 (neutral) to 1 (speaks for), or none when a side
states nothing; a reason when it speaks for the pair, and a gap when something could be closed.
"""

from collections.abc import Callable, Mapping

from liaison.matching.signals.agreement import mode, money
from liaison.matching.signals.parameter import parameter
from liaison.matching.signals.readiness import freshness, trl
from liaison.matching.signals.ties import partner, place
from liaison.matching.signals.topic import field, keyword
from liaison.matching.types import Demand, Offer, Signal

SIGNALS: Mapping[str, Callable[[Demand, Offer], Signal]] = {
    "field": field,
    "keyword": keyword,
    "trl": trl,
    "mode": mode,
    "money": money,
    "parameter": parameter,
    "place": place,
    "partner": partner,
    "freshness": freshness,
}


def all_signals(demand: Demand, offer: Offer) -> dict[str, Signal]:
    """Return every signal of a pair by its name."""
    return {name: signal(demand, offer) for name, signal in SIGNALS.items()}
