"""Memberships in the admin: applied for through the domain, changed in state with a reason and a term."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from liaison.domain.membership import apply_for_membership, transition_membership
from liaison.domain.membership_states import TRANSITIONS
from liaison.enums import RIGHTS_STATES, MembershipState, TierLevel
from liaison.models import Membership, MembershipEvent
from yangpu_portal.core.admin.base import STAMPS, ReadOnlyInline
from yangpu_portal.core.admin.states import AdminWithStates, StateForm
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICER, OFFICIAL

STATE_COLOURS = {
    MembershipState.APPLIED.value: "info",
    MembershipState.APPROVED.value: "info",
    MembershipState.ACTIVE.value: "success",
    MembershipState.RENEWED.value: "success",
    MembershipState.GRACE.value: "warning",
    MembershipState.EXPIRED.value: "danger",
    MembershipState.SUSPENDED.value: "warning",
    MembershipState.CANCELLED.value: "",
}
NAMED = ("tier__program", "district", "company", "parent__tier", "parent__district", "parent__company")


class MembershipForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "fee" in self.fields:
            self.fields["fee"].required = False
            self.fields["fee"].help_text = _("Left empty: the annual fee of the tier.")

    def clean_fee(self) -> Any:
        fee, tier = self.cleaned_data.get("fee"), self.cleaned_data.get("tier")
        return tier.annual_fee if fee is None and tier else fee


class MembershipStateForm(StateForm):
    """With the reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget
    )


class ShowsMembership:
    """Columns for lists of memberships."""

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def shown_state(self, membership: Membership) -> tuple[str, str]:
        return membership.state, membership.get_state_display()

    @admin.display(description=_("holder"))
    def holder(self, membership: Membership) -> str:
        return str(membership.holder)


class ChildInline(ShowsMembership, ReadOnlyInline):
    model = Membership
    fk_name = "parent"
    verbose_name_plural = _("memberships under this one")
    fields = readonly_fields = ("holder", "tier", "state", "starts_on", "ends_on", "officer")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related(*NAMED, "officer")


class EventInline(ReadOnlyInline):
    model = MembershipEvent
    fields = readonly_fields = ("at", "from_state", "to_state", "actor", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[MembershipEvent]:
        return super().get_queryset(request).select_related("actor")


@admin.register(Membership)
class MembershipAdmin(ShowsMembership, AdminWithStates):
    form = MembershipForm
    transitions = TRANSITIONS
    state_form = MembershipStateForm
    list_display = ("holder", "shown_state", "tier", "parent", "starts_on", "ends_on", "fee", "officer")
    list_filter = (
        "state",
        "tier__level",
        "program",
        ("district", admin.RelatedOnlyFieldListFilter),
        ("officer", admin.RelatedOnlyFieldListFilter),
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
    search_help_text = _("Name or credit code of the holder")
    date_hierarchy = "ends_on"
    autocomplete_fields = ("company",)
    inlines = (ChildInline, EventInline)
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    ("program", "tier"),
                    ("district", "company"),
                    ("parent", "officer"),
                    "fee",
                )
            },
        ),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("holder", "state"),
                    ("tier", "parent"),
                    ("starts_on", "ends_on"),
                    ("fee", "currency"),
                    "officer",
                )
            },
        ),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        if obj is None:
            return fixed
        # Who holds what for how long is the business of applications and transitions.
        kept = ("holder", "state", "tier", "parent", "starts_on", "ends_on", "currency", *STAMPS)
        return [*fixed, *kept]

    def get_inlines(self, request: HttpRequest, obj: Membership | None) -> Any:
        if obj is None:
            return ()
        return (ChildInline, EventInline) if obj.is_top_level else (EventInline,)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name == "parent":
            return rows.filter(tier__level=TierLevel.TOP).select_related(*NAMED)
        if db_field.name == "tier":
            return rows.select_related("program")
        if db_field.name == "officer":
            return rows.filter(groups__name__in=(OFFICIAL, OFFICER), is_active=True).distinct()
        return rows

    def save_model(self, request: HttpRequest, obj: Membership, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        assert isinstance(request.user, User)
        made = apply_for_membership(
            program=obj.program,
            tier=obj.tier,
            district=obj.district,
            company=obj.company,
            parent=obj.parent,
            officer=obj.officer,
            fee=obj.fee,
            actor=request.user,
        )
        obj.pk = made.pk
        obj.refresh_from_db()

    @transaction.atomic
    def bring_into_state(self, *, ids: Sequence[int], to: str, actor: User, **details: Any) -> None:
        # A root gives rights before its branches can have them, and takes theirs along when it ends.
        roots_first = to in RIGHTS_STATES
        roots = set(Membership.objects.filter(pk__in=ids, parent__isnull=True).values_list("pk", flat=True))
        for pk in sorted(ids, key=lambda pk: ((pk in roots) is not roots_first, pk)):
            transition_membership(membership_id=pk, to=MembershipState(to), actor=actor, **details)
