"""Charts of the start page for Chart.js, which the theme ships, each with the same numbers as a table."""

from dataclasses import dataclass

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from liaison.admin.office.cards import count_text, money_text
from liaison.queries.figures.computed import Computed
from liaison.queries.figures.series import Line, Series

# The river and what stands apart from it in light and dark, also for eyes that do not tell red from green.
_COLOURS = ("var(--color-primary-500)", "#b45309", "#6d28d9", "#9f1239")


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    kind: str  # line or bar
    title: Promise
    explained: Promise
    series: Series

    @property
    def labels(self) -> list[str]:
        return [f"{month:%Y-%m}" for month in self.series.months]

    @property
    def data(self) -> str:
        """What the theme's script hands to Chart.js."""
        return orjson.dumps(
            {
                "labels": self.labels,
                "datasets": [self._dataset(n, line) for n, line in enumerate(self.series.lines)],
            }
        ).decode()

    def _dataset(self, number: int, line: Line) -> dict[str, object]:
        colour = _COLOURS[number % len(_COLOURS)]
        return {
            "label": line.currency or str(self.title),
            "data": [float(value) for value in line.values],
            "borderColor": colour,
            "backgroundColor": colour,
            "maxBarThickness": 14,
            "borderRadius": 2,
            "pointRadius": 0,
            "borderWidth": 2 if self.kind == "line" else 0,
        }

    @property
    def options(self) -> str:
        """The theme's own would hide the scale and write halves of members on it."""
        ticks = {"color": "#6b7280", "maxRotation": 0, "autoSkipPadding": 16}
        return orjson.dumps(
            {
                "animation": False,
                "responsive": True,
                "maintainAspectRatio": False,
                "plugins": {"legend": {"display": len(self.series.lines) > 1, "align": "end"}},
                "scales": {
                    "x": {"grid": {"display": False}, "border": {"display": False}, "ticks": ticks},
                    "y": {
                        "beginAtZero": True,
                        "grid": {"drawTicks": False},
                        "border": {"display": False},
                        "ticks": {**ticks, "precision": 0, "maxTicksLimit": 6},
                    },
                },
            }
        ).decode()

    @property
    def columns(self) -> list[str]:
        return [line.currency or pgettext("how many", "number") for line in self.series.lines]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The latest month first, as it is asked for most."""
        texts = [
            [
                money_text(value, line.currency) if line.currency else count_text(int(value))  # type: ignore[arg-type]
                for value in line.values
            ]
            for line in self.series.lines
        ]
        found = [(label, [line[n] for line in texts]) for n, label in enumerate(self.labels)]
        return found[::-1]


def charts_of(computed: Computed) -> list[Chart]:
    """The charts that have something to show."""
    charts = (
        (
            "members",
            "line",
            _("Members by month"),
            _("Paid terms that cover the last day of each month, both tiers together."),
            computed.members,
        ),
        (
            "fees",
            "bar",
            _("Fees received by month"),
            _("Payments by the day they were received, without those made void."),
            computed.fees,
        ),
        (
            "ending",
            "bar",
            _("Terms that end in the months ahead"),
            _("Memberships that give rights, by the last day of their term."),
            computed.ending,
        ),
    )
    return [
        Chart(name, kind, title, explained, series)
        for name, kind, title, explained, series in charts
        if series is not None and not series.is_empty
    ]
