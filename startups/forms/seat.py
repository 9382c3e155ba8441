"""Forms of a company's people, and of a company that comes to the portal."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from startups.models import SciTechPark
from yangpu_portal.core.enums import Language
from yangpu_portal.core.identifiers import normalise_uscc, validate_uscc


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail of your colleague"),
        error_messages={
            "required": _("Write your colleague's address."),
            "invalid": _("Write the whole address, such as name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = Language.of(get_language())


class CompanyForm(forms.Form):
    """What a company tells of itself when it comes to the portal."""

    name_zh = forms.CharField(
        label=_("Name in Chinese, as registered"),
        max_length=160,
        required=False,
        help_text=_("One of the two names is enough."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=30,
        help_text=_("18 characters, on the business licence."),
        error_messages={"required": _("Copy the 18 characters from the business licence.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    park = forms.ModelChoiceField(
        label=_("Sci-tech park"),
        queryset=SciTechPark.objects.all(),
        required=False,
        empty_label=_("in no park"),
    )
    summary = forms.CharField(
        label=_("What the company does"),
        max_length=1000,
        help_text=_("Two sentences: products, customers, what is special."),
        error_messages={"required": _("Say in a sentence or two what the company makes and for whom.")},
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
    )

    def clean_uscc(self) -> str:
        code = normalise_uscc(self.cleaned_data["uscc"])
        validate_uscc(code)
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name_zh") and not data.get("name_en") and "name_zh" not in self.errors:
            self.add_error("name_zh", _("Give the name in Chinese, in English, or both."))
        return data
