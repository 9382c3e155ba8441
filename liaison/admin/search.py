"""What is looked for in vain, for the officials."""

from django.contrib import admin

from liaison.models import MissedSearch
from yangpu_portal.core.admin.base import ReadOnlyAdmin


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin):
    list_display = ("text", "count", "day", "language", "filters")
    list_filter = ("language",)
    search_fields = ("text", "filters")
    date_hierarchy = "day"
    fields = ("text", "count", "day", "language", "filters")
