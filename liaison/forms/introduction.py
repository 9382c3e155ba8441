"""What a company says when it asks for an introduction."""

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.domain.introduction import LONGEST_MESSAGE
from startups.models import Company, Need

# Places of the message template that wait for words of the company.
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|［[^］]*］")


class IntroductionForm(forms.Form):
    """What a company says when it asks to meet the people behind an offer."""

    company = forms.ChoiceField(label=_("Company"), widget=forms.RadioSelect)
    need = forms.ChoiceField(
        label=_("For one of your needs"), required=False,
        help_text=_("The liaison office then sees what you look for and can prepare the meeting."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("At most 1,000 characters. The laboratory reads it; leave out what it should not know."),
    )
    may_name_company = forms.BooleanField(
        label=_("The laboratory may see the company's name now"),
        required=False,
        help_text=_("Without it, it reads “a company in Yangpu” until both sides have agreed to meet."),
    )
    submission = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, companies: Sequence[Company], needs: Sequence[Need], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._companies = {company.public_id: company for company in companies}
        self._needs = {need.public_id: need for need in needs}
        company_field = cast(forms.ChoiceField, self.fields["company"])
        need_field = cast(forms.ChoiceField, self.fields["need"])
        company_field.choices = [(key, company.name) for key, company in self._companies.items()]
        if len(companies) == 1:
            company_field.initial = companies[0].public_id
            company_field.widget = forms.HiddenInput()
        need_field.choices = [
            ("", _("None of them")),
            *((key, need.title) for key, need in self._needs.items()),
        ]
        if not needs:
            need_field.widget = forms.HiddenInput()

    @property
    def only_company(self) -> Company | None:
        """The one it is for when there is no choice."""
        return next(iter(self._companies.values())) if len(self._companies) == 1 else None

    def clean_company(self) -> Company:
        return self._companies[self.cleaned_data["company"]]

    def clean_need(self) -> Need | None:
        return self._needs.get(self.cleaned_data["need"])

    def clean_message(self) -> str:
        message = self.cleaned_data["message"]
        if _PLACEHOLDER.search(message):
            raise forms.ValidationError(_("Replace what stands in square brackets by your own words."))
        return message

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        company, need = data.get("company"), data.get("need")
        if company and need and need.company_id != company.pk:
            self.add_error("need", _("This need belongs to another of your companies."))
        return data
