"""Filters of the supply side's resources: those of the pages, with references by public id."""

import django_filters as filters
from django.db.models import QuerySet

from universities.enums import CooperationStatus, LaboratoryKind
from universities.filters import TechnologyFilter
from universities.models import Department, Laboratory, School, Technology, University
from yangpu_portal.core.models import Field


class UniversityFilter(filters.FilterSet):
    ror = filters.CharFilter(help_text="ROR id, such as 03rc6as71")
    country = filters.CharFilter(help_text="ISO 3166-1, two letters")
    cooperation_status = filters.ChoiceFilter(choices=CooperationStatus.choices)


class OfUniversityFilter(filters.FilterSet):
    university = filters.ModelChoiceFilter(
        queryset=University.objects.all(), to_field_name="public_id", help_text="Id of a university"
    )


class DepartmentFilter(OfUniversityFilter):
    school = filters.ModelChoiceFilter(
        queryset=School.objects.all(), to_field_name="public_id", help_text="Id of a school"
    )


class LaboratoryFilter(DepartmentFilter):
    department = filters.ModelChoiceFilter(
        queryset=Department.objects.all(), to_field_name="public_id", help_text="Id of a department"
    )
    kind = filters.ChoiceFilter(choices=LaboratoryKind.choices)


class TechnologyResourceFilter(TechnologyFilter):
    university = OfUniversityFilter.base_filters["university"]
    laboratory = filters.ModelChoiceFilter(
        queryset=Laboratory.objects.all(), to_field_name="public_id", help_text="Id of a laboratory"
    )
    field = filters.ModelChoiceFilter(
        queryset=Field.objects.all(),
        to_field_name="code",
        field_name="fields",
        method="tagged",
        help_text="Id of a technology field; one at the top stands for those below it too",
    )
    external_id = filters.CharFilter(help_text="The offer's id in the system it comes from")

    def tagged(self, queryset: QuerySet[Technology], name: str, field: Field) -> QuerySet[Technology]:
        return self.in_field(queryset, name, field.code)
