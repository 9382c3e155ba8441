"""What all resources of the API share: reading only, deny by default, no unknown parameters, ETags."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import set_response_etag
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ErrorDetail, MethodNotAllowed, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from yangpu_portal.core.api.known import Basis, known_etag, remember_etag
from yangpu_portal.core.api.pagination import PARAMETERS
from yangpu_portal.core.api.problems import accepted_language
from yangpu_portal.core.api.serializers import FieldSerializer
from yangpu_portal.core.models import Field


# A strong ETag of the very bytes, and 304 for who has them already.
@method_decorator(conditional_page, name="dispatch")
class ReadOnlyResource(ReadOnlyModelViewSet):
    """A resource one can list and read.

    A view gives `serializer_class`, `permission_classes` and `get_queryset`, which starts from a
    `visible_…(user)` function: what one may not see is 404. It may give `filterset_class`.
    """

    http_method_names = ["get", "head"]
    lookup_field = "public_id"
    lookup_value_regex = "[a-z]{3}_[0-9A-Za-z]+"
    ordering: Sequence[str] = ("-created_at", "public_id")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        translation.activate(accepted_language(request._request))
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)
        self._refuse_unknown_parameters(request)

    def _refuse_unknown_parameters(self, request: Request) -> None:
        known = self.query_parameters()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            hint = ", ".join(known) or "–"
            message = _("There is no parameter “%(name)s” here. Known: %(known)s.")
            raise ValidationError(
                {
                    name: [ErrorDetail(message % {"name": name[:50], "known": hint}, "unknown_parameter")]
                    for name in unknown
                }
            )

    def query_parameters(self) -> list[str]:
        """The query parameters this address understands."""
        if self.action != "list":
            return []
        filterset = getattr(self, "filterset_class", None)
        return [*(filterset.base_filters if filterset else ()), *PARAMETERS]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._unless_known(self.listed)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._unless_known(partial(super().retrieve, request, *args, **kwargs))

    def listed(self) -> Response:
        """The page of the list that is asked for."""
        return super().list(self.request)

    def basis(self) -> Basis | None:
        """What answers depend on; None when nothing tells cheaply whether they would be the same."""
        return None

    def _unless_known(self, answer: Callable[[], Response]) -> Response:
        basis, request = self.basis(), self.request._request
        if basis is None:
            return answer()
        if etag := known_etag(request, basis):
            return Response(headers={"ETag": etag})  # of which conditional_page makes 304
        is_settled = basis.is_settled()  # before rows are read
        response = answer()
        if is_settled:
            response.add_post_render_callback(partial(_remember, request, basis))
        return response

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        # Building filters costs more than reading a page: only where one is asked for, of items never.
        is_filtered = self.action == "list" and not set(PARAMETERS).issuperset(self.request.query_params)
        return super().filter_queryset(queryset) if is_filtered else queryset

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _remember(request: HttpRequest, basis: Basis, response: HttpResponse) -> None:
    set_response_etag(response)
    remember_etag(request, basis, response.headers["ETag"])


@extend_schema_view(
    list=extend_schema(summary="Technology fields, a tree of two levels"),
    retrieve=extend_schema(summary="One technology field"),
)
class FieldViewSet(ReadOnlyResource):
    """Technology fields, a tree of two levels; `parent` is null at the top."""

    permission_classes = [AllowAny]
    serializer_class = FieldSerializer
    lookup_field = "code"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    ordering = ("position", "code")

    def get_queryset(self) -> QuerySet[Field]:
        return Field.objects.select_related("parent")
