"""Made-up facts of offers and needs, as many as a well-kept entry states: usual work for the signals."""

from datetime import date, timedelta

import numpy as np

from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity

_FIELDS = [f"area{number // 5}/field{number}" for number in range(40)]
_MODES = ("transfer", "non_exclusive_licence", "joint_development", "commissioned_development", "service")
_MEASURES = (
    ("力控误差", "force error", ("N", "mN")),
    ("响应时间", "response time", ("ms", "s")),
    ("能量密度", "energy density", ("Wh/kg", "kWh/kg")),
    ("检出率", "detection rate", ("%",)),
    ("循环寿命", "cycle life", ("次",)),
    ("工作温度", "working temperature", ("°C", "K")),
)
_TODAY = date(2026, 11, 26)


def offer_facts(random: np.random.Generator) -> OfferFacts:
    """Return the facts of one offer."""
    return OfferFacts(
        fields=_fields(random),
        keywords=_keywords(random),
        trl=int(random.integers(3, 10)),
        modes=_modes(random),
        money=_money(random),
        parameters=_parameters(random),
        organisation=str(random.integers(0, 40)),
        city="上海市",
        confirmed_on=_TODAY - timedelta(days=int(random.integers(0, 360))),
    )


def need_facts(random: np.random.Generator) -> DemandFacts:
    """Return the facts of one need."""
    return DemandFacts(
        fields=_fields(random),
        keywords=_keywords(random),
        trl=int(random.integers(3, 8)),
        modes=_modes(random),
        money=_money(random),
        parameters=_parameters(random),
        company=str(random.integers(0, 500)),
        city="上海市",
        partners=(str(random.integers(0, 40)),),
        on=_TODAY,
    )


def _fields(random: np.random.Generator) -> tuple[str, ...]:
    return tuple(_FIELDS[number] for number in random.integers(0, len(_FIELDS), 2))


def _keywords(random: np.random.Generator) -> tuple[str, ...]:
    numbers = random.integers(0, 3000, 4)
    return tuple(f"关键词{number}" if number % 2 else f"keyword {number}" for number in numbers)


def _modes(random: np.random.Generator) -> tuple[str, ...]:
    return tuple(_MODES[number] for number in random.choice(len(_MODES), 2, replace=False))


def _money(random: np.random.Generator) -> Money:
    low = float(random.integers(5, 100)) * 10_000
    return Money(low, 2 * low, "CNY")


def _parameters(random: np.random.Generator) -> tuple[Quantity, ...]:
    found = []
    for number in random.choice(len(_MEASURES), 2, replace=False):
        chinese, english, units = _MEASURES[number]
        value, unit = float(random.integers(1, 500)), units[random.integers(0, len(units))]
        found.append(Quantity((chinese, english), "ge", value, unit, f"{chinese} ≥ {value:g} {unit}"))
    return tuple(found)
