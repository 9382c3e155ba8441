"""Districts and technology fields in the admin."""

from django.contrib import admin

from yangpu_portal.core.admin.base import PortalAdmin
from yangpu_portal.core.models import District, Field


@admin.register(District)
class DistrictAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "code", "city_zh")
    search_fields = ("code", "name_zh", "name_en")
    fields = ("code", ("name_zh", "name_en"), ("city_zh", "city_en"))


@admin.register(Field)
class FieldAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "code", "parent", "position")
    list_filter = ("hi_tech_field", ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh", "name_en")
    autocomplete_fields = ("parent",)
    fields = (
        ("name_zh", "name_en"),
        "code",
        ("parent", "position"),
        "hi_tech_field",
        "ipc_sections",
    )
