"""The steps of posting a need. Nothing is required while writing: a step may be left half-filled.

What is too long or missing is told when the need is handed in (`domain/draft_check.py`); only what no column
could hold is refused here.
"""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from startups.domain.draft import StepContent, may_not_change_language, step_content
from startups.domain.draft_check import LABELS, LONGEST_TITLE, longest_answer
from startups.enums import Confidentiality, NeedStep
from startups.forms.parameters import bare
from startups.models import Need
from universities.filters import field_choices
from yangpu_portal.core.enums import CooperationMode, Language
from yangpu_portal.core.readiness import LEVELS

_MOST_MONEY = 10**12 - 1
_MOST_KEPT = 5000  # far beyond the limit, so that nothing pasted is lost before it is shortened


def _answer(name: str, help_text: Any, *, rows: int = 6) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=LABELS[name], help_text=help_text, required=False, max_length=_MOST_KEPT, widget=widget
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


class StepForm(forms.Form):
    """One step. `seen` is the mark of what it held when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    texts: tuple[str, ...] = ()
    use_required_attribute = False

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.texts:
            most = LONGEST_TITLE if name == "title" else longest_answer(language)
            control = self.fields[name]
            control.widget.attrs["data-most"] = most
            # The server alone limits what is typed: a control that cuts would lose what is pasted.
            control.widget.attrs.pop("maxlength", None)
            # Sentences are joined by the translation: Chinese ones without a blank.
            words = {"help": control.help_text, "limit": most}
            control.help_text = _("%(help)s At most %(limit)d characters.") % words

    @property
    def controls(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("seen", "fields_wanted")]

    def content(self, language: str) -> StepContent:
        return StepContent({name: self.cleaned_data[name] for name in self.texts}, language=language)


class ProblemForm(StepForm):
    texts = ("title", "situation")

    language = forms.ChoiceField(
        label=_("Language of the need"), choices=Language.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=LABELS["title"], max_length=300, required=False, help_text=_("One line that says it all.")
    )
    situation = _answer(
        "situation", _("The process, the numbers, what goes wrong and what it costs."), rows=8
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("Technology fields"), required=False, help_text=_("Up to three help most.")
    )

    def __init__(self, *args: Any, fixed_language: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grouped_choices = field_choices()
        self.fields["fields_wanted"].choices = self.grouped_choices  # type: ignore[attr-defined]
        if fixed_language:
            del self.fields["language"]

    @property
    def field_groups(self) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
        """Technology fields under their top-level field: options with "chosen", and whether any is."""
        chosen = set(self["fields_wanted"].value() or ())
        groups = [
            (group, [(code, label, code in chosen) for code, label in options])
            for group, options in self.grouped_choices
        ]
        return [(group, options, any(ticked for *_rest, ticked in options)) for group, options in groups]

    def content(self, language: str) -> StepContent:
        data = self.cleaned_data
        values = {name: data[name] for name in self.texts}
        return StepContent(values, data["fields_wanted"], language=data.get("language") or language)


class TargetForm(StepForm):
    texts = ("target", "constraints")

    target = _answer("target", _("What would be different, in numbers if you can."))
    constraints = _answer("constraints", _("Space, temperature, standards, existing equipment, time."))


class TriedForm(StepForm):
    texts = ("tried",)

    tried = _answer("tried", _("What was bought or built before, and why it was not enough."), rows=8)


class TermsForm(StepForm):
    cooperation_modes = forms.MultipleChoiceField(
        label=_("Ways to cooperate"),
        required=False,
        choices=CooperationMode.choices,
        widget=forms.CheckboxSelectMultiple,
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
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Confidentiality.choices, widget=forms.RadioSelect,
        help_text=_("Liaison officers of the district always read it."),
    )  # fmt: skip
    terms = ("budget_min", "budget_max", "wanted_by")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        lower, upper = cleaned.get("budget_min"), cleaned.get("budget_max")
        if lower is not None and upper is not None and lower > upper:
            self.add_error("budget_max", _("The upper budget is below the lower one."))
        return cleaned

    def content(self, language: str) -> StepContent:
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return StepContent(values, language=language)


STEP_FORMS: dict[str, type[StepForm]] = {
    NeedStep.PROBLEM.value: ProblemForm,
    NeedStep.TARGET.value: TargetForm,
    NeedStep.TRIED.value: TriedForm,
    NeedStep.TERMS.value: TermsForm,
}


def initial_of(need: Need, step: str) -> dict[str, Any]:
    """The form of a step as it is stored, with its mark."""
    stored = step_content(need, step)
    values = {name: bare(value) for name, value in stored.values.items()}
    return {
        **values,
        "language": need.source_language,
        "fields_wanted": list(stored.fields or ()),
        "seen": stored.mark,
    }


def form_options(need: Need, step: str) -> dict[str, Any]:
    """What the form of a step needs to know of its need."""
    options: dict[str, Any] = {"language": need.source_language}
    if step == NeedStep.PROBLEM:
        options["fixed_language"] = may_not_change_language(need)
    return options
