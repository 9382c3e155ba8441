"""Filters of admin lists."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import EmptyFieldListFilter, RelatedFieldListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MOST = 200  # more choices nobody reads through; the list is searched instead


class VisibleRowsFilter(RelatedFieldListFilter):
    """By a related row: those this person may see, whether or not the list has rows of it.

    To leave out those without rows, the whole list would be read on each page.
    """

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        page = model_admin.admin_site.get_model_admin(field.related_model)
        return [(row.pk, str(row)) for row in page.get_queryset(request)[:MOST]]


class FilledFilter(EmptyFieldListFilter):
    """Whether a day is there, asked as what it says: “Verified: yes” instead of “verified at: not empty”."""

    question: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.question

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice, label in zip(super().choices(changelist), (_("All"), _("No"), _("Yes")), strict=True):
            yield {**choice, "display": label}
