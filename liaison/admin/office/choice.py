"""The day and the period a page of figures looks at, chosen in its address."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from liaison.enums import PeriodKind
from liaison.queries.figures.as_of import AsOf, as_of


class ChoiceForm(forms.Form):
    period = forms.ChoiceField(
        label=_("Period"), choices=PeriodKind.choices, required=False, widget=UnfoldAdminSelectWidget
    )
    day = forms.DateField(
        label=_("As of"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-03-31.")},
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data.get("day")
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come; choose today or an earlier one."))
        return day


def chosen(request: HttpRequest) -> tuple[ChoiceForm, AsOf, PeriodKind]:
    """What the address asks for; what it does not say is this year up to now."""
    asked = ChoiceForm(request.GET)
    asked.is_valid()
    values = getattr(asked, "cleaned_data", {})
    period = PeriodKind(values.get("period") or PeriodKind.YEAR)
    when = as_of(values.get("day"), period)
    shown = ChoiceForm({"period": period.value, "day": when.day.isoformat()})
    return (asked if asked.errors else shown), when, period


def query_of(when: AsOf, period: PeriodKind) -> str:
    """The address part that asks for the same day and period; today needs no day, it moves on."""
    values = {"period": period.value}
    if when.day != timezone.localdate():
        values["day"] = when.day.isoformat()
    return "?" + urlencode(values)
