"""The bridge in the API."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import IsAuthenticated

from liaison.api.filters import MatchFilter, TechnologySearchFilter
from liaison.api.serializers import MatchSerializer
from liaison.models import Match
from liaison.queries.matching import visible_matches
from universities.api.views import TechnologyViewSet
from universities.models import Technology
from yangpu_portal.core.api.views import ReadOnlyResource


class TechnologySearchViewSet(TechnologyViewSet):
    __doc__ = TechnologyViewSet.__doc__

    filterset_class = TechnologySearchFilter

    def get_queryset(self) -> QuerySet[Technology]:
        technologies = super().get_queryset()
        # One that is listed twice is listed once, and read by its id all the same.
        return technologies.exclude(search__hidden=True) if self.action == "list" else technologies


@extend_schema_view(
    list=extend_schema(summary="Matches of one's own needs, best first; all of them for the district"),
    retrieve=extend_schema(summary="One match and its reasons"),
)
class MatchViewSet(ReadOnlyResource):
    """Technologies suggested for one's own needs, with the reasons; for the district all."""

    permission_classes = [IsAuthenticated]
    serializer_class = MatchSerializer
    filterset_class = MatchFilter
    ordering = ("need__public_id", "rank", "public_id")

    def get_queryset(self) -> QuerySet[Match]:
        # Not what one has refused oneself: a page marks it, so that it can be taken back; a row here cannot.
        listed = visible_matches(self.request.user).filter(is_current=True)
        return listed.select_related("need", "technology", "run")
