"""The supply side in the API. Everybody reads what is published."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from universities.api import filters, serializers
from universities.api.technology_json import technologies_json
from universities.models import Department, Laboratory, School, Technology, University
from universities.queries import organisation
from universities.queries.technology import visible_technologies, with_details
from yangpu_portal.core.api.views import ReadOnlyResource

SINCE = ("created_at", "public_id")


@extend_schema_view(
    list=extend_schema(summary="Universities"), retrieve=extend_schema(summary="One university")
)
class UniversityViewSet(ReadOnlyResource):
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
class SchoolViewSet(ReadOnlyResource):
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
class DepartmentViewSet(ReadOnlyResource):
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
class LaboratoryViewSet(ReadOnlyResource):
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
class TechnologyViewSet(ReadOnlyResource):
    """Technology offers. Published ones for everybody, others for those who answer for them."""

    permission_classes = [AllowAny]
    serializer_class = serializers.TechnologySerializer
    filterset_class = filters.TechnologyResourceFilter

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(technologies_json(page or ()))

    def get_queryset(self) -> QuerySet[Technology]:
        return with_details(visible_technologies(self.request.user))
