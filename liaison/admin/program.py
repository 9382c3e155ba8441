"""Liaison programs and their tiers in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from liaison.models import Program, Tier
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin, PortalInline


class TierInline(PortalInline):
    model = Tier
    fields = (
        "name_zh",
        "name_en",
        "slug",
        "level",
        "annual_fee",
        "currency",
        "consultations_per_year",
        "meetings_per_year",
        "event_seats_per_year",
    )


@admin.register(Program)
class ProgramAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "university", "website")
    list_filter = (("university", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("university",)
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("university",)
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    inlines = (TierInline,)
    fieldsets = (
        (None, {"fields": ("university", ("name_zh", "name_en"), "slug", "website")}),
        (_("Summary"), {"fields": ("summary_zh", "summary_en")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )


@admin.register(Tier)
class TierAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "program", "level", "annual_fee", "currency")
    list_filter = ("level", "program")
    list_select_related = ("program",)
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("program",)
    fields = (
        "program",
        ("name_zh", "name_en"),
        ("slug", "level"),
        ("annual_fee", "currency"),
        ("consultations_per_year", "meetings_per_year", "event_seats_per_year"),
    )
