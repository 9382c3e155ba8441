"""How a measured value stands to the usual one, in words.

Whether more is better follows only from how the value is stated: "at least 40 Hz" promises more, "at most
1.5 N" less. A bare "= 82 %" says which is higher and leaves the judgement to the reader.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from universities.models import TechnologyMetric
from yangpu_portal.core.enums import Comparator
from yangpu_portal.core.templatetags.portal import plain_number

BETTER, WORSE = "better", "worse"
_UPWARD, _DOWNWARD = (Comparator.AT_LEAST, Comparator.MORE), (Comparator.AT_MOST, Comparator.LESS)
# Units in which twice the number is not twice as much.
_OFFSET_UNITS = ("°C", "℃", "°F", "dB", "dBm", "dBi", "pH")
_SHARES = ("%", "％", "percent")
_MANY_TIMES = Decimal(2)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`words` such as "5 times as high"; `verdict` is "better", "worse" or "" where nothing says which."""

    words: str
    verdict: str


def comparison(metric: TechnologyMetric) -> Comparison | None:
    """None when nothing is stated to compare with."""
    if metric.baseline is None:
        return None
    change = metric.value - metric.baseline
    if not change:
        return Comparison(_("the same"), "")
    upward = change > 0
    verdict = ""
    if metric.comparator in (*_UPWARD, *_DOWNWARD):
        verdict = BETTER if upward == (metric.comparator in _UPWARD) else WORSE
    return Comparison(_words(metric, metric.baseline, abs(change), upward=upward), verdict)


def _words(metric: TechnologyMetric, usual: Decimal, change: Decimal, *, upward: bool) -> str:
    unit = metric.unit.strip()
    if unit in _SHARES:
        return _points(change, upward=upward)
    if unit in _OFFSET_UNITS or usual <= 0 or metric.value <= 0:
        amount = {"amount": f"{plain_number(change)} {unit}".strip()}
        return _("%(amount)s higher") % amount if upward else _("%(amount)s lower") % amount
    if metric.value / usual >= _MANY_TIMES:
        return _("%(times)s times as high") % {"times": _short(metric.value / usual)}
    share = {"share": _short(100 * change / usual)}
    return _("%(share)s %% higher") % share if upward else _("%(share)s %% lower") % share


def _points(change: Decimal, *, upward: bool) -> str:
    points = {"points": plain_number(change)}
    if upward:
        return (
            ngettext("%(points)s point higher", "%(points)s points higher", 1 if change == 1 else 2) % points
        )
    return ngettext("%(points)s point lower", "%(points)s points lower", 1 if change == 1 else 2) % points


def _short(number: Decimal) -> str:
    """Whole from ten on, else one place after the point."""
    return plain_number(round(number, 0 if number >= 10 else 1))
