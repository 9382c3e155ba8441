"""Companies and the seats of people in them in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from startups.domain.organisation import verify_company
from startups.enums import SeatRole
from startups.models import Company, CompanyMember
from startups.models.company import KEEPS_OWNER
from startups.queries.seat import loses_its_owner
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin, PortalInline
from yangpu_portal.core.admin.confirmation import confirmed
from yangpu_portal.core.admin.filters import FilledFilter, VisibleRowsFilter
from yangpu_portal.core.admin.refusals import REFUSALS
from yangpu_portal.core.models import User

NO_OWNER = _("A company would be left without an owner. Make somebody else its owner first.")
REFUSALS[KEEPS_OWNER] = NO_OWNER


class SeatFormSet(BaseInlineFormSet):
    """The seats of one company: what is left of them has an owner, if there was one."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if hasattr(form, "cleaned_data") and form.cleaned_data]
        had_owner = any(form.initial.get("role") == SeatRole.OWNER for form in rows if form.instance.pk)
        kept = [form for form in rows if form not in self.deleted_forms]
        if had_owner and not any(form.cleaned_data.get("role") == SeatRole.OWNER for form in kept):
            raise ValidationError(NO_OWNER, code=KEEPS_OWNER)


class SeatForm(ModelForm):
    """One seat on a page of its own."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return values
        company = self.instance.company
        stays = values.get("role") == SeatRole.OWNER and values.get("company", company) == company
        if not stays and loses_its_owner(self.instance):
            raise ValidationError({"role": NO_OWNER})
        return values


class MemberInline(PortalInline):
    model = CompanyMember
    formset = SeatFormSet
    fields = ("user", "role")
    autocomplete_fields = ("user",)


class VerifiedFilter(FilledFilter):
    question = pgettext_lazy("company", "Verified")


@admin.register(Company)
class CompanyAdmin(PortalAdmin):
    list_display = ("name_zh", "name_en", "park", "stage", "uscc", "is_verified", "illustrative")
    list_filter = (
        "stage",
        "illustrative",
        ("verified_at", VerifiedFilter),
        ("park", VisibleRowsFilter),
        ("fields", AutocompleteSelectFilter),
    )
    list_select_related = ("park",)
    search_fields = ("name_zh", "name_en", "slug", "uscc")
    autocomplete_fields = ("district", "park", "fields")
    prepopulated_fields = {"slug": ("name_en",)}
    readonly_fields = ("verified_at", "verified_by", *STAMPS)
    inlines = (MemberInline,)
    actions = ("verify",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name_zh", "name_en"),
                    ("slug", "uscc"),
                    ("district", "park"),
                    ("stage", "founded", "employees"),
                    ("website", "weekly_suggestions"),
                    ("listed", "illustrative"),
                    "fields",
                )
            },
        ),
        (_("What it does"), {"fields": ("summary_zh", "summary_en")}),
        (
            _("Record"),
            {"fields": (("verified_at", "verified_by"), STAMPS), "classes": ("collapse",)},
        ),
    )

    @admin.display(description=pgettext_lazy("company", "Verified"), boolean=True, ordering="verified_at")
    def is_verified(self, company: Company) -> bool:
        return company.verified_at is not None

    @admin.action(description=_("Mark as compared with the company's papers"), permissions=["change"])
    @confirmed(
        title=_("Mark as compared with the company's papers"),
        text=_("Your name and today's date stand with each company as its verification."),
    )
    def verify(self, request: HttpRequest, queryset: QuerySet[Company]) -> None:
        assert isinstance(request.user, User)
        companies = list(queryset)
        for company in companies:
            verify_company(company=company, verified_by=request.user)
            self.log_change(request, company, str(_("Compared with its papers.")))
        count = len(companies)
        text = ngettext("%(count)d company is verified.", "%(count)d companies are verified.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(CompanyMember)
class CompanyMemberAdmin(PortalAdmin):
    form = SeatForm
    list_display = ("user", "company", "role", "created_at")
    list_filter = ("role", ("company", AutocompleteSelectFilter))
    list_select_related = ("user", "company")
    search_fields = ("user__email", "user__name", "company__name_zh", "company__name_en")
    autocomplete_fields = ("user", "company")
    readonly_fields = ("created_at",)
    fields = ("user", "company", "role", "created_at")
