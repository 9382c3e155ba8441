"""Whose rows a person works on: the district all, a transfer officer those of the own university."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from universities.enums import StaffRole
from universities.models import UniversityStaff
from yangpu_portal.core.admin.base import PortalAdmin, PortalInline
from yangpu_portal.core.rules import is_district_staff

PARTS = ("school", "department", "laboratory")


class SameUniversityForm(forms.ModelForm):
    """Says what the database would refuse: parts of another university."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        university = values.get("university") or getattr(self.instance, "university", None)
        for name in PARTS:
            part = values.get(name)
            if university and part and part.university_id != university.pk:
                message = _("%(part)s belongs to another university than %(university)s.")
                self.add_error(
                    name, ValidationError(message, params={"part": part, "university": university})
                )
        return values


class OwnUniversityAdmin(PortalAdmin):
    """Rows of a university; it is chosen once, for what hangs on the row belongs to it too."""

    form = SameUniversityForm
    university_path = "university"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_district_staff(request.user):
            return rows
        seats = UniversityStaff.objects.filter(user=request.user.pk, role=StaffRole.TTO)
        return rows.filter(**{f"{self.university_path}__in": seats.values("university")})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "university"] if obj is not None else fixed


class OwnUniversityInline(PortalInline):
    form = SameUniversityForm
