"""Memberships in the admin: the list of the office, the page of each, and the addresses of all deeds."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from liaison.admin.deeds import DEEDS, deed_page
from liaison.admin.deeds.bulk import BULK, bulk_action, bulk_page
from liaison.admin.membership_filters import (
    DistrictFilter,
    EndingFilter,
    FeeFilter,
    OfficerFilter,
    TierFilter,
    UnderFilter,
)
from liaison.admin.membership_page import membership_address, page_context
from liaison.admin.membership_wording import STATE_COLOURS, money
from liaison.domain.membership import apply_for_membership
from liaison.enums import TierLevel
from liaison.models import ApplicationDocument, Membership
from liaison.queries.membership_office import NAMED, with_fee_due, with_terms
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICER, OFFICIAL
from yangpu_portal.core.sheets.cells import Money


class MembershipForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "fee" in self.fields:
            self.fields["fee"].required = False
            self.fields["fee"].help_text = _("Left empty: what the tier costs for a term.")

    def clean_fee(self) -> Any:
        fee, tier = self.cleaned_data.get("fee"), self.cleaned_data.get("tier")
        return tier.term_fee if fee is None and tier else fee


@admin.register(Membership)
class MembershipAdmin(PortalAdmin):
    """Only the officer in charge and the agreement are edited; all else is a deed with a page of its own."""

    form = MembershipForm
    list_display = (
        "holder",
        "shown_state",
        "shown_tier",
        "under",
        "ends_on",
        "rights_until",
        "fee_due",
        "officer",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("program", RelatedDropdownFilter),
        TierFilter,
        EndingFilter,
        FeeFilter,
        ("officer", OfficerFilter),
        DistrictFilter,
        UnderFilter,
    )
    list_select_related = (*NAMED, "officer")
    search_fields = (
        "public_id",
        "company__name_zh",
        "company__name_en",
        "company__uscc",
        "district__name_zh",
        "district__name_en",
    )
    search_help_text = _("Name, credit code or public id")
    export_also = ("company.uscc", "starts_on", "fee")
    autocomplete_fields = ("company",)
    change_form_outer_before_template = "admin/liaison/membership_now.html"
    change_form_outer_after_template = "admin/liaison/membership_rest.html"
    actions = tuple(bulk_action(deed) for deed in BULK.values())
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    ("program", "tier"),
                    ("district", "company"),
                    ("parent", "agreement"),
                    "officer",
                    "fee",
                )
            },
        ),
    )
    fieldsets = (
        (_("In charge"), {"fields": (("officer", "agreement"),)}),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    class Media:
        css = {"all": ("css/admin_membership.css",)}

    @display(description=_("holder"), ordering="company__name_zh")
    def holder(self, membership: Membership) -> str:
        return str(membership.holder)

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, membership: Membership) -> tuple[str, str]:
        return membership.state, membership.get_state_display()

    @display(description=_("tier"), ordering="tier")
    def shown_tier(self, membership: Membership) -> str:
        return membership.tier.name

    @display(description=_("under"), ordering="parent")
    def under(self, membership: Membership) -> str:
        # Of whom, not of what tier: there is one tier that others are under.
        return str(membership.parent.holder) if membership.parent else self.get_empty_value_display()

    @display(description=_("fee due"))
    def fee_due(self, membership: Any) -> str:
        due = membership.fee_due
        return money(due, membership.currency) if due > 0 else self.get_empty_value_display()

    fee_due.as_cell = lambda row: Money(row.fee_due, row.currency)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return with_fee_due(super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        if obj is None:
            return fixed
        return [*fixed, *STAMPS, *([] if obj.is_top_level else ["agreement"])]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name == "parent":
            return rows.filter(tier__level=TierLevel.TOP).select_related(*NAMED)
        if db_field.name == "tier":
            return rows.select_related("program")
        if db_field.name == "officer":
            return rows.filter(groups__name__in=(OFFICIAL, OFFICER), is_active=True).distinct()
        return rows

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return False  # it is cancelled: what was, stays in the books

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("liaison.manage_membership")

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        if change:
            # Only what the form holds: everything else may have changed since the row was read.
            columns = [name for name in ("officer", "agreement") if name in form.fields]
            obj.save(update_fields=[*columns, "updated_at"])
            return
        assert isinstance(request.user, User)
        made = apply_for_membership(
            program=obj.program,
            tier=obj.tier,
            district=obj.district,
            company=obj.company,
            parent=obj.parent,
            agreement=obj.agreement,
            officer=obj.officer,
            fee=obj.fee,
            actor=request.user,
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/do/<slug:name>/", wrap(self.deed_view), name="liaison_membership_do"),
            path("bulk/<slug:name>/", wrap(self.bulk_view), name="liaison_membership_bulk"),
            path("document/<slug:public_id>/", wrap(self.document_view), name="liaison_membership_document"),
            *super().get_urls(),
        ]

    def deed_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        row = self._row(request, object_id)
        if name not in DEEDS:
            raise Http404
        return deed_page(self, request, row, DEEDS[name], membership_address(row))

    def bulk_view(self, request: HttpRequest, name: str) -> HttpResponse:
        if not self.has_manage_permission(request):
            raise PermissionDenied
        if name not in BULK:
            raise Http404
        return bulk_page(self, request, BULK[name])

    def document_view(self, request: HttpRequest, public_id: str) -> HttpResponse | FileResponse:
        """Hands out a document of an application, to be saved and never shown in the page."""
        document = (
            ApplicationDocument.objects.filter(public_id=public_id).select_related("application").first()
        )
        if document is None:
            raise Http404
        self._row(request, document.application.membership_id)
        try:
            file = document.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(file, as_attachment=True, filename=document.name)

    def _row(self, request: HttpRequest, pk: int) -> Membership:
        """The membership with its terms.

        Raises:
            PermissionDenied, Http404: memberships are not for this person, or this one is not.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = with_terms(self.get_queryset(request)).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # One form with two fields needs one button.
        context = {**(extra_context or {}), "show_save_and_add_another": False}
        if object_id:
            context["show_save_and_continue"] = False
        if object_id and object_id.isdecimal() and self.has_view_permission(request):
            row = with_terms(self.get_queryset(request)).filter(pk=object_id).first()
            context |= page_context(request, row) if row else {}
        return super().changeform_view(request, object_id, form_url, context)
