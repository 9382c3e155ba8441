"""The supply side in the API. Everybody reads what is published."""

from collections.abc import Hashable

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from universities.api import filters, serializers
from universities.api.technology_json import technologies_json
from universities.models import Department, Laboratory, School, Technology, University
from universities.queries import organisation
from universities.queries.stamps import public_stamps, stamps_are_settled
from universities.queries.technology import visible_scope, visible_technologies, with_details
from universities.queries.technology_records import technology_records
from yangpu_portal.core.api.known import Basis
from yangpu_portal.core.api.views import ReadOnlyResource

SINCE = ("created_at", "public_id")


class RecordResource(ReadOnlyResource):
    """A resource whose rows and their relations move the stamps of the public record."""

    def basis(self) -> Basis:
        return Basis(public_stamps(), self.scope(), stamps_are_settled)

    def scope(self) -> Hashable:
        """The same for those who see the same rows; the structure of universities is public."""
        return "public"


@extend_schema_view(
    list=extend_schema(summary="Universities"), retrieve=extend_schema(summary="One university")
)
class UniversityViewSet(RecordResource):
    """Universities with their identifiers and how far the cooperation has come."""

    permission_classes = [AllowAny]
    serializer_class = serializers.UniversitySerializer
    filterset_class = filters.UniversityFilter
    ordering = SINCE

    def get_queryset(self) -> QuerySet[University]:
        return organisation.visible_universities(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="Schools of universities"), retrieve=extend_schema(summary="One school")
)
class SchoolViewSet(RecordResource):
    """Schools of universities."""

    permission_classes = [AllowAny]
    serializer_class = serializers.SchoolSerializer
    filterset_class = filters.OfUniversityFilter
    ordering = SINCE

    def get_queryset(self) -> QuerySet[School]:
        return organisation.visible_schools(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="Departments, and units outside the schools"),
    retrieve=extend_schema(summary="One department"),
)
class DepartmentViewSet(RecordResource):
    """Departments; `school` is null for units that stand outside the schools."""

    permission_classes = [AllowAny]
    serializer_class = serializers.DepartmentSerializer
    filterset_class = filters.DepartmentFilter
    ordering = SINCE

    def get_queryset(self) -> QuerySet[Department]:
        return organisation.visible_departments(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="Laboratories, engineering centres and institutes"),
    retrieve=extend_schema(summary="One laboratory"),
)
class LaboratoryViewSet(RecordResource):
    """Laboratories, engineering centres and research institutes."""

    permission_classes = [AllowAny]
    serializer_class = serializers.LaboratorySerializer
    filterset_class = filters.LaboratoryFilter
    ordering = SINCE

    def get_queryset(self) -> QuerySet[Laboratory]:
        return organisation.visible_laboratories(self.request.user).prefetch_related("fields")


@extend_schema_view(
    list=extend_schema(summary="Technology offers, newest first"),
    retrieve=extend_schema(summary="One technology offer"),
)
class TechnologyViewSet(RecordResource):
    """Technology offers. Published ones for everybody, others for those who answer for them."""

    permission_classes = [AllowAny]
    serializer_class = serializers.TechnologySerializer
    filterset_class = filters.TechnologyResourceFilter

    def listed(self) -> Response:
        shown = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(technology_records(shown))
        return self.get_paginated_response(technologies_json(page or ()))

    def get_queryset(self) -> QuerySet[Technology]:
        shown = visible_technologies(self.request.user)
        return shown if self.action == "list" else with_details(shown)

    def scope(self) -> Hashable:
        return visible_scope(self.request.user)
