"""Offers side by side, beside what a need asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from liaison.domain.documents import quantity_of
from liaison.matching.alignment import Measured, Row, aligned
from liaison.matching.signals.parameter import Comparison as Reached
from startups.models import Need, NeedParameter
from universities.models import Technology, TechnologyMetric
from yangpu_portal.core.enums import Language

MOST_COMPARED = 4

Verdict = Literal["met", "missed", "open", ""]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one offer says: of a parameter its measured row, else None; and whether that answers the need."""

    technology: Technology
    metric: TechnologyMetric | None = None
    is_best: bool = False
    verdict: Verdict = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter: the row whose name stands for it, what the need asks for, and what each offer says."""

    named: NeedParameter | TechnologyMetric
    target: NeedParameter | None
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The lines of all parameters, and of readiness, modes and price what answers the need."""

    parameters: list[Line]
    readiness: list[Cell]
    modes: list[Cell]
    price: list[Cell]


def side_by_side(technologies: Sequence[Technology], need: Need | None = None) -> SideBySide:
    """Compares offers that come with their metrics; a need comes with its parameters."""
    targets = list(need.parameters.all()) if need else []
    metrics = [list(technology.metrics.all()) for technology in technologies]
    rows = aligned(
        [quantity_of(target, target.target_value, Language.ZH) for target in targets],
        [[_measured(metric) for metric in offered] for offered in metrics],
    )
    highest = max((technology.trl or 0 for technology in technologies), default=0)
    differ = len({technology.trl for technology in technologies if technology.trl}) > 1
    return SideBySide(
        parameters=[_line(row, targets, technologies, metrics) for row in rows],
        readiness=[
            Cell(row, is_best=differ and row.trl == highest, verdict=_ready(row, need))
            for row in technologies
        ],
        modes=[Cell(row, verdict=_offered_as_wished(row, need)) for row in technologies],
        price=[Cell(row, verdict=_affordable(row, need)) for row in technologies],
    )


def _measured(metric: TechnologyMetric) -> Measured:
    baseline = None if metric.baseline is None else float(metric.baseline)
    return Measured(quantity_of(metric, metric.value, Language.ZH), baseline)


def _line(
    row: Row,
    targets: Sequence[NeedParameter],
    technologies: Sequence[Technology],
    metrics: Sequence[Sequence[TechnologyMetric]],
) -> Line:
    cells = [
        Cell(
            technology,
            metric=None if number is None else metrics[place][number],
            is_best=place in row.best,
            verdict=_reached(row.results[place]),
        )
        for place, (technology, number) in enumerate(zip(technologies, row.metrics, strict=True))
    ]
    target = None if row.target is None else targets[row.target]
    named = target or next(cell.metric for cell in cells if cell.metric)
    return Line(named, target, cells)


def _reached(result: Reached | None) -> Verdict:
    if result is None:
        return ""
    if result.missed:
        return "missed"
    return "met" if result.score == 1 else "open"


def _ready(technology: Technology, need: Need | None) -> Verdict:
    if need is None or need.minimum_trl is None or technology.trl is None:
        return ""
    return "met" if technology.trl >= need.minimum_trl else "missed"


def _offered_as_wished(technology: Technology, need: Need | None) -> Verdict:
    if need is None or not need.cooperation_modes or not technology.cooperation_modes:
        return ""
    return "met" if {*need.cooperation_modes} & {*technology.cooperation_modes} else "missed"


def _affordable(technology: Technology, need: Need | None) -> Verdict:
    """Within the budget as a whole, above it as a whole, or in part."""
    if need is None or need.budget_max is None or need.currency != technology.currency:
        return ""
    amounts = [amount for amount in (technology.price_min, technology.price_max) if amount is not None]
    if not amounts:
        return ""
    if min(amounts) > need.budget_max:
        return "missed"
    return "met" if technology.price_max is not None and max(amounts) <= need.budget_max else "open"
