"""How officials narrow the list of memberships."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter

from liaison.models import Membership, Tier
from liaison.queries.membership_office import ending_within, in_charge, of_district, terms_with_fee_due
from yangpu_portal.core.models import District

_DAYS = ("30", "60", "90")


class EndingFilter(DropdownFilter):
    title = _("term ends within")
    parameter_name = "ending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(days, str(_("%(days)s days") % {"days": days})) for days in _DAYS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        days = self.value()
        return ending_within(queryset, int(days)) if days in _DAYS else queryset


class FeeFilter(DropdownFilter):
    title = _("fee outstanding")
    parameter_name = "fee_outstanding"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        due = terms_with_fee_due().values("membership")
        if self.value() == "yes":
            return queryset.filter(pk__in=due)
        return queryset.exclude(pk__in=due) if self.value() == "no" else queryset


class DistrictFilter(DropdownFilter):
    """Of the district itself and of its companies."""

    title = _("district")
    parameter_name = "of_district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(district.pk), str(district)) for district in District.objects.order_by("code")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        value = self.value() or ""
        return of_district(queryset, value) if value.isdecimal() else queryset


class OfficerFilter(RelatedDropdownFilter):
    """By the officer in charge: those that are, not everybody who has an account."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[int, str]]:
        return [(person.pk, str(person)) for person in in_charge()]


class TierFilter(DropdownFilter):
    title = _("tier")
    parameter_name = "tier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        tiers = Tier.objects.select_related("program").order_by("program", "-level", "slug")
        return [(str(tier.pk), str(tier)) for tier in tiers]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        value = self.value() or ""
        return queryset.filter(tier_id=int(value)) if value.isdecimal() else queryset


class UnderFilter(admin.SimpleListFilter):
    """Chosen by the link on the page of a top-level membership; offers nothing by itself."""

    title = _("under")
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = request.GET.get("under", "")
        parent = Membership.objects.filter(public_id=value).select_related("tier", "district").first()
        return [(value, str(parent))] if parent else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        return queryset.filter(parent__public_id=self.value()) if self.value() else queryset
