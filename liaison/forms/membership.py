"""What a company writes when it applies for a membership, gives it up, or asks for another one."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from liaison.enums import MembershipRequest
from liaison.models import MembershipApplication, Tier
from liaison.wording import clipped, fee_text
from startups.models import Company
from yangpu_portal.core.files import ACCEPT, check_document

MOST_DOCUMENTS = 5
_LONGEST_NAME = 80  # of a file, where it is spoken of


class DocumentsInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Several files, each checked; which of them is wrong stands in its message."""

    widget = DocumentsInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files: Sequence[UploadedFile] = [file for file in data or [] if file]
        errors: list[ValidationError] = []
        if self.required and not files:
            raise ValidationError(_("Choose at least one file."), "required")
        if len(files) > MOST_DOCUMENTS:
            text = ngettext("At most %(n)d file; choose fewer.", "At most %(n)d files; choose fewer.", 5)
            errors.append(ValidationError(text % {"n": MOST_DOCUMENTS}, "too_many"))
        for file in files:
            try:
                super().clean(file, initial)
                check_document(file)
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(files)


class ApplicationForm(forms.Form):
    """An application of one of the person's companies for a tier of a program."""

    company = forms.ChoiceField(label=_("Company"), widget=forms.RadioSelect)
    tier = forms.ChoiceField(label=_("Tier"), widget=forms.RadioSelect)
    contact_name = forms.CharField(
        label=_("Contact person"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write whom the district may call.")},
    )
    contact_email = forms.EmailField(
        label=_("E-mail of the contact"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    contact_phone = forms.CharField(
        label=_("Telephone of the contact"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    purpose = forms.CharField(
        label=_("What the company hopes for"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Which questions you would put to professors, and which laboratories you want to meet."),
        error_messages={"required": _("Say in a few sentences what the membership is for.")},
    )
    documents = DocumentsField(
        label=_("Documents"),
        required=False,
        help_text=_(
            "Such as the business licence or a company profile: up to 5 files of 10 MB, "
            "PDF, PNG, JPEG, Word or Excel."
        ),
    )
    accept_terms = forms.BooleanField(
        label=_("We accept the terms of membership"),
        error_messages={"required": _("An application needs the terms to be accepted.")},
    )

    def __init__(
        self, *args: Any, companies: Sequence[Company], tiers: Iterable[Tier], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._companies = {company.public_id: company for company in companies}
        self._tiers = {tier.slug: tier for tier in tiers}
        company_field = cast(forms.ChoiceField, self.fields["company"])
        tier_field = cast(forms.ChoiceField, self.fields["tier"])
        company_field.choices = [(key, company.name) for key, company in self._companies.items()]
        tier_field.choices = [
            (
                key,
                _("%(tier)s: %(fee)s a year")
                % {"tier": tier.name, "fee": fee_text(tier.annual_fee, tier.currency)},
            )
            for key, tier in self._tiers.items()
        ]
        tier_field.initial = next(iter(self._tiers), None)
        if len(companies) == 1:
            company_field.initial = companies[0].public_id
            company_field.widget = forms.HiddenInput()

    @property
    def only_company(self) -> Company | None:
        """The one it is for when there is no choice."""
        return next(iter(self._companies.values())) if len(self._companies) == 1 else None

    def clean_company(self) -> Company:
        return self._companies[self.cleaned_data["company"]]

    def clean_tier(self) -> Tier:
        return self._tiers[self.cleaned_data["tier"]]

    def ask_for_files_again(self) -> None:
        """A browser keeps no files: says which ones have to be chosen again, beside what was wrong."""
        names = [clipped(file.name or "", _LONGEST_NAME) for file in self.files.getlist("documents")]
        if names:
            text = _("Choose these files again, the browser has not kept them: %(names)s")
            self.add_error("documents", ValidationError(text, "again", {"names": ", ".join(names)}))

    def application(self) -> MembershipApplication:
        """What was written, not yet stored."""
        data = self.cleaned_data
        return MembershipApplication(
            contact_name=data["contact_name"],
            contact_email=data["contact_email"],
            contact_phone=data["contact_phone"],
            purpose=data["purpose"],
        )


class DocumentsForm(forms.Form):
    documents = DocumentsField(
        label=_("Documents"),
        help_text=_("Up to 5 files of 10 MB at a time, PDF, PNG, JPEG, Word or Excel."),
    )


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The district reads it, and it stays with the application."),
        error_messages={"required": _("Say why; the holder and whoever looks later will read it.")},
    )


class RequestForm(forms.Form):
    """The next term, or another tier: an official answers."""

    wish = forms.ChoiceField(label=_("What you ask for"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What the district should know"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, tier: Tier, tiers: Iterable[Tier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tiers = {other.slug: other for other in tiers}
        field = cast(forms.ChoiceField, self.fields["wish"])
        next_term = _("The next term as it is: %(tier)s, %(fee)s")
        field.choices = [
            ("", next_term % {"tier": tier.name, "fee": fee_text(tier.term_fee, tier.currency)}),
            *(
                (
                    key,
                    _("Another tier: %(tier)s, %(fee)s a year")
                    % {"tier": other.name, "fee": fee_text(other.annual_fee, other.currency)},
                )
                for key, other in self._tiers.items()
            ),
        ]
        field.required = False  # "" is the next term
        field.initial = ""

    @property
    def kind(self) -> MembershipRequest:
        return MembershipRequest.TIER if self.cleaned_data["wish"] else MembershipRequest.RENEWAL

    @property
    def wanted(self) -> Tier | None:
        return self._tiers.get(self.cleaned_data["wish"])
