"""API permissions: nothing is open unless a view says so. Which rows one sees is up to its `visible_…`."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # the framework loads this module, by its settings, while its views load
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        return False
