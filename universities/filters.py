"""Filters of the supply side as the API reads them: facets of the search page, by the same names."""

from collections.abc import Sequence

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from universities.enums import PRICE_BAND_CHOICES, PRICE_BANDS, IPStatus
from universities.models import Technology
from universities.queries.search_facets import IP_CHOICES, RECENT, RECENT_CHOICE
from yangpu_portal.core.enums import CooperationMode
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


class TechnologyFilter(filters.FilterSet):
    """Several choices of one facet are alternatives. Unknown values are errors of the form."""

    trl = filters.MultipleChoiceFilter(
        label=_("Technology readiness"), choices=BAND_CHOICES, method="in_bands"
    )
    mode = filters.MultipleChoiceFilter(
        label=_("Cooperation"), choices=CooperationMode.choices, method="in_modes"
    )
    ip = filters.MultipleChoiceFilter(
        label=_("IP"),
        choices=[(value, label) for value, label in IPStatus.choices if value in IP_CHOICES],
        field_name="ip_status",
    )
    price = filters.MultipleChoiceFilter(
        label=_("Reference price"), choices=PRICE_BAND_CHOICES, method="in_price_bands"
    )
    confirmed = filters.ChoiceFilter(
        label=_("Last confirmed"),
        choices=[(RECENT_CHOICE, _("In the last 180 days"))],
        method="confirmed_lately",
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

    def in_modes(
        self, queryset: QuerySet[Technology], name: str, modes: Sequence[str]
    ) -> QuerySet[Technology]:
        return queryset.filter(cooperation_modes__overlap=list(modes)) if modes else queryset

    def in_price_bands(
        self, queryset: QuerySet[Technology], name: str, bands: Sequence[str]
    ) -> QuerySet[Technology]:
        if not bands:
            return queryset
        wanted = sum(1 << list(PRICE_BANDS).index(band) for band in bands)
        return queryset.alias(touched=F("search__price").bitand(wanted)).exclude(touched=0)

    def confirmed_lately(self, queryset: QuerySet[Technology], name: str, value: str) -> QuerySet[Technology]:
        return queryset.filter(confirmed_on__gte=timezone.localdate() - RECENT)
