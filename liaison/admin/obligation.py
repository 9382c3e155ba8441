"""What is owed by agreements in the admin: who, what, by when, and whether it is done."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from liaison.domain.agreement import (
    MANAGE,
    OBLIGATION_TRANSITIONS,
    add_obligation,
    bring_obligations,
    change_obligation,
)
from liaison.enums import ObligationState
from liaison.models import Obligation
from yangpu_portal.core.admin.reasons import WHY, ReasonedAdmin
from yangpu_portal.core.admin.states import AdminWithStates, StateForm
from yangpu_portal.core.models import User

STATE_COLOURS = {
    ObligationState.OPEN.value: "info",
    ObligationState.DONE.value: "success",
    ObligationState.WAIVED.value: "",
}
SOON = timedelta(days=30)


class ShowsObligation:
    @admin.display(description=_("what is owed"), ordering="text_zh")
    def text(self, obligation: Obligation) -> str:
        return obligation.text

    @display(
        description=_("due on"), ordering="due_on", label={"late": "danger", "soon": "warning", "far": ""}
    )
    def shown_due(self, obligation: Obligation) -> tuple[str, str]:
        near, day = how_near(obligation, timezone.localdate()), obligation.due_on.isoformat()
        return near, f"{day} {_('overdue')}" if near == "late" else day

    shown_due.as_cell = lambda obligation: obligation.due_on

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, obligation: Obligation) -> tuple[str, str]:
        return obligation.state, obligation.get_state_display()


def how_near(obligation: Obligation, today: date) -> str:
    """`late`, `soon` or `far`; what is not open is never near."""
    if obligation.state != ObligationState.OPEN or obligation.due_on > today + SOON:
        return "far"
    return "late" if obligation.due_on < today else "soon"


class DueFilter(admin.SimpleListFilter):
    title, parameter_name = _("due"), "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("overdue")), ("soon", _("within 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Obligation]) -> QuerySet[Obligation]:
        today = timezone.localdate()
        days = {"late": Q(due_on__lt=today), "soon": Q(due_on__range=(today, today + SOON))}
        if self.value() not in days:
            return queryset
        return queryset.filter(days[str(self.value())], state=ObligationState.OPEN)


class ObligationStateForm(StateForm):
    done_on = forms.DateField(
        label=_("Done on"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text=_("Only where it is done; left empty: today."),
    )
    note = forms.CharField(
        label=pgettext_lazy("a remark", "Note"),
        required=False,
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("How it was done; or why it is waived or open again."),
    )


@admin.register(Obligation)
class ObligationAdmin(ShowsObligation, ReasonedAdmin, AdminWithStates):
    transitions = OBLIGATION_TRANSITIONS
    state_form = ObligationStateForm
    reason_for = ("due_on",)
    list_display = ("text", "agreement", "party", "shown_due", "shown_state", "done_on")
    list_filter = (DueFilter, "state", "party", ("agreement__university", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("agreement",)
    search_fields = (
        "text_zh",
        "text_en",
        "agreement__subject_zh",
        "agreement__subject_en",
        "agreement__number",
    )
    search_help_text = _("What is owed, or the agreement")
    ordering = ("due_on", "pk")
    readonly_fields = ("state", "done_on", "note")
    fieldsets = (
        (None, {"fields": ("agreement", ("party", "due_on"), ("text_zh", "text_en"))}),
        (_("State"), {"fields": (("state", "done_on"), "note")}),
    )

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MANAGE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what is owed no more is waived, with the reason

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        groups = list(super().get_fieldsets(request, obj))
        return groups if obj is not None else groups[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None else [*fixed, "agreement"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without those for many rows: each has a day or a note of its own."""
        return {name: one for name, one in super().get_actions(request).items() if not name.startswith("to_")}

    def save_model(self, request: HttpRequest, obj: Obligation, form: forms.ModelForm, change: bool) -> None:
        assert isinstance(request.user, User)
        values = {name: value for name, value in form.cleaned_data.items() if name not in (WHY, "agreement")}
        if change:
            why = form.cleaned_data.get(WHY, "")
            change_obligation(obligation_id=obj.pk, values=values, actor=request.user, reason=why)
            return
        made = add_obligation(
            agreement_id=form.cleaned_data["agreement"].pk, values=values, actor=request.user
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        bring_obligations(obligation_ids=ids, to=ObligationState(to), actor=actor, **details)
