"""What brings the two sides together: the same city, and having worked together well."""

from liaison.matching.signals.evidence import SILENT, reason
from liaison.matching.types import Demand, Offer, Signal

_NEUTRAL = 0.5
_SAME_CITY_WEIGHT = 0.15
_PARTNER_WEIGHT = 0.45


def place(demand: Demand, offer: Offer) -> Signal:
    """1 in the same city, 0.5 in different ones: distance is no fault."""
    if not demand.facts.city or not offer.facts.city:
        return SILENT
    if demand.facts.city != offer.facts.city:
        return Signal(_NEUTRAL)
    return Signal(1.0, reason("place", demand, offer, ("city", "city"), _SAME_CITY_WEIGHT))


def partner(demand: Demand, offer: Offer) -> Signal:
    """1 for an organisation the company is already tied to, 0.5 for others: being new is no fault."""
    partners, organisation = demand.facts.partners, offer.facts.organisation
    if not partners or not organisation:
        return SILENT
    if organisation not in partners:
        return Signal(_NEUTRAL)
    number = partners.index(organisation)
    return Signal(
        1.0, reason("partner", demand, offer, (f"partner/{number}", "organisation"), _PARTNER_WEIGHT)
    )
