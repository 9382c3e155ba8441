"""Payments and terms in the admin: to be read; a wrong payment is made void on a page of its own."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from liaison.admin.deeds import VOID, deed_page
from liaison.admin.membership_page import membership_address
from liaison.admin.membership_wording import money
from liaison.enums import TermState
from liaison.models import MembershipTerm, Payment
from liaison.queries.membership_office import terms_with_fee_due, terms_with_paid
from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.sheets.cells import Money

TERM_COLOURS = {
    TermState.DUE.value: "warning",
    TermState.PAID.value: "info",
    TermState.RUNNING.value: "success",
    TermState.ENDED.value: "",
    TermState.VOID.value: "",
}
_HOLDERS = (
    "membership__public_id",
    "membership__company__name_zh",
    "membership__company__name_en",
    "membership__company__uscc",
    "membership__district__name_zh",
)
_MEMBERSHIP = tuple(f"membership__{name}" for name in ("tier", "district", "company"))


class VoidFilter(DropdownFilter):
    title = _("void")
    parameter_name = "void"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("No")), ("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Payment]) -> QuerySet[Payment]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(void_at__isnull=self.value() == "no")


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = (
        "voucher_number",
        "holder",
        "shown_amount",
        "paid_on",
        "invoice_number",
        "shown_void",
        "recorded_by",
    )
    list_filter = (
        VoidFilter,
        ("paid_on", RangeDateFilter),
        ("term__membership__program", RelatedDropdownFilter),
    )
    list_select_related = ("recorded_by", *(f"term__{name}" for name in _MEMBERSHIP))
    search_fields = (
        "public_id",
        "voucher_number",
        "invoice_number",
        *(f"term__{name}" for name in _HOLDERS),
    )
    search_help_text = _("Voucher, invoice, name or credit code")
    change_form_outer_before_template = "admin/liaison/payment_now.html"
    fields = (
        ("membership", "term_number"),
        ("shown_amount", "paid_on"),
        ("voucher_number", "invoice_number"),
        "note",
        ("recorded_by", "created_at"),
        ("void_at", "void_reason"),
        "public_id",
    )
    readonly_fields = ("membership", "term_number", "shown_amount", "void_at", "void_reason", "public_id")

    class Media:
        css = {"all": ("css/admin_membership.css",)}

    @admin.display(description=_("holder"))
    def holder(self, payment: Payment) -> str:
        return str(payment.term.membership.holder)

    @admin.display(description=_("membership"))
    def membership(self, payment: Payment) -> SafeString:
        row = payment.term.membership
        return format_html('<a class="deed-link" href="{}">{}</a>', membership_address(row), row)

    @admin.display(description=pgettext_lazy("of a membership", "term"))
    def term_number(self, payment: Payment) -> int:
        return payment.term.number

    @admin.display(description=_("amount"), ordering="amount")
    def shown_amount(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)

    shown_amount.as_cell = lambda payment: Money(payment.amount, payment.currency)  # type: ignore[attr-defined]

    @display(description=_("void"), ordering="void_at", label={"void": "danger", "": ""})
    def shown_void(self, payment: Payment) -> Any:
        return ("void", _("void")) if payment.void_at else None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.void_view)
        return [path("<int:object_id>/void/", view, name="liaison_payment_void"), *super().get_urls()]

    def void_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).select_related(
            "term__membership__tier", "term__membership__company"
        )
        row = rows.select_related("term__membership__district").filter(pk=object_id).first()
        if row is None:
            raise Http404
        return deed_page(self, request, row, VOID, reverse("admin:liaison_payment_change", args=[row.pk]))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        row = Payment.objects.filter(pk=object_id).first() if object_id and object_id.isdecimal() else None
        if row and not row.void_at and request.user.has_perm("liaison.manage_membership"):
            context["void_address"] = reverse("admin:liaison_payment_void", args=[row.pk])
        return super().changeform_view(request, object_id, form_url, context)


class FeeDueFilter(DropdownFilter):
    title = _("fee due")
    parameter_name = "fee_due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("overdue", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MembershipTerm]) -> QuerySet[MembershipTerm]:
        if self.value() not in ("yes", "overdue"):
            return queryset
        due = queryset.filter(pk__in=terms_with_fee_due().values("pk"))
        return due.filter(due_on__lt=timezone.localdate()) if self.value() == "overdue" else due


@admin.register(MembershipTerm)
class MembershipTermAdmin(ReadOnlyAdmin):
    list_display = (
        "holder",
        "term_number",
        "shown_state",
        "shown_tier",
        "starts_on",
        "ends_on",
        "shown_fee",
        "shown_due",
        "due_on",
    )
    list_filter = (
        ("state", ChoicesDropdownFilter),
        FeeDueFilter,
        ("due_on", RangeDateFilter),
        ("membership__program", RelatedDropdownFilter),
    )
    list_select_related = ("tier", *_MEMBERSHIP)
    search_fields = _HOLDERS
    search_help_text = _("Name, credit code or public id")
    ordering = ("-due_on", "-id")
    fields = (
        ("membership_link", "term_number"),
        ("tier", "state"),
        ("starts_on", "ends_on"),
        ("shown_fee", "shown_due", "due_on"),
        ("created_at", "updated_at"),
    )
    readonly_fields = ("membership_link", "term_number", "shown_fee", "shown_due", "created_at", "updated_at")

    class Media:
        css = {"all": ("css/admin_membership.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[MembershipTerm]:
        return terms_with_paid().select_related("tier", *_MEMBERSHIP).order_by("-due_on", "-id")

    @admin.display(description=_("holder"))
    def holder(self, term: MembershipTerm) -> str:
        return str(term.membership.holder)

    @admin.display(description=_("membership"))
    def membership_link(self, term: MembershipTerm) -> SafeString:
        row = term.membership
        return format_html('<a class="deed-link" href="{}">{}</a>', membership_address(row), row)

    @admin.display(description=pgettext_lazy("of a membership", "term"), ordering="number")
    def term_number(self, term: MembershipTerm) -> int:
        return term.number

    @display(description=_("state"), ordering="state", label=TERM_COLOURS)
    def shown_state(self, term: MembershipTerm) -> tuple[str, str]:
        return term.state, term.get_state_display()

    @admin.display(description=_("tier"), ordering="tier")
    def shown_tier(self, term: MembershipTerm) -> str:
        return term.tier.name

    @admin.display(description=_("fee"), ordering="fee")
    def shown_fee(self, term: MembershipTerm) -> str:
        return money(term.fee, term.currency)

    shown_fee.as_cell = lambda term: Money(term.fee, term.currency)  # type: ignore[attr-defined]

    @admin.display(description=_("fee due"))
    def shown_due(self, term: Any) -> str:
        if term.due <= 0 or term.state == TermState.VOID:
            return self.get_empty_value_display()
        return money(term.due, term.currency)

    shown_due.as_cell = lambda term: Money(term.due, term.currency)  # type: ignore[attr-defined]
