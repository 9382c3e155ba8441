"""Universities, their schools, departments and the people who speak for them in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from universities.admin.renaming import ReindexesOffers
from universities.admin.scope import OwnUniversityAdmin, OwnUniversityInline
from universities.models import Department, School, University, UniversityStaff
from yangpu_portal.core.admin.base import STAMPS
from yangpu_portal.core.admin.filters import VisibleRowsFilter

NAMES = ("name_zh", "name_en")


class SchoolInline(OwnUniversityInline):
    model = School
    fields = (*NAMES, "slug", "position")
    show_change_link = True


class StaffInline(OwnUniversityInline):
    model = UniversityStaff
    fields = ("user", "role", "laboratory")
    autocomplete_fields = ("user", "laboratory")


@admin.register(University)
class UniversityAdmin(ReindexesOffers, OwnUniversityAdmin):
    university_path = "pk"
    offers_path = "university"
    list_display = (*NAMES, "country", "cooperation_status", "partner_since", "ror")
    list_filter = ("cooperation_status", "country")
    search_fields = (*NAMES, "slug", "ror", "former_names")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    inlines = (SchoolInline, StaffInline)
    fieldsets = (
        (None, {"fields": (NAMES, "former_names", ("slug", "country"), ("ror", "founded"), "website")}),
        (_("Cooperation"), {"fields": (("cooperation_status", "partner_since"),)}),
        (_("Summary"), {"fields": ("summary_zh", "summary_en")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name != "university"]


@admin.register(School)
class SchoolAdmin(OwnUniversityAdmin):
    list_display = (*NAMES, "university", "position")
    list_filter = (("university", VisibleRowsFilter),)
    list_select_related = ("university",)
    search_fields = (*NAMES, "slug")
    autocomplete_fields = ("university",)
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    fieldsets = (
        (None, {"fields": ("university", NAMES, ("slug", "position"), "website")}),
        (_("Summary"), {"fields": ("summary_zh", "summary_en")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )


@admin.register(Department)
class DepartmentAdmin(OwnUniversityAdmin):
    list_display = (*NAMES, "university", "school", "position")
    list_filter = (("university", VisibleRowsFilter),)
    list_select_related = ("university", "school")
    search_fields = (*NAMES, "slug")
    autocomplete_fields = ("university", "school")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    fieldsets = (
        (None, {"fields": (("university", "school"), NAMES, ("slug", "position"), "website")}),
        (_("Summary"), {"fields": ("summary_zh", "summary_en")}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )


@admin.register(UniversityStaff)
class UniversityStaffAdmin(OwnUniversityAdmin):
    list_display = ("user", "university", "role", "laboratory")
    list_filter = ("role", ("university", VisibleRowsFilter))
    list_select_related = ("user", "university", "laboratory")
    search_fields = ("user__email", "user__name", "university__name_zh", "university__name_en")
    autocomplete_fields = ("user", "university", "laboratory")
    fields = ("user", "university", "role", "laboratory")
