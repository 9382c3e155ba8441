"""Filters of admin lists."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest

MOST = 200  # more choices nobody reads through; the list is searched instead


class VisibleRowsFilter(RelatedFieldListFilter):
    """By a related row: those this person may see, whether or not the list has rows of it.

    To leave out those without rows, the whole list would be read on each page.
    """

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        page = model_admin.admin_site.get_model_admin(field.related_model)
        return [(row.pk, str(row)) for row in page.get_queryset(request)[:MOST]]
