"""The ledger of entitlements in the admin: to be read; deeds on the page of a membership write it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter, RelatedDropdownFilter

from liaison.admin.membership_page import membership_address
from liaison.models import EntitlementEntry, Membership
from yangpu_portal.core.admin.base import ReadOnlyAdmin


class MembershipFilter(admin.SimpleListFilter):
    """Chosen by the link on the page of a membership; offers nothing by itself."""

    title = _("membership")
    parameter_name = "membership"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = request.GET.get("membership", "")
        named = Membership.objects.select_related("tier", "company", "district")
        row = named.filter(public_id=value).first() if value else None
        return [(value, str(row))] if row else []

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[EntitlementEntry]
    ) -> QuerySet[EntitlementEntry]:
        return queryset.filter(term__membership__public_id=self.value()) if self.value() else queryset


@admin.register(EntitlementEntry)
class EntitlementEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "holder", "term_number", "entitlement", "kind", "shown_amount", "subject", "actor")
    list_filter = (
        ("entitlement", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("at", RangeDateTimeFilter),
        ("term__membership__program", RelatedDropdownFilter),
        MembershipFilter,
    )
    list_select_related = ("actor", "term__membership__company", "term__membership__district")
    search_fields = (
        "subject",
        "term__membership__company__name_zh",
        "term__membership__company__name_en",
        "term__membership__company__uscc",
        "term__membership__public_id",
    )
    search_help_text = _("What for, name, credit code or public id")
    ordering = ("-id",)
    fields = (
        ("membership", "term_number"),
        ("entitlement", "kind"),
        ("shown_amount", "subject"),
        ("actor", "at"),
        "other",
    )
    readonly_fields = ("membership", "term_number", "shown_amount", "at")

    class Media:
        css = {"all": ("css/admin_membership.css",)}

    @admin.display(description=_("holder"))
    def holder(self, entry: EntitlementEntry) -> str:
        return str(entry.term.membership.holder)

    @admin.display(description=_("membership"))
    def membership(self, entry: EntitlementEntry) -> SafeString:
        row = entry.term.membership
        return format_html('<a class="deed-link" href="{}">{}</a>', membership_address(row), row)

    @admin.display(description=pgettext_lazy("of a membership", "term"))
    def term_number(self, entry: EntitlementEntry) -> int:
        return entry.term.number

    @admin.display(description=pgettext_lazy("of entitlements", "number"), ordering="amount")
    def shown_amount(self, entry: EntitlementEntry) -> str:
        return f"{entry.amount:+d}".replace("-", "−")
