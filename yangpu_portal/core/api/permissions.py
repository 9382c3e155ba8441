"""API permissions: nothing is open unless a view says so. Which rows one sees is up to its `visible_…`."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class DenyAll(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return False


class PublicCatalogue(BasePermission):
    """Open to everybody; the view's queryset starts from what everybody may see."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return True


class SignedIn(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.user.is_authenticated
