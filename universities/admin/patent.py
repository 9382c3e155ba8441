"""Patents in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from universities.admin.scope import OwnUniversityAdmin
from universities.models import Patent
from yangpu_portal.core.admin.base import STAMPS
from yangpu_portal.core.admin.filters import VisibleRowsFilter


@admin.register(Patent)
class PatentAdmin(OwnUniversityAdmin):
    list_display = ("number", "title_zh", "title_en", "kind", "legal_status", "university", "filed_on")
    list_filter = ("kind", "legal_status", "office", ("university", VisibleRowsFilter))
    list_select_related = ("university",)
    search_fields = ("application_number", "publication_number", "title_zh", "title_en")
    date_hierarchy = "filed_on"
    autocomplete_fields = ("university",)
    readonly_fields = STAMPS
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("university", "office"),
                    ("application_number", "publication_number"),
                    ("title_zh", "title_en"),
                    ("kind", "legal_status"),
                    ("filed_on", "granted_on"),
                )
            },
        ),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    @admin.display(description=_("number"), ordering="publication_number")
    def number(self, patent: Patent) -> str:
        return patent.number
