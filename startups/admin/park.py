"""Sci-tech parks in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from startups.models import SciTechPark
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin
from yangpu_portal.core.admin.filters import VisibleRowsFilter


@admin.register(SciTechPark)
class SciTechParkAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "level", "university", "district", "incubation_area")
    list_filter = ("level", ("district", VisibleRowsFilter), "fields")
    list_select_related = ("university", "district")
    search_fields = ("name_zh", "name_en", "slug", "operator")
    autocomplete_fields = ("district", "university", "fields")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_zh", "name_en"),
                    ("slug", "level"),
                    ("district", "university"),
                    ("operator", "website"),
                    ("incubation_area", "fields"),
                )
            },
        ),
        (_("Place"), {"fields": (("address_zh", "address_en"), ("latitude", "longitude"))}),
        (_("Summary"), {"fields": ("summary_zh", "summary_en")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )
