"""The list of all models, which every page of the admin computes and hardly one shows: when it is read."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def compute_when_read(site: AdminSite) -> None:
    """Our menu is of our own making, so only the start page and those of the apps read the list."""
    at_once = site.get_app_list

    def later(request: HttpRequest, app_label: str | None = None) -> Any:
        return SimpleLazyObject(partial(at_once, request, app_label))

    site.get_app_list = later  # type: ignore[method-assign]
