"""Forms of an import: the file, which rows, and why it is undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from liaison.domain.import_job import ENDINGS
from liaison.enums import ImportMode
from yangpu_portal.core.imports.sheet import SheetKind
from yangpu_portal.core.models import User


class UploadForm(forms.Form):
    """Asks for the owner of the rows where the kind has one."""

    owner: Any = forms.ModelChoiceField(queryset=None, widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_("Excel (.xlsx) or CSV, up to 10 MB and 20,000 rows. Nothing is written yet."),
    )

    def __init__(self, *args: Any, kind: SheetKind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.owners is None:
            del self.fields["owner"]
            return
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.label, owner.queryset = kind.owner_title, kind.owners(user)


class DecisionForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("Which rows"),
        choices=ImportMode.choices,
        initial=ImportMode.GOOD,
        widget=UnfoldAdminRadioSelectWidget,
    )


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("The history keeps it, and members read it in their mail."),
    )
