"""Rounds of suggestions in the admin: what was chosen for each week, to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liaison.models import Suggestion, SuggestionRound
from yangpu_portal.core.admin.base import ReadOnlyAdmin, ReadOnlyInline


class SuggestionInline(ReadOnlyInline):
    model = Suggestion
    fields = readonly_fields = ("match", "company", "laboratory", "score")
    per_page = 100  # a round may have thousands

    @admin.display(description=_("company"))
    def company(self, suggestion: Suggestion) -> str:
        return str(suggestion.match.need.company)

    @admin.display(description=_("laboratory"))
    def laboratory(self, suggestion: Suggestion) -> str:
        technology = suggestion.match.technology
        return str(technology.laboratory or technology.university)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return (
            super()
            .get_queryset(request)
            .select_related(
                "match__need__company", "match__technology__laboratory", "match__technology__university"
            )
        )


@admin.register(SuggestionRound)
class SuggestionRoundAdmin(ReadOnlyAdmin):
    list_display = ("period", "needs", "needs_answered", "candidates", "score", "bound", "created_at")
    search_fields = ("suggestions__match__need__title_zh", "suggestions__match__need__title_en")
    search_help_text = _("Title of a need")
    date_hierarchy = "period"
    inlines = (SuggestionInline,)
    fields = (
        ("period", "created_at"),
        ("candidates", "needs", "needs_answered"),
        ("score", "bound"),
    )
