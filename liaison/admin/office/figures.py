"""One figure as of a day: the number, what it means, and the rows behind it, to read or to keep."""

from typing import Any, cast

from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.admin.office.cards import card_of
from liaison.admin.office.choice import chosen
from liaison.admin.office.report_data import shown_rows
from liaison.queries.figures.computed import FIGURES
from liaison.queries.figures.figure import Figure
from liaison.queries.figures.table import headers, table_rows
from yangpu_portal.core.admin.export import send_table
from yangpu_portal.core.admin.named_rows import NAMED_ROWS, NamedRows
from yangpu_portal.core.enums import ExportFormat
from yangpu_portal.core.models import User

_SHOWN = 500  # rows on the page; the sheet has all


def _figure(request: HttpRequest, name: str) -> Figure:
    figure = FIGURES.get(name)
    if figure is None or not figure.may_be_seen_by(cast(User, request.user)):
        raise Http404
    return figure


@require_safe
def figure_page(request: HttpRequest, name: str) -> HttpResponse:
    figure, user = _figure(request, name), cast(User, request.user)
    form, when, period = chosen(request)
    value = figure.value(user, when)
    rows = shown_rows(table_rows(figure, when, user, most=_SHOWN))
    context = {
        **admin.site.each_context(request),
        "title": figure.title,
        "choice": form,
        "when": when,
        "is_past": when.day != timezone.localdate(),
        "card": card_of(figure, value, when, period),
        "headers": headers(figure),
        "rows": rows,
        "is_cut": value is not None and value.count > len(rows),
        "shown": len(rows),
        "known": value is not None,
    }
    return TemplateResponse(request, "admin/office/figure.html", context)


@require_safe
def figure_sheet(request: HttpRequest, name: str) -> FileResponse:
    figure, user = _figure(request, name), cast(User, request.user)
    _form, when, _period = chosen(request)
    return send_table(
        request,
        kind=ExportFormat.XLSX,
        title=f"{figure.title} {when.day:%Y-%m-%d}",
        source=f"figure {figure.name}",
        headers=headers(figure),
        rows=table_rows(figure, when, user),
    )


def _keys(figure: Figure) -> Any:
    """The keys of the rows of today in the period asked for, of those the person may see."""

    def keys(request: HttpRequest) -> Any:
        user, (_form, when, _period) = cast(User, request.user), chosen(request)
        rows = figure.rows_for(user, when) if figure.may_be_seen_by(user) else None
        return figure.model._default_manager.none() if rows is None else rows.values("pk")

    return keys


for _each in FIGURES.values():
    NAMED_ROWS[_each.model._meta.label, _each.name] = NamedRows(_each.title, _keys(_each))
