"""Figures as they are shown: the number in words, where it leads, what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.admin.office.choice import query_of
from liaison.enums import FigureGroup, PeriodKind
from liaison.queries.figures.as_of import AsOf
from liaison.queries.figures.computed import Computed
from liaison.queries.figures.figure import Figure, Measure, Value
from yangpu_portal.core.admin.named_rows import PARAMETER, PERIOD

_SIGNS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£"}


@dataclass(frozen=True, slots=True)
class Card:
    figure: Figure
    numbers: list[str]
    note: str
    list_url: str
    sheet_url: str
    is_quiet: bool  # nothing to do, nothing to worry about


def money_text(amount: Decimal, currency: str) -> str:
    """Grouped by thousands in both languages, as vouchers are."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{_SIGNS.get(currency, f'{currency} ')}{amount:,.{places}f}"


def count_text(number: int) -> str:
    return f"{number:,}"


def percent_text(share: float) -> str:
    return f"{share:.0%}"


def number_texts(figure: Figure, value: Value | None) -> list[str]:
    """The figure in words; several where there are several currencies."""
    if value is None:
        return [_("not recorded")]
    if figure.measure is Measure.SUM:
        amounts = [money_text(amount, currency) for currency, amount in value.amounts.items()]
        return amounts or [count_text(0)]
    if figure.measure is Measure.SHARE:
        return [_("none ended") if value.share is None else percent_text(value.share)]
    return [count_text(value.count)]


def note_text(figure: Figure, value: Value | None) -> str:
    """How many rows are behind a number that is not their number."""
    if value is None or figure.measure is Measure.COUNT or not value.count:
        return ""
    if figure.measure is Measure.SHARE:
        told = {"hits": count_text(value.hits or 0), "count": count_text(value.count)}
        return _("%(hits)s of %(count)s terms") % told
    return ngettext("%(count)s entry", "%(count)s entries", value.count) % {"count": count_text(value.count)}


def card_of(figure: Figure, value: Value | None, when: AsOf, period: PeriodKind) -> Card:
    sheet = reverse("figure_sheet", args=[figure.name]) + query_of(when, period)
    return Card(
        figure=figure,
        numbers=number_texts(figure, value),
        note=note_text(figure, value),
        list_url="" if value is None else list_url(figure, when, period),
        sheet_url="" if value is None else sheet,
        is_quiet=not value or not value.count,
    )


def list_url(figure: Figure, when: AsOf, period: PeriodKind) -> str:
    """The admin's list of exactly the rows counted; for a day in the past the list of them as they were."""
    if when.until is not None or when.derived or not admin.site.is_registered(figure.model):
        return reverse("figure", args=[figure.name]) + query_of(when, period)
    asked = dict(figure.lookup(when)) if figure.lookup else {PARAMETER: figure.name, PERIOD: period.value}
    opts = figure.model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + "?" + urlencode(asked)


def groups_of(
    figures: Iterable[Figure], computed: Computed, when: AsOf, period: PeriodKind
) -> list[tuple[FigureGroup, list[Card]]]:
    """The cards by group, in the order of the groups; groups without any are left out."""
    cards = [card_of(figure, computed.values[figure.name], when, period) for figure in figures]
    groups = [(group, [card for card in cards if card.figure.group == group]) for group in FigureGroup]
    return [(group, found) for group, found in groups if found]
