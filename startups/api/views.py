"""The demand side in the API: parks and companies for everybody, needs for their own people."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny, IsAuthenticated

from startups.api import filters, serializers
from startups.models import Company, Need, SciTechPark
from startups.queries.need import own_needs, visible_needs
from startups.queries.organisation import visible_companies, visible_parks
from yangpu_portal.core.api.views import ReadOnlyResource
from yangpu_portal.core.rules import is_district_staff


@extend_schema_view(
    list=extend_schema(summary="Sci-tech parks"), retrieve=extend_schema(summary="One sci-tech park")
)
class ParkViewSet(ReadOnlyResource):
    """Sci-tech parks and the industries gathered in them."""

    permission_classes = [AllowAny]
    serializer_class = serializers.ParkSerializer
    filterset_class = filters.ParkFilter
    ordering = ("created_at", "public_id")

    def get_queryset(self) -> QuerySet[SciTechPark]:
        return visible_parks(self.request.user).prefetch_related("fields")


@extend_schema_view(
    list=extend_schema(summary="Companies, with what they show publicly"),
    retrieve=extend_schema(summary="One company"),
)
class CompanyViewSet(ReadOnlyResource):
    """Companies, with what they show publicly."""

    permission_classes = [AllowAny]
    serializer_class = serializers.CompanySerializer
    filterset_class = filters.CompanyFilter
    ordering = ("created_at", "public_id")

    def get_queryset(self) -> QuerySet[Company]:
        return visible_companies(self.request.user).prefetch_related("fields")


@extend_schema_view(
    list=extend_schema(summary="Needs of one's own companies; all of them for the district"),
    retrieve=extend_schema(summary="One need"),
)
class NeedViewSet(ReadOnlyResource):
    """Technology needs: those of one's own companies, for the district all."""

    permission_classes = [IsAuthenticated]
    serializer_class = serializers.NeedSerializer
    filterset_class = filters.NeedFilter

    def get_queryset(self) -> QuerySet[Need]:
        # A need that is listed without its company's name would betray it here.
        user = self.request.user
        needs = visible_needs(user).filter(revises=None) if is_district_staff(user) else own_needs(user)
        return needs.select_related("company").prefetch_related("fields", "parameters")
