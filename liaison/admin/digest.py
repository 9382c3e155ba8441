"""Digests in the admin: who gets them, and what was sent."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from liaison.enums import IssueState
from liaison.models import DigestIssue, DigestItem, DigestSubscription
from yangpu_portal.core.admin.base import PortalAdmin, ReadOnlyAdmin, ReadOnlyInline

STATE_COLOURS = {IssueState.MAILED.value: "success", IssueState.SKIPPED.value: ""}


@admin.register(DigestSubscription)
class DigestSubscriptionAdmin(PortalAdmin):
    list_display = ("user", "frequency", "created_at")
    list_filter = ("frequency",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at",)
    fields = ("user", "frequency", "created_at")


class ItemInline(ReadOnlyInline):
    model = DigestItem
    fields = readonly_fields = ("position", "match")

    def get_queryset(self, request: HttpRequest) -> QuerySet[DigestItem]:
        return super().get_queryset(request).select_related("match__need", "match__technology")


@admin.register(DigestIssue)
class DigestIssueAdmin(ReadOnlyAdmin):
    list_display = ("subscription", "period", "shown_state", "email", "created_at")
    list_filter = ("state", "email__state")
    list_select_related = ("subscription__user", "email")
    search_fields = ("subscription__user__email", "subscription__user__name")
    date_hierarchy = "period"
    inlines = (ItemInline,)
    fields = ("subscription", "period", "state", "email", "created_at")

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, issue: DigestIssue) -> tuple[str, str]:
        return issue.state, issue.get_state_display()
