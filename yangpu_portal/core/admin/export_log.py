"""Who took which list along."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.models import ListExport


@admin.register(ListExport)
class ListExportAdmin(ReadOnlyAdmin):
    list_display = ("at", "source", "format", "rows", "user", "query")
    list_filter = ("format", ("user", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("source", "query", "user__email")
    search_help_text = _("List, filter, or address of the person")
    date_hierarchy = "at"
    fields = (("user", "at"), ("source", "format"), "query", "rows")
