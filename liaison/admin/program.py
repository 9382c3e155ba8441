"""Liaison programs and their tiers in the admin: what memberships rest on changes only with a reason."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display

from liaison.admin.membership_wording import money
from liaison.domain.membership_clock import settle_program
from liaison.models import Program, Tier
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin, PortalInline
from yangpu_portal.core.admin.reasons import WHY, ReasonedAdmin
from yangpu_portal.core.models import User
from yangpu_portal.core.sheets.cells import Money

ALLOWANCES = (
    ("consultations_per_year", "meetings_per_year"),
    ("event_seats_per_year", "introductions_per_year"),
)


class TierInline(PortalInline):
    """New tiers of a program; those that exist have pages of their own, which ask for reasons."""

    model = Tier
    show_change_link = True
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
        "introductions_per_year",
        "open_for_applications",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Program)
class ProgramAdmin(ReasonedAdmin, PortalAdmin):
    reason_for = ("term_months", "grace_days", "terms_zh", "terms_en")
    list_display = ("shown_name", "university", "term_months", "grace_days", "open_for_applications")
    list_filter = (("university", admin.RelatedOnlyFieldListFilter), "open_for_applications")
    list_select_related = ("university",)
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("university",)
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = STAMPS
    inlines = (TierInline,)
    fieldsets = (
        (None, {"fields": ("university", ("name_zh", "name_en"), "slug", "website")}),
        (
            _("Memberships"),
            {"fields": (("term_months", "grace_days"), "open_for_applications")},
        ),
        (_("Summary"), {"fields": (("summary_zh", "summary_en"),)}),
        (_("Terms of membership"), {"fields": (("terms_zh", "terms_en"),)}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    def save_model(self, request: HttpRequest, obj: Program, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "grace_days" in form.changed_data:
            _settle(request, obj.pk)

    @display(description=pgettext_lazy("of a thing", "name"), ordering="name_zh")
    def shown_name(self, program: Program) -> str:
        return program.name


@admin.register(Tier)
class TierAdmin(ReasonedAdmin, PortalAdmin):
    reason_for = ("annual_fee", "currency", "under", *(name for pair in ALLOWANCES for name in pair))
    list_display = ("shown_name", "program", "level", "shown_fee", "open_for_applications")
    list_filter = ("level", "program", "open_for_applications")
    list_select_related = ("program",)
    search_fields = ("name_zh", "name_en", "slug")
    autocomplete_fields = ("program",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "program",
                    ("name_zh", "name_en"),
                    ("slug", "level"),
                    "under",
                    "open_for_applications",
                )
            },
        ),
        (_("Fee"), {"fields": (("annual_fee", "currency"),)}),
        (_("Entitlements a year"), {"fields": ALLOWANCES}),
    )

    def save_model(self, request: HttpRequest, obj: Tier, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "under" in form.changed_data:
            _settle(request, obj.program_id)

    @display(description=_("annual fee"), ordering="annual_fee")
    def shown_fee(self, tier: Tier) -> str:
        return money(tier.annual_fee, tier.currency)

    shown_fee.as_cell = lambda tier: Money(tier.annual_fee, tier.currency)

    @display(description=pgettext_lazy("of a thing", "name"), ordering="name_zh")
    def shown_name(self, tier: Tier) -> str:
        return tier.name

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        return rows.select_related("program") if db_field.name == "under" else rows


def _settle(request: HttpRequest, program_id: int) -> None:
    """Brings the memberships of the program in line with its rules, in the transaction of the change."""
    assert isinstance(request.user, User)
    settle_program(program_id=program_id, actor=request.user, reason=request.POST.get(WHY, "").strip())
