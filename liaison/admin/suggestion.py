"""Rounds of suggestions in the admin: what was chosen for each week, to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liaison.models import Suggestion, SuggestionRound
from yangpu_portal.core.admin.base import ReadOnlyAdmin, ReadOnlyInline


class SuggestionInline(ReadOnlyInline):
    model = Suggestion
    fields = readonly_fields = ("match", "company", "laboratory", "shown_score")
    per_page = 100  # a round may have thousands

    @admin.display(description=_("company"))
    def company(self, suggestion: Suggestion) -> str:
        return str(suggestion.match.need.company)

    @admin.display(description=_("laboratory"))
    def laboratory(self, suggestion: Suggestion) -> str:
        technology = suggestion.match.technology
        return str(technology.laboratory or technology.university)

    @admin.display(description=_("score"))
    def shown_score(self, suggestion: Suggestion) -> str:
        return f"{suggestion.score:.2f}"

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
    list_display = (
        "period",
        "needs",
        "needs_answered",
        "candidates",
        "shown_score",
        "shown_bound",
        "created_at",
    )
    search_fields = ("suggestions__match__need__title_zh", "suggestions__match__need__title_en")
    search_help_text = _("Title of a need")
    date_hierarchy = "period"
    inlines = (SuggestionInline,)
    fields = (
        ("period", "created_at"),
        ("candidates", "needs", "needs_answered"),
        ("shown_score", "shown_bound"),
    )
    readonly_fields = ("shown_score", "shown_bound")

    @admin.display(description=_("total score"), ordering="score")
    def shown_score(self, chosen: SuggestionRound) -> str:
        return f"{chosen.score:.2f}"

    @admin.display(description=_("bound"), ordering="bound")
    def shown_bound(self, chosen: SuggestionRound) -> str:
        return f"{chosen.bound:.2f}"
