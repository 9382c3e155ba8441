"""Match runs, matches and what people said of them in the admin: to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from liaison.enums import MatchBand, MatchRunState, Verdict
from liaison.models import Match, MatchFeedback, MatchRun
from liaison.wording import SIGNAL_NAMES, gain_sentence, gap_sentence, reason_sentence
from yangpu_portal.core.admin.base import ReadOnlyAdmin, ReadOnlyInline

RUN_COLOURS = {
    MatchRunState.RUNNING.value: "info",
    MatchRunState.DONE.value: "success",
    MatchRunState.FAILED.value: "danger",
}
BAND_COLOURS = {
    MatchBand.STRONG.value: "success",
    MatchBand.POSSIBLE.value: "info",
    MatchBand.WEAK.value: "default",
}
VERDICT_COLOURS = {Verdict.USEFUL.value: "success", Verdict.IRRELEVANT.value: "warning"}


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "trigger",
        "shown_state",
        "parts",
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
        ("trigger", "state", "parts"),
        ("started_at", "finished_at"),
        ("needs", "technologies", "matches"),
        ("engine_version", "encoder"),
        "weights",
        "error",
    )
    readonly_fields = ("parts",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchRun]:
        done = Count("chunks", filter=Q(chunks__done=True))
        return super().get_queryset(request).annotate(parts_done=done, parts_all=Count("chunks"))

    @display(description=_("state"), ordering="state", label=RUN_COLOURS)
    def shown_state(self, run: MatchRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @display(description=_("parts"))
    def parts(self, run: Any) -> str:
        if not run.parts_all:
            return self.get_empty_value_display()
        values = {"done": run.parts_done, "open": run.parts_all - run.parts_done}
        return _("%(done)d done, %(open)d open") % values


class FeedbackInline(ReadOnlyInline):
    model = MatchFeedback
    fields = readonly_fields = ("user", "verdict", "reason", "updated_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchFeedback]:
        return super().get_queryset(request).select_related("user")


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = (
        "need",
        "technology",
        "rank",
        "shown_band",
        "shown_probability",
        "is_current",
        "updated_at",
    )
    list_display_links = ("need", "technology")
    list_filter = (
        "band",
        "is_current",
        ("need", AutocompleteSelectFilter),
        ("technology", AutocompleteSelectFilter),
    )
    list_select_related = ("need", "technology")
    search_fields = (
        "public_id",
        "need__title_zh",
        "need__title_en",
        "technology__title_zh",
        "technology__title_en",
        "need__company__name_zh",
        "need__company__name_en",
    )
    readonly_fields = ("why", "gap_in_words", "shown_probability", "parts_of_score", "shown_signals")
    inlines = (FeedbackInline,)
    fields = (
        ("need", "technology"),
        "why",
        "gap_in_words",
        ("rank", "band", "shown_probability"),
        "parts_of_score",
        "shown_signals",
        ("run", "is_current"),
        ("created_at", "updated_at"),
        "public_id",
    )

    @display(description=_("strength"), ordering="band", label=BAND_COLOURS)
    def shown_band(self, match: Match) -> tuple[str, str]:
        return match.band, match.get_band_display()

    @admin.display(description=_("probability"), ordering="probability")
    def shown_probability(self, match: Match) -> str:
        return f"{match.probability:.2f}"

    @admin.display(description=_("score"))
    def parts_of_score(self, match: Match) -> str:
        dense = self.get_empty_value_display() if match.dense is None else f"{match.dense:.2f}"
        values = {"score": f"{match.score:.2f}", "lexical": f"{match.lexical:.2f}", "dense": dense}
        return _("%(score)s (words %(lexical)s, meaning %(dense)s)") % values

    @admin.display(description=_("signals"))
    def shown_signals(self, match: Match) -> SafeString | str:
        lines = format_html_join(
            SafeString("<br>"),
            "{} {}",
            ((SIGNAL_NAMES.get(name, name), f"{score:.2f}") for name, score in match.signals.items()),
        )
        return lines or self.get_empty_value_display()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        rows, repeats = super().get_search_results(request, queryset, search_term)
        # Where an outcome is recorded, matches that are in no list any more would only be in the way.
        return (rows.filter(is_current=True) if _picks(request) else rows), repeats

    @admin.display(description=_("reasons"))
    def why(self, match: Match) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((reason_sentence(reason),) for reason in match.reasons))

    @admin.display(description=_("gap"))
    def gap_in_words(self, match: Match) -> str:
        if match.gap is None:
            return self.get_empty_value_display()
        return f"{gap_sentence(match.gap)} {gain_sentence(match.gap)}"


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


def _picks(request: HttpRequest) -> bool:
    return request.GET.get("model_name") == "matchoutcome"
