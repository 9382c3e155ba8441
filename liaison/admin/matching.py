"""Match runs, matches and what people said of them in the admin: to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from liaison.enums import MatchRunState, Verdict
from liaison.models import Match, MatchFeedback, MatchRun
from liaison.wording import reason_sentence
from yangpu_portal.core.admin.base import ReadOnlyAdmin, ReadOnlyInline

RUN_COLOURS = {
    MatchRunState.RUNNING.value: "info",
    MatchRunState.DONE.value: "success",
    MatchRunState.FAILED.value: "danger",
}
VERDICT_COLOURS = {Verdict.USEFUL.value: "success", Verdict.IRRELEVANT.value: "warning"}


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "trigger",
        "shown_state",
        "needs",
        "technologies",
        "matches",
        "engine_version",
        "finished_at",
    )
    list_filter = ("state", "trigger", "engine_version")
    search_fields = ("engine_version", "encoder", "error")
    date_hierarchy = "started_at"
    fields = (
        ("trigger", "state"),
        ("started_at", "finished_at"),
        ("needs", "technologies", "matches"),
        ("engine_version", "encoder"),
        "weights",
        "error",
    )

    @display(description=_("state"), ordering="state", label=RUN_COLOURS)
    def shown_state(self, run: MatchRun) -> tuple[str, str]:
        return run.state, run.get_state_display()


class FeedbackInline(ReadOnlyInline):
    model = MatchFeedback
    fields = readonly_fields = ("user", "verdict", "reason", "updated_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchFeedback]:
        return super().get_queryset(request).select_related("user")


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = ("need", "technology", "rank", "score", "is_current", "updated_at")
    list_display_links = ("need", "technology")
    list_filter = ("is_current", ("need", AutocompleteSelectFilter), ("technology", AutocompleteSelectFilter))
    list_select_related = ("need", "technology")
    search_fields = (
        "public_id",
        "need__title_zh",
        "need__title_en",
        "technology__title_zh",
        "technology__title_en",
    )
    readonly_fields = ("why",)
    inlines = (FeedbackInline,)
    fields = (
        ("need", "technology"),
        "why",
        ("rank", "score"),
        ("lexical", "dense"),
        ("run", "is_current"),
        ("created_at", "updated_at"),
        "public_id",
    )

    @admin.display(description=_("reasons"))
    def why(self, match: Match) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((reason_sentence(reason),) for reason in match.reasons))


@admin.register(MatchFeedback)
class MatchFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("match", "shown_verdict", "reason", "user", "updated_at")
    list_filter = ("verdict", "reason")
    list_select_related = ("match__need", "match__technology", "user")
    search_fields = ("match__need__title_zh", "match__need__title_en", "user__email", "user__name")
    date_hierarchy = "updated_at"
    fields = ("match", "user", "verdict", "reason", ("created_at", "updated_at"))

    @display(description=_("verdict"), ordering="verdict", label=VERDICT_COLOURS)
    def shown_verdict(self, feedback: MatchFeedback) -> tuple[str, str]:
        return feedback.verdict, feedback.get_verdict_display()
