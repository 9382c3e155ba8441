"""Filters of the demand side's resources."""

import django_filters as filters

from startups.enums import NeedState, ParkLevel
from startups.models import Company, SciTechPark
from universities.models import University
from yangpu_portal.core.models import Field


class TaggedFilter(filters.FilterSet):
    field = filters.ModelChoiceFilter(
        queryset=Field.objects.all(),
        field_name="fields",
        to_field_name="code",
        help_text="Id of a technology field",
    )


class ParkFilter(TaggedFilter):
    level = filters.ChoiceFilter(choices=ParkLevel.choices)
    university = filters.ModelChoiceFilter(
        queryset=University.objects.all(),
        to_field_name="public_id",
        help_text="Id of the university it is affiliated with",
    )


class CompanyFilter(TaggedFilter):
    park = filters.ModelChoiceFilter(
        queryset=SciTechPark.objects.all(), to_field_name="public_id", help_text="Id of a park"
    )


class NeedFilter(TaggedFilter):
    company = filters.ModelChoiceFilter(
        queryset=Company.objects.all(), to_field_name="public_id", help_text="Id of a company"
    )
    state = filters.ChoiceFilter(choices=NeedState.choices)
    external_id = filters.CharFilter(help_text="The need's id in the system it comes from")
