"""Laboratories and researchers in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from universities.admin.renaming import ReindexesOffers
from universities.admin.scope import OwnUniversityAdmin
from universities.models import Laboratory, Researcher
from yangpu_portal.core.admin.base import STAMPS
from yangpu_portal.core.admin.filters import VisibleRowsFilter


@admin.register(Laboratory)
class LaboratoryAdmin(ReindexesOffers, OwnUniversityAdmin):
    offers_path = "laboratory"
    list_display = ("name_zh", "name_en", "kind", "university", "department", "monthly_introductions")
    list_filter = ("kind", ("university", VisibleRowsFilter), "fields")
    list_select_related = ("university", "department")
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("university", "school", "department", "fields")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    fieldsets = (
        (
            None,
            {"fields": ("university", ("school", "department"), ("name_zh", "name_en"), ("slug", "kind"))},
        ),
        (_("Summary"), {"fields": ("summary_zh", "summary_en", "fields", "website")}),
        (
            _("What companies can expect"),
            {
                "fields": (
                    ("equipment_zh", "equipment_en"),
                    ("cooperation_zh", "cooperation_en"),
                    "cooperation_agreed",
                    "monthly_introductions",
                )
            },
        ),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )


@admin.register(Researcher)
class ResearcherAdmin(OwnUniversityAdmin):
    list_display = ("name_zh", "name_en", "title_zh", "university", "laboratory", "shown_publicly")
    list_filter = (
        "shown_publicly",
        ("university", VisibleRowsFilter),
        ("laboratory", AutocompleteSelectFilter),
    )
    list_select_related = ("university", "laboratory")
    search_fields = ("name_zh", "name_en", "orcid")
    autocomplete_fields = ("university", "department", "laboratory", "user", "fields")
    readonly_fields = STAMPS
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "university",
                    ("department", "laboratory"),
                    ("name_zh", "name_en"),
                    ("title_zh", "title_en"),
                    ("orcid", "user"),
                    "shown_publicly",
                )
            },
        ),
        (_("Expertise"), {"fields": (("summary_zh", "summary_en"), "fields", "languages")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )
