"""What came of matches, recorded by officers; the fitted weights and the companies' choices, to be read."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display

from liaison.domain.learning import record_outcome
from liaison.enums import OutcomeKind
from liaison.models import EngineVersion, MatchingPreference, MatchOutcome
from yangpu_portal.core.admin.base import PortalAdmin, ReadOnlyAdmin
from yangpu_portal.core.models import User

KIND_COLOURS = {
    OutcomeKind.INTRODUCED.value: "info",
    OutcomeKind.DECLINED.value: "warning",
    OutcomeKind.MET.value: "info",
    OutcomeKind.NEGOTIATING.value: "info",
    OutcomeKind.NO_DEAL.value: "warning",
    OutcomeKind.DEAL.value: "success",
}


@admin.register(MatchOutcome)
class MatchOutcomeAdmin(PortalAdmin):
    """Recorded and never changed: the next step is a row of its own."""

    list_display = ("match", "shown_kind", "note", "recorded_by", "at")
    list_filter = ("kind",)
    list_select_related = ("match__need", "match__technology", "recorded_by")
    search_fields = (
        "match__need__title_zh",
        "match__need__title_en",
        "match__technology__title_zh",
        "match__technology__title_en",
        "note",
    )
    date_hierarchy = "at"
    autocomplete_fields = ("match",)
    fields = ("match", "kind", "note", ("recorded_by", "at"))
    readonly_fields = ("recorded_by", "at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("outcome"), ordering="kind", label=KIND_COLOURS)
    def shown_kind(self, outcome: MatchOutcome) -> tuple[str, str]:
        return outcome.kind, outcome.get_kind_display()

    def save_model(
        self, request: HttpRequest, obj: MatchOutcome, form: forms.ModelForm, change: bool
    ) -> None:
        assert isinstance(request.user, User)
        made = record_outcome(match=obj.match, user=request.user, kind=obj.kind, note=obj.note)
        obj.pk = made.pk
        obj.refresh_from_db()


@admin.register(EngineVersion)
class EngineVersionAdmin(ReadOnlyAdmin):
    list_display = ("shown_name", "encoder", "note", "created_at", "published_at")
    list_filter = ("encoder",)
    search_fields = ("note", "encoder")
    fields = (
        ("shown_name", "engine", "encoder"),
        "note",
        ("created_at", "created_by", "published_at"),
        "shown_report",
        "shown_weights",
    )
    readonly_fields = ("shown_name", "shown_report", "shown_weights")

    @admin.display(description=pgettext_lazy("of a thing", "name"), ordering="number")
    def shown_name(self, version: EngineVersion) -> str:
        return version.name

    @admin.display(description=_("report"))
    def shown_report(self, version: EngineVersion) -> SafeString:
        return _indented(version.report)

    @admin.display(description=_("weights"))
    def shown_weights(self, version: EngineVersion) -> SafeString:
        return _indented(version.weights)


@admin.register(MatchingPreference)
class MatchingPreferenceAdmin(ReadOnlyAdmin):
    list_display = ("company", "personal", "updated_at")
    list_filter = ("personal",)
    list_select_related = ("company",)
    search_fields = ("company__name_zh", "company__name_en")
    fields = ("company", "personal", "updated_at")


def _indented(data: Any) -> SafeString:
    return format_html("<pre>{}</pre>", json.dumps(data, ensure_ascii=False, indent=2))
