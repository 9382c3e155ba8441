"""Pages that ask why: where named columns change, the reason goes into the history with the change."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from yangpu_portal.core.history import because

WHY = "why"


class ReasonedForm(forms.ModelForm):
    why = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Stays in the history, for whoever looks later."),
    )
    reason_for: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        changed = [name for name in self.changed_data if name in self.reason_for]
        if self.instance.pk and changed and not values.get(WHY, "").strip():
            names = ", ".join(str(self.fields[name].label) for name in changed)
            self.add_error(WHY, ValidationError(_("You change %(names)s: say why."), params={"names": names}))
        return values


class ReasonedAdmin:
    """For a `PortalAdmin`, before it: changing a column of `reason_for` needs a reason.

    A change of other columns may carry one too; without, nothing is asked.
    """

    reason_for: tuple[str, ...] = ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            base = kwargs.pop("form", self.form)  # type: ignore[attr-defined]
            members = {"reason_for": self.reason_for, "why": ReasonedForm.base_fields[WHY]}
            kwargs["form"] = type("WithReason", (ReasonedForm, base), members)
        return super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        groups = list(super().get_fieldsets(request, obj))  # type: ignore[misc]
        if obj is None or not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return groups
        return [*groups, (_("Why it changes"), {"fields": (WHY,)})]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with because(request.POST.get(WHY, "").strip()[:300]):
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
