"""Filters of the lists of parks and companies. Unknown values are errors of the form, never of the page."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from startups.enums import CompanyStage, ParkLevel
from startups.models import Company, SciTechPark
from universities.filters import field_choices
from yangpu_portal.core.models import Field


def park_choices() -> list[tuple[str, str]]:
    """Parks by their short name in addresses."""
    return sorted(((row.slug, row.name) for row in SciTechPark.objects.all()), key=lambda choice: choice[1])


class ByField(filters.FilterSet):
    field = filters.ChoiceFilter(
        label=_("Field"), choices=field_choices, method="in_field", empty_label=_("All fields")
    )

    def in_field(self, queryset: QuerySet, name: str, code: str) -> QuerySet:
        """A top-level field stands for those below it too."""
        chosen = Field.objects.filter(Q(code=code) | Q(parent__code=code))
        link = queryset.model.fields.through.objects.filter(field__in=chosen)
        return queryset.filter(pk__in=link.values(queryset.model._meta.model_name))


class ParkFilter(ByField):
    level = filters.ChoiceFilter(label=_("Level"), choices=ParkLevel.choices, empty_label=_("All levels"))

    class Meta:
        model = SciTechPark
        fields: tuple[str, ...] = ()


class CompanyFilter(ByField):
    park = filters.ChoiceFilter(
        label=_("Park"), choices=park_choices, field_name="park__slug", empty_label=_("All parks")
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=CompanyStage.choices, empty_label=_("All stages"))

    class Meta:
        model = Company
        fields: tuple[str, ...] = ()
