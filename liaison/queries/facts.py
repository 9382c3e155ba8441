"""Reads of what offers and needs state beside their text, without a query for each row."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Concat

from liaison.queries.links import with_links, with_park_city
from startups.models import Need
from universities.models import Patent, Technology
from yangpu_portal.core.models import Field

_KNOWN_NUMBER = Case(
    When(publication_number="", then=F("application_number")), default=F("publication_number")
)
_PATH = Case(
    When(parent__isnull=False, then=Concat("parent__code", Value("/"), "code", output_field=CharField())),
    default=F("code"),
    output_field=CharField(),
)


def with_offer_facts(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Loads the facts of offers: `field_paths`, `patent_numbers`, the city of a park, the metrics."""
    patents = Patent.objects.filter(technologies=OuterRef("pk")).order_by("pk")
    return (
        with_park_city(technologies)
        .annotate(
            field_paths=ArraySubquery(_paths(Field.objects.filter(technologies=OuterRef("pk")))),
            patent_numbers=ArraySubquery(patents.values(known_number=_KNOWN_NUMBER)),
        )
        .prefetch_related("metrics")
    )


def with_need_facts(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Loads the facts of needs: `field_paths`, past links, the city, the wanted parameters."""
    return (
        with_links(needs)
        .annotate(
            field_paths=ArraySubquery(_paths(Field.objects.filter(needs=OuterRef("pk")))),
            city_zh=F("company__district__city_zh"),
            city_en=F("company__district__city_en"),
        )
        .prefetch_related("parameters")
    )


def _paths(fields: QuerySet[Field]) -> QuerySet[Field, str]:
    """The code of each field with its parent's before it, in the order of the tree."""
    return fields.order_by("position", "code").values_list(_PATH, flat=True)


def field_names() -> dict[str, tuple[str, str]]:
    """The names of all fields by code, Chinese and English."""
    return {code: (zh, en) for code, zh, en in Field.objects.values_list("code", "name_zh", "name_en")}
