"""Whether an offer is far enough developed, and whether it still stands."""

from liaison.matching.signals.evidence import SILENT, gap, reason
from liaison.matching.types import Demand, Offer, Signal

_LOST_PER_LEVEL = 0.25
_READY_WEIGHT = 0.4
_FRESH_WEIGHT = 0.1
_FRESH_DAYS = 90
_STALE_DAYS = 180
_YEAR = 365


def trl(demand: Demand, offer: Offer) -> Signal:
    """The readiness level against the lowest that will do: 1 when reached, a quarter less for each level."""
    wanted, reached = demand.facts.trl, offer.facts.trl
    if wanted is None or reached is None:
        return SILENT
    if reached >= wanted:
        return Signal(1.0, reason("trl", demand, offer, ("trl", "trl"), _READY_WEIGHT))
    return Signal(
        max(0.0, 1 - _LOST_PER_LEVEL * (wanted - reached)), gap=gap("trl", demand, offer, ("trl", "trl"))
    )


def freshness(demand: Demand, offer: Offer) -> Signal:
    """How lately the offer was confirmed: 1 within 90 days, then falling in a line to 0 after a year."""
    today, confirmed = demand.facts.on, offer.facts.confirmed_on
    if today is None or confirmed is None:
        return SILENT
    days = (today - confirmed).days
    if days <= _FRESH_DAYS:
        return Signal(1.0, reason("freshness", demand, offer, ("on", "confirmed"), _FRESH_WEIGHT))
    missing = gap("freshness", demand, offer, ("on", "confirmed")) if days > _STALE_DAYS else None
    return Signal(max(0.0, (_YEAR - days) / (_YEAR - _FRESH_DAYS)), gap=missing)
