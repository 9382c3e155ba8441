"""Whether both sides could come to terms: how to cooperate, and for how much."""

import math
from functools import lru_cache
from itertools import combinations

from liaison.matching.facts import Money
from liaison.matching.signals.evidence import SILENT, gap, reason
from liaison.matching.types import Demand, Offer, Signal

# Modes that may stand in for each other: who wishes the one is likely to talk about the other.
_FAMILIES = (
    (
        0.7,
        ("exclusive_licence", "sole_licence", "non_exclusive_licence", "open_licence", "use_first_pay_later"),
    ),
    (0.7, ("commissioned_development", "joint_development")),
    (0.7, ("consulting", "service")),
    (0.5, ("transfer", "exclusive_licence", "equity")),
    (0.5, ("commissioned_development", "service")),
)
_CLOSENESS = {frozenset(pair): closeness for closeness, modes in _FAMILIES for pair in combinations(modes, 2)}
_CLOSE_MODE = 0.7
_SAME_MODE_WEIGHT = 0.35
_AFFORDABLE_WEIGHT = 0.35


def mode(demand: Demand, offer: Offer) -> Signal:
    """The wish that is met best: 1 for a way to cooperate that both name, 0.7 or 0.5 for a related one."""
    if not demand.facts.modes or not offer.facts.modes:
        return SILENT
    score, wished, offered = _closest_modes(demand.facts.modes, offer.facts.modes)
    sources = f"mode/{wished}", f"mode/{offered}"
    if score >= _CLOSE_MODE:
        weight = _SAME_MODE_WEIGHT * score
        return Signal(score, reason("mode", demand, offer, sources, weight))
    return Signal(score, gap=gap("mode", demand, offer, sources))


@lru_cache(maxsize=10_000)
def _closest_modes(wished: tuple[str, ...], offered: tuple[str, ...]) -> tuple[float, int, int]:
    """Return the best closeness and the numbers of the two modes, the first of those as close."""
    best = min(
        (-_closeness(wish, way), number, other)
        for number, wish in enumerate(wished)
        for other, way in enumerate(offered)
    )
    return -best[0], best[1], best[2]


def _closeness(wish: str, way: str) -> float:
    return 1.0 if wish == way else _CLOSENESS.get(frozenset((wish, way)), 0.0)


def money(demand: Demand, offer: Offer) -> Signal:
    """The lowest price against the highest budget: 1 when it can be paid, else the square of their ratio.

    Half of that square is reached at a price 1.4 times the budget. Silent for unlike currencies, and when the
    bands are open towards each other. A price below the budget is no fault.
    """
    budget, price = demand.facts.money, offer.facts.money
    if budget is None or price is None or budget.currency.upper() != price.currency.upper():
        return SILENT
    most, least = _most(budget), _least(price)
    if most is None or least is None:
        return SILENT
    if least <= most:
        return Signal(1.0, reason("money", demand, offer, ("money", "money"), _AFFORDABLE_WEIGHT))
    return Signal((max(most, 0.0) / least) ** 2, gap=gap("money", demand, offer, ("money", "money")))


def _most(budget: Money) -> float | None:
    """The highest that will be paid; without an upper end the budget is open upwards."""
    if budget.high is None:
        return None if budget.low is None or math.isnan(budget.low) else math.inf
    return None if math.isnan(budget.high) else budget.high


def _least(price: Money) -> float | None:
    """The lowest price named; of a price "up to" something only that is known."""
    least = price.high if price.low is None else price.low
    return least if least is not None and math.isfinite(least) else None
