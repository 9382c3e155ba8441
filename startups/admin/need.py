"""Technology needs in the admin. An open need that is saved here is matched anew."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from startups.admin.need_review import queue_page, review_page
from startups.domain.need import TRANSITIONS, announce_needs, transition_needs
from startups.enums import NeedState
from startups.models import Need, NeedEvent, NeedParameter
from yangpu_portal.core.admin.base import STAMPS, PortalInline, ReadOnlyInline
from yangpu_portal.core.admin.states import AdminWithStates
from yangpu_portal.core.models import User

STATE_COLOURS = {
    NeedState.DRAFT.value: "",
    NeedState.IN_REVIEW.value: "warning",
    NeedState.OPEN.value: "success",
    NeedState.MATCHED.value: "info",
    NeedState.CLOSED.value: "",
    NeedState.EXPIRED.value: "danger",
    NeedState.WITHDRAWN.value: "danger",
}


class ParameterInline(PortalInline):
    model = NeedParameter
    fields = ("name_zh", "name_en", "current_value", "comparator", "target_value", "unit", "position")


class EventInline(ReadOnlyInline):
    model = NeedEvent
    fields = readonly_fields = ("created_at", "from_state", "to_state", "actor", "remark")


@admin.register(Need)
class NeedAdmin(AdminWithStates):
    transitions = TRANSITIONS
    list_display = ("title", "shown_state", "company", "confidentiality", "wanted_by", "opened_at")
    list_filter = (
        "state",
        "confidentiality",
        ("company", AutocompleteSelectFilter),
        ("fields", AutocompleteSelectFilter),
        "source_language",
        "translation_state",
    )
    list_select_related = ("company",)
    search_fields = ("title_zh", "title_en", "external_id", "public_id")
    date_hierarchy = "opened_at"
    autocomplete_fields = ("company", "author", "fields")
    readonly_fields = ("state", "opened_at", *STAMPS)
    inlines = (ParameterInline, EventInline)
    actions_list = ("review_queue",)
    actions_detail = ("review", "change_state")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("company", "state"),
                    ("title_zh", "title_en"),
                    ("source_language", "translation_state"),
                    ("confidentiality", "author"),
                )
            },
        ),
        (
            _("Description"),
            {
                "fields": (
                    ("situation_zh", "situation_en"),
                    ("target_zh", "target_en"),
                    ("constraints_zh", "constraints_en"),
                    ("tried_zh", "tried_en"),
                    ("keywords_zh", "keywords_en"),
                ),
                "classes": ("tab",),
            },
        ),
        (
            _("Terms"),
            {
                "fields": (
                    ("wanted_by", "minimum_trl"),
                    ("budget_min", "budget_max", "currency"),
                    "cooperation_modes",
                    "fields",
                ),
                "classes": ("tab",),
            },
        ),
        (_("Record"), {"fields": ("opened_at", "external_id", STAMPS), "classes": ("tab",)}),
    )

    @admin.display(description=_("title"), ordering="title_zh")
    def title(self, need: Need) -> str:
        return need.title

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, need: Need) -> tuple[str, str]:
        return need.state, need.get_state_display()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        announce_needs(need_ids=[form.instance.pk])

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("review/", wrap(self.queue_view), name="startups_need_desk"),
            path("<int:object_id>/review/", wrap(self.review_view), name="startups_need_decide"),
            *super().get_urls(),
        ]

    @action(description=_("Needs in review"), permissions=["view"], icon="inbox")
    def review_queue(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:startups_need_desk"))

    @action(description=_("Review"), permissions=["view"], icon="rate_review")
    def review(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return HttpResponseRedirect(reverse("admin:startups_need_decide", args=[object_id]))

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return queue_page(self, request)

    def review_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return review_page(self, request, str(object_id))

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        transition_needs(need_ids=ids, to=NeedState(to), actor=actor)
