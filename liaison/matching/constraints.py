"""Hard exclusions: pairs that are not ranked at all, whatever speaks for them. They are never weights."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from liaison.matching.types import Demand, Offer

REFUSED = "refused"
EXPIRED = "expired"
_NEVER = np.iinfo(np.int64).max


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


class Constraints:
    """The same rules for one need and many offers at once."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        self._columns: dict[str, list[int]] = {}
        for column, offer in enumerate(offers):
            self._columns.setdefault(offer.id, []).append(column)
        self._valid_to = np.array([_valid_to(offer) for offer in offers], np.int64)

    def allowed(self, demand: Demand) -> npt.NDArray[np.bool_]:
        """Return bool of shape (offers,): False for each pair that ``excluded`` names a rule for."""
        if demand.facts.on is None:
            allowed = np.ones(len(self._valid_to), np.bool_)
        else:
            allowed = self._valid_to >= demand.facts.on.toordinal()
        for offer_id in demand.facts.refused:
            allowed[self._columns.get(offer_id, [])] = False
        return allowed


def _valid_to(offer: Offer) -> int:
    confirmed = offer.facts.confirmed_on
    return last_valid_day(confirmed).toordinal() if confirmed else int(_NEVER)
