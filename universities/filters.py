"""Filters of the supply side, for pages and API alike."""

from collections.abc import Sequence

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from universities.models import Technology, University
from yangpu_portal.core.models import Field
from yangpu_portal.core.readiness import BAND_CHOICES, BANDS


def field_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Technology fields by code, grouped under their top-level field."""
    fields = list(Field.objects.all())
    below: dict[int, list[Field]] = {}
    for field in fields:
        if field.parent_id:
            below.setdefault(field.parent_id, []).append(field)
    return [
        (top.name, [(top.code, top.name), *((one.code, one.name) for one in below.get(top.pk, []))])
        for top in fields
        if not top.parent_id
    ]


def university_choices() -> list[tuple[str, str]]:
    """Universities that offer something, by their short name in addresses."""
    offering = University.objects.filter(pk__in=Technology.objects.values("university"))
    return sorted(((row.slug, row.name) for row in offering), key=lambda choice: choice[1])


class TechnologyFilter(filters.FilterSet):
    """Unknown values are errors of the form, never of the page."""

    field = filters.ChoiceFilter(
        label=_("Field"), choices=field_choices, method="in_field", empty_label=_("All fields")
    )
    university = filters.ChoiceFilter(
        label=_("University"),
        choices=university_choices,
        field_name="university__slug",
        empty_label=_("All universities"),
    )
    trl = filters.MultipleChoiceFilter(
        label=_("Technology readiness"),
        choices=BAND_CHOICES,
        method="in_bands",
        widget=CheckboxSelectMultiple,
    )

    class Meta:
        model = Technology
        fields: tuple[str, ...] = ()

    def in_field(self, queryset: QuerySet[Technology], name: str, code: str) -> QuerySet[Technology]:
        """A top-level field stands for those below it too."""
        chosen = Field.objects.filter(Q(code=code) | Q(parent__code=code))
        tagged = Technology.fields.through.objects.filter(field__in=chosen).values("technology")
        return queryset.filter(pk__in=tagged)

    def in_bands(
        self, queryset: QuerySet[Technology], name: str, bands: Sequence[str]
    ) -> QuerySet[Technology]:
        wanted = Q()
        for band in bands:
            wanted |= Q(trl__range=BANDS[band])
        return queryset.filter(wanted)
