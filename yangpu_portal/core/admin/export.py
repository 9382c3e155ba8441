"""Every list of the admin as Excel or CSV: with its filters, its search, its order, and all of its rows.

The columns are those of the list, in the reader's language, and after them the codes of the rows that the
list does not show. Who may view the list may take it along, the rows are those the list shows this person,
and each export leaves a row in `ListExport`.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import unquote_plus

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from yangpu_portal.core.enums import ExportFormat
from yangpu_portal.core.models import ListExport, User
from yangpu_portal.core.sheets import delimited, workbook
from yangpu_portal.core.sheets.cells import Cell, Money, cell_of

# Columns that tell a row from all others, outside of the portal too.
CODES = (
    *("public_id", "uscc", "code", "slug", "number", "orcid", "ror", "external_id"),
    *("voucher_number", "invoice_number", "currency"),
)
_READ_AT_ONCE = 2000
MEDIA_TYPES = {ExportFormat.XLSX: workbook.MEDIA_TYPE, ExportFormat.CSV: delimited.MEDIA_TYPE}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: what stands above it, and its value for a row."""

    header: str
    value: Callable[[Any], Any]


class ExportsList:
    """For a `ModelAdmin`. `export_also` names further columns by their path, such as `company.uscc`."""

    export_also: tuple[str, ...] = ()
    exports_list = True  # False for pages that show something else than a list of rows

    def get_urls(self) -> list[URLPattern]:
        opts = self.model._meta  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.export_view)  # type: ignore[attr-defined]
        name = f"{opts.app_label}_{opts.model_name}_export"
        return [path("export.<slug:kind>", view, name=name), *super().get_urls()]  # type: ignore[misc]

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        return _export(self, request, kind)


def _export(page: Any, request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in MEDIA_TYPES or not page.exports_list:
        raise Http404
    if not page.has_view_permission(request):
        raise PermissionDenied
    page.request = request  # the theme's lists expect it, as in `changelist_view`
    asked = request.GET.copy()
    asked.pop(PAGE_VAR, None)
    request.GET = asked  # type: ignore[assignment]
    try:
        changelist = page.get_changelist_instance(request)
    except IncorrectLookupParameters:
        opts = page.model._meta
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist") + "?e=1")
    title = str(capfirst(page.model._meta.verbose_name_plural))
    columns = columns_of(page, changelist)
    rows = (tuple(_cells(columns, row)) for row in _all_rows(changelist))
    return send_table(
        request,
        kind=ExportFormat(kind),
        title=title,
        source=page.model._meta.label,
        headers=[column.header for column in columns],
        rows=rows,
    )


def send_table(
    request: HttpRequest,
    *,
    kind: ExportFormat,
    title: str,
    source: str,
    headers: Sequence[str],
    rows: Iterator[Sequence[Cell]],
) -> FileResponse:
    """One table as a file to keep, noted as taken by this person."""
    record = note_export(request, source=source, kind=kind)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    if kind == ExportFormat.CSV:
        count = delimited.write_csv(file, headers, rows)
    else:
        with workbook.Book(file, title=title) as book:
            count = book.add_sheet(title, headers, rows)
    ListExport.objects.filter(pk=record.pk).update(rows=count)
    file.seek(0)
    name = f"{title}-{timezone.localdate():%Y%m%d}.{kind.value}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPES[kind])


def note_export(
    request: HttpRequest, *, source: str, kind: ExportFormat, rows: int | None = None
) -> ListExport:
    """Notes who takes what along."""
    assert isinstance(request.user, User)
    query = unquote_plus(request.GET.urlencode())
    # PostgreSQL refuses texts with a NUL.
    query = query.replace("\x00", "")
    return ListExport.objects.create(user=request.user, source=source, format=kind, query=query, rows=rows)


def _all_rows(changelist: ChangeList) -> Iterator[Any]:
    """What the list shows on all of its pages, some at a time."""
    return changelist.queryset.iterator(chunk_size=_READ_AT_ONCE)


def _cells(columns: Sequence[Column], row: Any) -> Iterator[Cell]:
    currency = getattr(row, "currency", None)
    for column in columns:
        value = column.value(row)
        if currency and type(value) is Decimal:
            yield Money(value, currency)
        else:
            yield cell_of(value)


def columns_of(page: Any, changelist: ChangeList) -> list[Column]:
    """The columns of the list, and the codes it does not show."""
    shown = [name for name in changelist.list_display if name != "action_checkbox"]
    columns = [_shown_column(page, name) for name in shown]
    own = {field.name: field for field in page.model._meta.concrete_fields}
    codes = [name for name in CODES if name in own and name not in shown]
    columns += [Column(str(capfirst(own[name].verbose_name)), attrgetter(name)) for name in codes]
    return columns + [Column(_path_header(page.model, name), _along(name)) for name in page.export_also]


def _shown_column(page: Any, name: Any) -> Column:
    label: Any = label_for_field(name, page.model, page)
    header = str(capfirst(label))
    try:
        field = page.model._meta.get_field(name)
    except (FieldDoesNotExist, TypeError, AttributeError):
        # A column that shows money as text names the amount behind it.
        as_cell = getattr(getattr(page, str(name), None), "as_cell", None)
        return Column(header, as_cell) if as_cell else Column(header, lambda row: _computed(page, name, row))
    if field.is_relation or not isinstance(field, models.Field):
        return Column(header, attrgetter(name))
    if field.flatchoices:
        labels = {value: str(label) for value, label in field.flatchoices}
        read = attrgetter(field.attname)
        return Column(header, lambda row: labels.get(read(row), read(row)))
    if isinstance(field, models.FileField | models.JSONField):
        return Column(header, lambda row: display_for_field(getattr(row, name), field, "", avoid_link=True))
    return Column(header, attrgetter(name))


def _computed(page: Any, name: Any, row: Any) -> Any:
    """What a column that is a function says, without the theme's extras."""
    try:
        _field, attribute, value = lookup_field(name, row, page)
    except ObjectDoesNotExist:
        return None
    if getattr(attribute, "boolean", False) and value is not None:
        return bool(value)
    if getattr(attribute, "label", False) and isinstance(value, tuple):
        return value[1]  # the theme colours by the first
    if getattr(attribute, "header", False) and isinstance(value, list | tuple):
        return " · ".join(str(part) for part in value[:2] if part)
    if getattr(attribute, "dropdown", False) and isinstance(value, dict):
        return value.get("title")
    return value


def _along(name: str) -> Callable[[Any], Any]:
    """The value at the end of a path, nothing where it breaks off."""
    parts = name.split(".")

    def read(row: Any) -> Any:
        for part in parts:
            row = getattr(row, part, None)
        return row

    return read


def _path_header(model: type[models.Model], name: str) -> str:
    field: Any = None
    for part in name.split("."):
        field = model._meta.get_field(part)
        model = field.related_model or model
    return str(capfirst(field.verbose_name))
