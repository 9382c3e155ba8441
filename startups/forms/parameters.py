"""Rows of wanted parameters."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from startups.models import Need
from yangpu_portal.core.enums import Comparator

# What most needs are measured in, offered while typing.
COMMON_UNITS = (
    *("%", "mm", "μm", "nm", "m", "m²", "m³", "kg", "g", "t", "s", "ms", "min", "h", "d", "°C", "K"),
    *("N", "kN", "MPa", "kPa", "W", "kW", "kWh", "Wh/kg", "V", "A", "mAh", "Hz", "GHz", "dB", "lx", "rpm"),
    *("L/min", "m/s", "mg/L", "W/(m·K)", "CNY", "次", "次/min"),
)
_DIGIT_FIRST = re.compile(r"[-−+]?\d")
_COMPARES = re.compile(r"[<>≤≥=≈]")
_WIDE = str.maketrans(
    {"％": "%", "（": "(", "）": ")", "／": "/", "℃": "°C", "㎜": "mm", "㎏": "kg", "㎡": "m²"}
)


class ParameterForm(forms.Form):
    """One wanted parameter; an empty row is left out."""

    name = forms.CharField(label=_("Parameter"), max_length=160, required=False)
    current_value = forms.DecimalField(label=_("Today"), required=False, max_digits=20, decimal_places=6)
    comparator = forms.ChoiceField(
        label=_("Relation"), choices=Comparator.choices, initial=Comparator.AT_LEAST, required=False
    )
    target_value = forms.DecimalField(label=_("Wanted"), required=False, max_digits=20, decimal_places=6)
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_unit(self) -> str:
        """The unit in one spelling of its signs, so that ％ and ℃ are what they look like."""
        unit = " ".join(self.cleaned_data["unit"].translate(_WIDE).split())
        if _DIGIT_FIRST.match(unit):
            raise ValidationError(_("Write the number under “Wanted” and only the unit here."))
        if _COMPARES.search(unit):
            raise ValidationError(_("Choose the relation in its own box and write only the unit here."))
        return unit

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        given = [
            name
            for name in ("name", "current_value", "target_value", "unit")
            if cleaned.get(name) not in ("", None)
        ]
        if given and "name" not in given and "name" not in self.errors:
            self.add_error("name", _("Name the parameter, or empty the whole row."))
        if given and "target_value" not in given and "target_value" not in self.errors:
            self.add_error("target_value", _("Give the wanted value, or empty the whole row."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The row by name; {} for an empty one."""
        if not self.cleaned_data.get("name"):
            return {}
        single = ("name", "current_value", "target_value", "unit")
        row = {name: self.cleaned_data[name] for name in single}
        return row | {"comparator": self.cleaned_data["comparator"] or Comparator.AT_LEAST.value}


class ParameterRows(forms.BaseFormSet):
    """Rows of wanted parameters."""

    def values(self) -> list[dict[str, Any]]:
        return [values for form in self.forms if (values := form.values())]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = True
        form.use_required_attribute = False

    def faults(self) -> list[str]:
        """Each error with the row it is in, in one line."""
        return [
            _("Row %(number)d, %(label)s: %(error)s")
            % {"number": number, "label": form.fields[name].label, "error": error}
            for number, form in enumerate(self.forms, start=1)
            for name, errors in form.errors.items()
            for error in errors
        ]


ParameterFormSet = forms.formset_factory(
    ParameterForm, formset=ParameterRows, extra=2, max_num=20, validate_max=True
)


def parameters_initial(need: Need) -> list[dict[str, Any]]:
    names = ("name", "current_value", "comparator", "target_value", "unit")
    return [{name: bare(getattr(row, name)) for name in names} for row in need.parameters.all()]


def bare(value: Any) -> Any:
    """A number without the zeros its column adds."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
