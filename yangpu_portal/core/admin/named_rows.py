"""Lists of the admin narrowed to rows that have a name, such as those a figure counts: `?figure=fees_due`.

Apps above enter the rows they name; the filter stands beside the list's own ones while it is in use. Rows of
a period name it too: `?figure=imports_with_errors&period=month`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARAMETER, PERIOD = "figure", "period"


@dataclass(frozen=True, slots=True)
class NamedRows:
    """`keys` gives the keys of the rows, of those this person may see."""

    title: Promise
    keys: Callable[[HttpRequest], QuerySet[Any]]


# By the label of the model and the name of the rows.
NAMED_ROWS: dict[tuple[str, str], NamedRows] = {}


class NamedRowsFilter(SimpleListFilter):
    title = _("figure")
    parameter_name = PARAMETER

    def __init__(self, request: HttpRequest, params: dict[str, Any], *args: Any) -> None:
        super().__init__(request, params, *args)
        if PERIOD in params:
            self.used_parameters[PERIOD] = params.pop(PERIOD)[-1]

    def expected_parameters(self) -> list[str | None]:
        return [PARAMETER, PERIOD]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        label = model_admin.model._meta.label
        return [(name, rows.title) for (model, name), rows in NAMED_ROWS.items() if model == label]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = NAMED_ROWS.get((queryset.model._meta.label, self.value() or ""))
        return queryset.filter(pk__in=rows.keys(request)) if rows else queryset


class ShowsNamedRows:
    """For a `ModelAdmin`."""

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = list(super().get_list_filter(request))  # type: ignore[misc]
        return [*filters, NamedRowsFilter] if request.GET.keys() & {PARAMETER, PERIOD} else filters
