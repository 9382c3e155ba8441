"""Liaison programs and their tiers in the admin: what memberships rest on changes only with a reason."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from liaison.models import Membership, Program, Tier
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin, PortalInline
from yangpu_portal.core.history import because

ALLOWANCES = (
    ("consultations_per_year", "meetings_per_year"),
    ("event_seats_per_year", "introductions_per_year"),
)


class ReasonedForm(forms.ModelForm):
    """Asks why, where memberships rest on what was changed."""

    rests_on: ClassVar[Collection[str]] = ()

    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Needed where memberships exist and fee, term, grace or entitlements change."),
    )

    def is_in_use(self) -> bool:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = (cleaned.get("reason") or "").strip()
        if (
            self.instance.pk
            and not reason
            and set(self.changed_data) & set(self.rests_on)
            and self.is_in_use()
        ):
            self.add_error("reason", _("Memberships rest on this. Say why it changes."))
        return cleaned


class ProgramForm(ReasonedForm):
    rests_on = ("term_months", "grace_days", "terms_zh", "terms_en")

    def is_in_use(self) -> bool:
        return Membership.objects.filter(program=self.instance).exists()


class TierForm(ReasonedForm):
    rests_on = (
        "annual_fee",
        "currency",
        "under",
        "consultations_per_year",
        "meetings_per_year",
        "event_seats_per_year",
        "introductions_per_year",
    )

    def is_in_use(self) -> bool:
        return Membership.objects.filter(tier=self.instance).exists()


class ReasonedAdmin(PortalAdmin):
    """Notes the reason with the change; who only looks is not asked for one."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        groups = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return groups
        kept = [
            (title, {**rest, "fields": [n for n in rest["fields"] if n != "reason"]})
            for title, rest in groups
        ]
        return [group for group in kept if group[1]["fields"]]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with because(form.cleaned_data.get("reason", "")):
            super().save_model(request, obj, form, change)


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
class ProgramAdmin(ReasonedAdmin):
    form = ProgramForm
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
            {"fields": (("term_months", "grace_days"), "open_for_applications", "reason")},
        ),
        (_("Summary"), {"fields": (("summary_zh", "summary_en"),)}),
        (_("Terms of membership"), {"fields": (("terms_zh", "terms_en"),)}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    @display(description=_("name"), ordering="name_zh")
    def shown_name(self, program: Program) -> str:
        return program.name


@admin.register(Tier)
class TierAdmin(ReasonedAdmin):
    form = TierForm
    list_display = ("shown_name", "program", "level", "annual_fee", "currency", "open_for_applications")
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
        (_("Change"), {"fields": ("reason",)}),
    )

    @display(description=_("name"), ordering="name_zh")
    def shown_name(self, tier: Tier) -> str:
        return tier.name

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        return rows.select_related("program") if db_field.name == "under" else rows
