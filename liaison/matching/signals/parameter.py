"""Wanted parameters against measured ones: paired by name and unit, compared in the unit of the need."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from liaison.matching.facts import Quantity
from liaison.matching.signals.evidence import SILENT, gap, reason
from liaison.matching.types import Demand, Offer, Signal
from yangpu_portal.core.text import search_tokens, stem
from yangpu_portal.core.units import comparable, converted, is_known

NAMES_ALIKE = 0.4  # from which two names are taken for the same parameter
_GENERIC_WEIGHT = 0.35
_REACHED_WEIGHT = 0.9
_JUST_MISSED = 0.9
_DECAY = 2.0  # missed by 35 %, a parameter scores half of what just missed does
_UNKNOWN = 0.5
_SLACK = {"eq": 0.05, "about": 0.1}  # from a target that is no bound
_ROUNDING = 1e-9
_WORST_MISS = 1e6

# Words of many parameters: two that share only these are not the same.
_GENERIC_WORDS = (
    "error accuracy precision recall rate time value ratio number level range size total average mean "
    "maximum minimum speed cost change test detection false temperature pressure single each per"
)
_GENERIC_HAN = (
    "误差 精度 时间 数量 速度 速率 频率 次数 数值 平均 最大 最小 总体 成本 单次 单件 检测 测试 处理 "
    "温度 压力 压强 检出 出率 准确 确率 召回 回率"
)
_GENERIC = frozenset(stem(word) for word in _GENERIC_WORDS.split()) | frozenset(_GENERIC_HAN.split())
# What these name is a difference: 5 °C are then 5 K, and it is never the quantity itself.
_DIFFERENCE = re.compile(
    r"误差|温差|偏差|差异|差距|波动|漂移|不确定度|error|deviation|difference|drift|variation|tolerance|uncertainty",
    re.IGNORECASE,
)

_BRACKET = re.compile(r"[(（]([^()（）]+)[)）]\s*$")

# The end of an interval: a number, and 1 for just above it, -1 for just below it.
_End = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well a target is reached: 1 for certain, 0.5 when that is left open, below 0.9 when missed."""

    score: float
    missed: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    """A target and the measured value it is compared with, by number, and how alike their names are."""

    target: int
    metric: int
    likeness: float
    result: Comparison

    @property
    def sources(self) -> tuple[str, str]:
        return f"parameter/{self.target}", f"parameter/{self.metric}"


def parameter(demand: Demand, offer: Offer) -> Signal:
    """The mean over the targets that the offer has a measured value for: 1 reached, less the further missed.

    A target just missed scores 0.9, one missed by 35 % half of that. A bound that leaves open whether the
    target is reached (wanted at most 5, offered at least 3) is neutral, 0.5.
    """
    if not demand.facts.parameters or not offer.facts.parameters:
        return SILENT
    pairs = _paired(demand.facts.parameters, offer.facts.parameters)
    if not pairs:
        return SILENT
    best = min(pairs, key=lambda pair: (-pair.result.score, -pair.likeness, pair.target))
    worst = min(pairs, key=lambda pair: (not pair.result.missed, pair.result.score, pair.target))
    reached = best.result.score == 1
    return Signal(
        sum(pair.result.score for pair in pairs) / len(pairs),
        reason("parameter", demand, offer, best.sources, _REACHED_WEIGHT * best.likeness)
        if reached
        else None,
        gap("parameter", demand, offer, worst.sources) if worst.result.missed else None,
    )


def _paired(targets: Sequence[Quantity], metrics: Sequence[Quantity]) -> list[_Pair]:
    """Return each target with the metric whose name is most like its own; neither is used twice."""
    found = []
    for number, target in enumerate(targets):
        for other, metric in enumerate(metrics):
            if not comparable(unit_of(metric), unit_of(target)):
                continue
            alike = likeness(target.names, metric.names)
            if alike >= NAMES_ALIKE and (result := compared(target, metric)):
                found.append(_Pair(number, other, alike, result))
    found.sort(key=lambda pair: (-pair.likeness, pair.target, pair.metric))
    chosen: dict[int, _Pair] = {}
    used: set[int] = set()
    for pair in found:
        if pair.target not in chosen and pair.metric not in used:
            chosen[pair.target] = pair
            used.add(pair.metric)
    return list(chosen.values())


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of a parameter's names in each language, and whether it is a difference."""

    forms: tuple[frozenset[str], ...]
    is_difference: bool


@lru_cache(maxsize=50_000)
def _name(names: tuple[str, ...]) -> _Name:
    forms = [frozenset(search_tokens(name)) for name in names]
    return _Name(tuple(form for form in forms if form), any(_DIFFERENCE.search(name) for name in names))


def is_difference(names: tuple[str, ...]) -> bool:
    """Return whether a parameter is a difference by its name: an error, a drift."""
    return _name(names).is_difference


@lru_cache(maxsize=100_000)
def likeness(names: tuple[str, ...], other_names: tuple[str, ...]) -> float:
    """Return how alike two names of parameters are, 0 to 1, each given in one language or two."""
    name, other = _name(names), _name(other_names)
    if name.is_difference != other.is_difference:
        return 0.0
    return max((_overlap(first, second) for first in name.forms for second in other.forms), default=0.0)


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    if first == second:
        return 1.0
    shared = first & second
    if not shared or shared <= _GENERIC:
        return 0.0
    return _weight(shared) / math.sqrt(_weight(first) * _weight(second))


def _weight(tokens: frozenset[str]) -> float:
    return sum(_GENERIC_WEIGHT if token in _GENERIC else 1.0 for token in tokens)


def compared(target: Quantity, metric: Quantity) -> Comparison | None:
    """Return how well a measured value reaches a target; None when the numbers cannot be compared."""
    difference = is_difference(target.names)
    value = converted(metric.value, *_units(target, metric), difference=difference)
    if value is None or not math.isfinite(target.value):
        return None
    if math.isclose(value, target.value, rel_tol=_ROUNDING):
        value = target.value
    wanted = _interval(target.comparator, target.value, _SLACK.get(target.comparator, 0.0))
    offered = _guaranteed(target.comparator, metric.comparator, value)
    if wanted[0] <= offered[0] and offered[1] <= wanted[1]:
        return Comparison(1.0)
    if max(wanted[0], offered[0]) <= min(wanted[1], offered[1]):
        return Comparison(_UNKNOWN)
    return Comparison(_JUST_MISSED * math.exp(-_DECAY * _miss(value, target.value)), missed=True)


def unit_of(quantity: Quantity) -> str:
    """Return the unit, or else the one in brackets at the end of the name: "Force (N)"."""
    return quantity.unit if quantity.unit.strip() else _unit_in(quantity.names)


@lru_cache(maxsize=50_000)
def _unit_in(names: tuple[str, ...]) -> str:
    brackets = [bracket[1] for name in names if (bracket := _BRACKET.search(name))]
    return next((text for text in brackets if is_known(text)), "")


def _units(target: Quantity, metric: Quantity) -> tuple[str, str]:
    """Return the units of the metric and the target; beside percent a bare number above 1 is percent too."""
    units = unit_of(metric), unit_of(target)
    sizes = abs(metric.value), abs(target.value)
    percent = [
        unit.strip() if unit.strip() or size <= 1 else "%" for unit, size in zip(units, sizes, strict=True)
    ]
    return (percent[0], percent[1]) if "%" in {unit.strip() for unit in units} else units


def _guaranteed(wanted: str, comparator: str, value: float) -> tuple[_End, _End]:
    """Return what an offer says of its value; a bound on the side of the target's is what can be relied on.

    Wanted at most 3 and offered at most 30, nobody may hope for less than 30.
    """
    low, high = _interval(comparator, value)
    if {wanted, comparator} <= {"ge", "gt"}:
        return low, low
    if {wanted, comparator} <= {"le", "lt"}:
        return high, high
    return low, high


def _interval(comparator: str, value: float, slack: float = 0.0) -> tuple[_End, _End]:
    """Return the ends of what a comparator and a number allow."""
    match comparator:
        case "ge":
            return (value, 0), (math.inf, 0)
        case "gt":
            return (value, 1), (math.inf, 0)
        case "le":
            return (-math.inf, 0), (value, 0)
        case "lt":
            return (-math.inf, 0), (value, -1)
        case _:
            return (value - slack * abs(value), 0), (value + slack * abs(value), 0)


def _miss(value: float, target: float) -> float:
    """Return how far apart two numbers are, as a share of the smaller; of the larger when signs differ."""
    distance, sizes = abs(value - target), (abs(value), abs(target))
    if not distance:
        return 0.0
    size = min(sizes) if value * target > 0 and min(sizes) > 0 else max(sizes)
    return min(distance / size, _WORST_MISS)
