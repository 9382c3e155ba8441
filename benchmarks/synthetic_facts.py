"""Made-up facts of offers and needs, as many as a well-kept entry states: usual work for the signals."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity

_FIELDS = [f"area{number // 5}/field{number}" for number in range(40)]
_MODES = ("transfer", "non_exclusive_licence", "joint_development", "commissioned_development", "service")
_UNITS = (("N", "mN"), ("ms", "s"), ("Wh/kg", "kWh/kg"), ("%",), ("次",), ("°C", "K"))
_MEASURES, _KEYWORDS = 60, 3000
_TODAY = date(2026, 11, 26)


def offer_facts(random: np.random.Generator) -> OfferFacts:
    """Return the facts of one offer."""
    return OfferFacts(
        **_shared(random),
        organisation=str(random.integers(0, 40)),
        city="上海市",
        confirmed_on=_TODAY - timedelta(days=int(random.integers(0, 360))),
    )


def need_facts(random: np.random.Generator) -> DemandFacts:
    """Return the facts of one need."""
    return DemandFacts(
        **_shared(random),
        company=str(random.integers(0, 500)),
        city="上海市",
        partners=(str(random.integers(0, 40)),),
        on=_TODAY,
    )


def _shared(random: np.random.Generator) -> dict[str, Any]:
    """Return what both sides state."""
    return {
        "fields": _fields(random),
        "keywords": _keywords(random),
        "trl": int(random.integers(3, 10)),
        "modes": _modes(random),
        "money": _money(random),
        "parameters": _parameters(random),
    }


def _fields(random: np.random.Generator) -> tuple[str, ...]:
    return tuple(_FIELDS[number] for number in random.integers(0, len(_FIELDS), 2))


def _keywords(random: np.random.Generator) -> tuple[str, ...]:
    return tuple(_word(number) for number in random.integers(0, _KEYWORDS, 4))


def _word(number: int) -> str:
    """Return a word that shares nothing with the words of other numbers: two characters, or Latin letters."""
    return chr(0x5000 + number) + chr(0x6000 + number) if number % 2 else f"k{number}"


def _modes(random: np.random.Generator) -> tuple[str, ...]:
    return tuple(_MODES[number] for number in random.choice(len(_MODES), 2, replace=False))


def _money(random: np.random.Generator) -> Money:
    low = float(random.integers(5, 100)) * 10_000
    return Money(low, 2 * low, "CNY")


def _parameters(random: np.random.Generator) -> tuple[Quantity, ...]:
    found = []
    for number in random.choice(_MEASURES, 2, replace=False):
        names = (_word(2 * number + 1), f"m{number}")
        units = _UNITS[number % len(_UNITS)]
        value, unit = float(random.integers(1, 500)), units[random.integers(0, len(units))]
        found.append(Quantity(names, "ge", value, unit, f"{names[0]} ≥ {value:g} {unit}"))
    return tuple(found)
