"""Forms of the bridge."""

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.domain.introduction import LONGEST_MESSAGE
from liaison.enums import Frequency
from startups.models import Company, Need
from yangpu_portal.core.enums import Language

# Places of the message template that wait for words of the company.
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|［[^］]*］")
_PERSONAL = "personal_"


class AccountForm(forms.Form):
    """A person's own account: how they are called, in which language they are written to, and how often.

    Owners also choose, for each of their `companies`, whether its feedback moves its own suggestions.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write your name, as colleagues and laboratories are to read it.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    latin_name = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=120,
        required=False,
        help_text=_("As on a business card: Wang Xiaoming"),
    )
    language = forms.ChoiceField(
        label=_("Preferred language"), choices=Language.choices, widget=forms.RadioSelect,
        help_text=_("Mails come in this language."),
    )  # fmt: skip
    frequency = forms.ChoiceField(
        label=_("New matches by e-mail"), choices=Frequency.choices, widget=forms.RadioSelect,
        help_text=_("Only when there is something new for one of your company's needs."),
    )  # fmt: skip

    def __init__(self, *args: Any, companies: Sequence[Company] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for company in companies:
            self.fields[personal_field(company)] = forms.BooleanField(
                label=_("Use our feedback for our own suggestions (%(company)s)") % {"company": company.name},
                required=False,
                help_text=_(
                    "Without it, what your colleagues said neither hides nor moves any offer for you."
                ),
            )

    @property
    def profile(self) -> list[forms.BoundField]:
        """How the person is called, and in which language."""
        return [self[name] for name in ("name", "latin_name", "language")]

    @property
    def personal(self) -> list[forms.BoundField]:
        """One choice for each company the person owns."""
        return [field for field in self if field.name.startswith(_PERSONAL)]


def personal_field(company: Company) -> str:
    """The name of a company's choice in the form of the account."""
    return f"{_PERSONAL}{company.public_id}"


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
