"""Forms of the bridge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.enums import Frequency
from yangpu_portal.core.enums import Language


class AccountForm(forms.Form):
    """A person's own account: how they are called, in which language they are written to, and how often."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
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
