"""Hard exclusions: pairs that are not ranked at all, whatever speaks for them. They are never weights."""

from datetime import date

from liaison.matching.types import Demand, Offer

REFUSED = "refused"
EXPIRED = "expired"


def excluded(demand: Demand, offer: Offer) -> str | None:
    """Return the rule that forbids a pair, None when it is allowed.

    "refused": the company has said no to this offer for this need. "expired": nobody has confirmed the offer
    for more than 12 months; an offer without a date of confirmation does not expire.
    """
    if offer.id in demand.facts.refused:
        return REFUSED
    today, confirmed = demand.facts.on, offer.facts.confirmed_on
    if today and confirmed and today > last_valid_day(confirmed):
        return EXPIRED
    return None


def last_valid_day(confirmed: date) -> date:
    """Return the same day of the next year, 28 February for the 29th."""
    if confirmed.year == date.max.year:
        return date.max
    if (confirmed.month, confirmed.day) == (2, 29):
        return date(confirmed.year + 1, 2, 28)
    return confirmed.replace(year=confirmed.year + 1)
