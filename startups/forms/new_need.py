"""How a need begins: with the first step, or with a pasted description."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startups.domain.draft_reading import LONGEST_DESCRIPTION
from startups.forms.need import ProblemForm
from startups.models import Company


class _OfCompany(forms.Form):
    """The one-time key lets a form that is sent twice make one need; `companies` are the person's own."""

    submission = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    company = forms.ModelChoiceField(label=_("Company"), queryset=Company.objects.none(), empty_label=None)

    def __init__(self, *args: Any, companies: Sequence[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_company = companies[0] if len(companies) == 1 else None
        choice = self.fields["company"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Company.objects.filter(pk__in=[company.pk for company in companies])
        if self.only_company:
            del self.fields["company"]

    @property
    def chosen_company(self) -> Company:
        return self.only_company or self.cleaned_data["company"]

    @property
    def key(self) -> str:
        return self.cleaned_data["submission"] or uuid.uuid4().hex


class NewNeedForm(_OfCompany, ProblemForm):
    field_order = ("submission", "seen", "company", "language", "title", "situation", "fields_wanted")

    @property
    def controls(self) -> list[forms.BoundField]:
        return [bound for bound in super().controls if bound.name != "submission"]


class DescriptionForm(_OfCompany):
    description = forms.CharField(
        label=_("Your description"),
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A mail, a paragraph, a page of a report. It is kept beside the answers."),
        error_messages={"required": _("Paste a description first, or fill in the answers below.")},
    )
    use_required_attribute = False


def fresh_key() -> str:
    return uuid.uuid4().hex
