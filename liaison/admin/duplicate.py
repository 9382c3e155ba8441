"""Offers listed twice and joint requests in the admin: found by the portal, decided by people."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from liaison.domain.duplicates import (
    JOINT_REQUEST_TRANSITIONS,
    TWIN_TRANSITIONS,
    transition_joint_requests,
    transition_twins,
)
from liaison.enums import JointRequestState, TwinState
from liaison.models import JointRequest, TechnologyTwin
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.admin.states import AdminWithStates
from yangpu_portal.core.models import User

TWIN_COLOURS = {
    TwinState.FOUND.value: "warning",
    TwinState.CONFIRMED.value: "success",
    TwinState.REJECTED.value: "",
}
REQUEST_COLOURS = {
    JointRequestState.SUGGESTED.value: "warning",
    JointRequestState.TAKEN_UP.value: "success",
    JointRequestState.DISMISSED.value: "",
}
DEEDS = {
    "to_confirmed": _("The same: show the one instead of the other"),
    "to_rejected": _("Not the same: show both"),
    "to_taken_up": _("Take up as a joint request"),
    "to_dismissed": _("Dismiss, and do not suggest again"),
}
# The theme sets links in text colour.
_LINKED = '<a class="text-primary-600 underline" href="{}">{}</a> · {}'


class DecidedAdmin(AdminWithStates):
    """Rows found by the portal: people only decide about them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _title, options in self.fieldsets or () for name in options["fields"]]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page has a button that changes the state; those that save a form would save nothing."""
        without = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **without})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {
            name: (function, name, DEEDS.get(name, label))
            for name, (function, _name, label) in super().get_actions(request).items()
        }


@admin.register(TechnologyTwin)
class TechnologyTwinAdmin(DecidedAdmin):
    transitions = TWIN_TRANSITIONS
    list_display = ("hidden", "shown", "why", "shown_similarity", "shown_state", "updated_at")
    list_display_links = ("shown_similarity",)
    list_filter = ("state", "why", "technology__university")
    list_select_related = ("technology__university", "shown_instead__university")
    search_fields = (
        "technology__title_zh",
        "technology__title_en",
        "shown_instead__title_zh",
        "shown_instead__title_en",
    )
    fieldsets = (
        (None, {"fields": ("hidden", "shown", "why", "shown_similarity", "state")}),
        (_("Record"), {"fields": ("created_at", "updated_at"), "classes": ("collapse",)}),
    )

    @admin.display(description=_("hidden offer"), ordering="technology__title_zh")
    def hidden(self, twin: TechnologyTwin) -> SafeString:
        return _offer(twin.technology)

    @admin.display(description=_("shown instead"), ordering="shown_instead__title_zh")
    def shown(self, twin: TechnologyTwin) -> SafeString:
        return _offer(twin.shown_instead)

    @admin.display(description=_("similarity"), ordering="similarity")
    def shown_similarity(self, twin: TechnologyTwin) -> str:
        return f"{twin.similarity:.2f}"

    @display(description=_("state"), ordering="state", label=TWIN_COLOURS)
    def shown_state(self, twin: TechnologyTwin) -> tuple[str, str]:
        return twin.state, twin.get_state_display()

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        transition_twins(twin_ids=ids, to=TwinState(to), actor=actor)


@admin.register(JointRequest)
class JointRequestAdmin(DecidedAdmin):
    transitions = JOINT_REQUEST_TRANSITIONS
    list_display = ("shown_needs", "shown_similarity", "shown_state", "found_at")
    list_display_links = ("shown_similarity",)
    list_filter = ("state",)
    search_fields = ("needs__title_zh", "needs__title_en", "needs__company__name_zh")
    date_hierarchy = "found_at"
    fieldsets = ((None, {"fields": ("shown_needs", "shown_similarity", "state", "found_at")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JointRequest]:
        return super().get_queryset(request).prefetch_related("needs__company")

    @admin.display(description=_("needs"))
    def shown_needs(self, joint: JointRequest) -> SafeString:
        return format_html_join(SafeString("<br>"), "{}", ((_need(need),) for need in joint.needs.all()))

    @admin.display(description=_("similarity"), ordering="similarity")
    def shown_similarity(self, joint: JointRequest) -> str:
        return f"{joint.similarity:.2f}"

    @display(description=_("state"), ordering="state", label=REQUEST_COLOURS)
    def shown_state(self, joint: JointRequest) -> tuple[str, str]:
        return joint.state, joint.get_state_display()

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        transition_joint_requests(request_ids=ids, to=JointRequestState(to), actor=actor)


def _offer(technology: Technology) -> SafeString:
    address = technology.get_absolute_url()
    return format_html(_LINKED, address, technology.title, technology.university)


def _need(need: Need) -> SafeString:
    return format_html(_LINKED, need.get_absolute_url(), need.title, need.company)
