"""The form by which a company posts a need: one language, one page, and rows of wanted parameters."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from startups.enums import Confidentiality
from startups.models import Company, Need
from universities.filters import field_choices
from yangpu_portal.core.enums import Comparator, CooperationMode, Language, TranslationState
from yangpu_portal.core.readiness import LEVELS

_ANSWERS = ("situation", "target", "constraints", "tried")
_PAIRED = ("title", *_ANSWERS)
_SINGLE = ("budget_min", "budget_max", "wanted_by", "minimum_trl", "cooperation_modes", "confidentiality")
_MOST_MONEY = 10**12 - 1
_LONGEST_ANSWER = 5000


def _answer(label: Any, help_text: Any, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=_LONGEST_ANSWER, widget=widget
    )


def _amount(label: Any) -> forms.DecimalField:
    limits = [MaxValueValidator(_MOST_MONEY, _("This is more than a budget can be."))]
    return forms.DecimalField(
        label=label, required=False, min_value=0, decimal_places=2, validators=limits,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip


def _level_choices() -> list[tuple[str, Any]]:
    return [
        ("", _("No minimum")),
        *((str(level), f"TRL {level} · {words}") for level, words in LEVELS.items()),
    ]


class NeedForm(forms.Form):
    """What is asked of a company. `companies` are those the person has a seat in."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.none(), empty_label=None)
    language = forms.ChoiceField(
        label=_("Language of the need"), choices=Language.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("What are you looking for?"),
        max_length=200,
        help_text=_("One line that says it all, up to 80 characters reads best."),
    )
    situation = _answer(
        _("What happens today?"),
        _("The process, the numbers, what goes wrong and what it costs."),
        required=True,
    )
    target = _answer(_("What should be reached?"), _("What would be different, in numbers if you can."))
    constraints = _answer(
        _("What must be kept to?"), _("Space, temperature, standards, existing equipment, time.")
    )
    tried = _answer(
        _("What have you tried?"), _("What was bought or built before, and why it was not enough.")
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("Technology fields"), required=False, help_text=_("Up to three help most.")
    )
    budget_min = _amount(_("Budget from (CNY)"))
    budget_max = _amount(_("Budget to (CNY)"))
    wanted_by = forms.DateField(
        label=_("Wanted by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    minimum_trl = forms.TypedChoiceField(
        label=_("Least technology readiness"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=_level_choices,
    )
    cooperation_modes = forms.MultipleChoiceField(
        label=_("Ways to cooperate"),
        required=False,
        choices=CooperationMode.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Confidentiality.choices, widget=forms.RadioSelect,
        initial=Confidentiality.ANONYMOUS, help_text=_("Liaison officers of the district always read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, companies: Sequence[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_company = companies[0] if len(companies) == 1 else None
        choice = self.fields["company"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Company.objects.filter(pk__in=[company.pk for company in companies])
        choice.required = self.only_company is None
        self.grouped_choices = field_choices()
        self.fields["fields_wanted"].choices = self.grouped_choices  # type: ignore[attr-defined]

    @property
    def answers(self) -> list[forms.BoundField]:
        """What is asked in words, in the order of the page."""
        return [self[name] for name in _PAIRED]

    @property
    def terms(self) -> list[forms.BoundField]:
        """What goes side by side."""
        return [self[name] for name in ("budget_min", "budget_max", "wanted_by")]

    @property
    def field_groups(self) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
        """Technology fields under their top-level field: options with "chosen", and whether any is."""
        chosen = set(self["fields_wanted"].value() or ())
        groups = [
            (group, [(code, label, code in chosen) for code, label in options])
            for group, options in self.grouped_choices
        ]
        return [(group, options, any(ticked for *_rest, ticked in options)) for group, options in groups]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.only_company:
            cleaned["company"] = self.only_company
        lower, upper = cleaned.get("budget_min"), cleaned.get("budget_max")
        if lower is not None and upper is not None and lower > upper:
            self.add_error("budget_max", _("The upper budget is below the lower one."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Columns of Need by name."""
        suffix = Language(self.cleaned_data["language"]).suffix
        paired = {f"{name}_{suffix}": self.cleaned_data[name] for name in _PAIRED}
        return paired | {name: self.cleaned_data[name] for name in _SINGLE}


class ParameterForm(forms.Form):
    """One wanted parameter; an empty row is left out."""

    name = forms.CharField(label=_("Parameter"), max_length=160, required=False)
    current_value = forms.DecimalField(label=_("Today"), required=False, max_digits=20, decimal_places=6)
    comparator = forms.ChoiceField(
        label=_("Relation"), choices=Comparator.choices, initial=Comparator.AT_LEAST, required=False
    )
    target_value = forms.DecimalField(label=_("Wanted"), required=False, max_digits=20, decimal_places=6)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)

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

    def values(self, language: Language) -> dict[str, Any]:
        """Columns of NeedParameter by name; {} for an empty row."""
        if not self.cleaned_data.get("name"):
            return {}
        single = ("current_value", "target_value", "unit")
        return {
            f"name_{language.suffix}": self.cleaned_data["name"],
            "comparator": self.cleaned_data["comparator"] or Comparator.AT_LEAST,
            **{name: self.cleaned_data[name] for name in single},
        }


class ParameterRows(forms.BaseFormSet):
    """Rows of wanted parameters."""

    def values(self, language: Language) -> list[dict[str, Any]]:
        return [values for form in self.forms if (values := form.values(language))]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = True
        form.use_required_attribute = False


ParameterFormSet = forms.formset_factory(
    ParameterForm, formset=ParameterRows, extra=3, max_num=20, validate_max=True
)


def blank_initial(language: str) -> dict[str, Any]:
    """A fresh form: the one-time key lets a form that is sent twice make one need."""
    return {"submission": uuid.uuid4().hex, "language": language}


def need_initial(need: Need) -> dict[str, Any]:
    """The form as the need stands, in the language it was written in."""
    suffix = Language(need.source_language).suffix
    paired = {name: getattr(need, f"{name}_{suffix}") for name in _PAIRED}
    single = {name: _bare(getattr(need, name)) for name in _SINGLE}
    codes = [field.code for field in need.fields.all()]
    return {
        **paired,
        **single,
        "language": need.source_language,
        "company": need.company_id,
        "fields_wanted": codes,
    }


def parameters_initial(need: Need) -> list[dict[str, Any]]:
    names = ("name", "current_value", "comparator", "target_value", "unit")
    return [{name: _bare(getattr(row, name)) for name in names} for row in need.parameters.all()]


def _bare(value: Any) -> Any:
    """A number without the zeros its column adds."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def stale_translation(need: Need, values: Mapping[str, Any]) -> dict[str, Any]:
    """A change of the source makes the text in the other language older than it."""
    other = Language(need.source_language).other.suffix
    translated = any(getattr(need, f"{name}_{other}") for name in _PAIRED)
    changed = any(
        getattr(need, name) != value for name, value in values.items() if name.endswith(("_zh", "_en"))
    )
    return {"translation_state": TranslationState.STALE} if translated and changed else {}
