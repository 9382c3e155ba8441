"""Technology offers in the admin. What is saved here is found and matched at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, DropdownFilter
from unfold.decorators import display

from universities.admin.scope import OwnUniversityAdmin
from universities.domain.technology import TRANSITIONS, note_changed_technologies, transition_technologies
from universities.enums import TechnologyState
from universities.models import Technology, TechnologyMetric
from yangpu_portal.core.admin.base import STAMPS, PortalInline
from yangpu_portal.core.admin.filters import VisibleRowsFilter
from yangpu_portal.core.admin.states import AdminWithStates
from yangpu_portal.core.models import User

STATE_COLOURS = {
    TechnologyState.DRAFT.value: "",
    TechnologyState.IN_REVIEW.value: "warning",
    TechnologyState.PUBLISHED.value: "success",
    TechnologyState.EXPIRED.value: "danger",
    TechnologyState.WITHDRAWN.value: "danger",
    TechnologyState.ARCHIVED.value: "",
}


class TrlFilter(DropdownFilter):
    """The nine levels there are: to offer those that occur, each page would read the whole table."""

    title = _("technology readiness level")
    parameter_name = "trl"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(level), str(level)) for level in range(1, 10)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Technology]) -> QuerySet[Technology]:
        value = self.value() or ""
        return (
            queryset.filter(trl=int(value)) if value in {str(level) for level in range(1, 10)} else queryset
        )


class MetricInline(PortalInline):
    model = TechnologyMetric
    fields = (
        "name_zh",
        "name_en",
        "comparator",
        "value",
        "unit",
        "baseline",
        "conditions_zh",
        "conditions_en",
        "position",
    )


@admin.register(Technology)
class TechnologyAdmin(AdminWithStates, OwnUniversityAdmin):
    transitions = TRANSITIONS
    list_display = ("title", "shown_state", "university", "laboratory", "trl", "published_at", "confirmed_on")
    list_filter = (
        "state",
        ("university", VisibleRowsFilter),
        ("laboratory", AutocompleteSelectFilter),
        ("fields", AutocompleteSelectFilter),
        TrlFilter,
        "ip_status",
        "source_language",
        "translation_state",
    )
    list_select_related = ("university", "laboratory")
    search_fields = ("title_zh", "title_en", "external_id", "public_id")
    date_hierarchy = "published_at"
    autocomplete_fields = ("university", "department", "laboratory", "fields", "inventors", "patents")
    readonly_fields = ("state", "published_at", "confirmed_on", "confirmed_by", *STAMPS)
    inlines = (MetricInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("university", "state"),
                    ("department", "laboratory"),
                    ("title_zh", "title_en"),
                    ("summary_zh", "summary_en"),
                    ("source_language", "translation_state"),
                )
            },
        ),
        (
            _("Description"),
            {
                "fields": (
                    ("problem_zh", "problem_en"),
                    ("description_zh", "description_en"),
                    ("applications_zh", "applications_en"),
                    ("limits_zh", "limits_en"),
                    ("keywords_zh", "keywords_en"),
                ),
                "classes": ("tab",),
            },
        ),
        (
            _("Terms"),
            {
                "fields": (
                    ("trl", "ip_status"),
                    "cooperation_modes",
                    ("price_min", "price_max", "currency"),
                    "fields",
                    ("inventors", "patents"),
                ),
                "classes": ("tab",),
            },
        ),
        (
            _("Record"),
            {
                "fields": (("published_at", "confirmed_on", "confirmed_by"), "external_id", STAMPS),
                "classes": ("tab",),
            },
        ),
    )

    @admin.display(description=_("title"), ordering="title_zh")
    def title(self, technology: Technology) -> str:
        return technology.title

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, technology: Technology) -> tuple[str, str]:
        return technology.state, technology.get_state_display()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        note_changed_technologies(technology_ids=[form.instance.pk])

    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        transition_technologies(technology_ids=ids, to=TechnologyState(to), actor=actor)
