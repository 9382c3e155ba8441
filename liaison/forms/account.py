"""A person's own account."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.enums import Frequency
from startups.models import Company
from yangpu_portal.core.enums import Language

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
