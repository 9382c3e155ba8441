"""The monthly report: choosing a month, reading and printing it, as PDF and as Excel."""

import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liaison.admin.office.report_data import (
    Report,
    ReportList,
    cell_text,
    latest_months,
    month_of,
    shown_rows,
    value_cells,
)
from yangpu_portal.core.admin.export import note_export
from yangpu_portal.core.enums import ExportFormat, Language
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import is_district_staff
from yangpu_portal.core.sheets import workbook
from yangpu_portal.core.sheets.cells import Cell
from yangpu_portal.core.text import printable
from yangpu_portal.core.typesetting import breakable, pdf

TEMPLATE = Path(__file__).resolve().parents[2] / "typst" / "report.typ"
_MONTHS = 24
_ON_PAPER = 30  # rows of each list; Excel has all
_MEDIA_TYPES = {ExportFormat.PDF: "application/pdf", ExportFormat.XLSX: workbook.MEDIA_TYPE}
_LANGUAGES = {"zh": Language.ZH, "en": Language.EN}


def _require_office(request: HttpRequest) -> None:
    if not is_district_staff(cast(User, request.user)):
        raise Http404


def _report(request: HttpRequest, year: int, month: int) -> Report:
    _require_office(request)
    first = month_of(year, month)
    if first is None:
        raise Http404
    return Report(first)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The months to choose from; a month asked for in the address leads to its page."""
    _require_office(request)
    asked = request.GET.get("month", "")
    if asked:
        try:
            chosen = date.fromisoformat(f"{asked}-01")
        except ValueError:
            chosen = None
        if chosen and month_of(chosen.year, chosen.month):
            return HttpResponseRedirect(reverse("monthly_report", args=[chosen.year, chosen.month]))
        messages.error(request, _("Choose a month that has begun, such as 2026-03."))
    context = {
        **admin.site.each_context(request),
        "title": _("Monthly reports"),
        "months": [
            (first, formats.date_format(first, pgettext("month of a report", "F Y")))
            for first in latest_months(_MONTHS)
        ],
    }
    return TemplateResponse(request, "admin/office/reports.html", context)


@require_safe
def report_page(request: HttpRequest, year: int, month: int) -> HttpResponse:
    report = _report(request, year, month)
    lists = [(found, shown_rows(found.rows)) for found in report.lists_on_paper(_ON_PAPER)]
    context = {
        **admin.site.each_context(request),
        "title": report.title,
        "report": report,
        "tiers": shown_rows(report.tiers.rows),
        "lists": lists,
        "year": year,
        "month": month,
    }
    return TemplateResponse(request, "admin/office/report.html", context)


@require_safe
def report_pdf(request: HttpRequest, year: int, month: int, language: str) -> HttpResponse:
    report = _report(request, year, month)
    with translation.override(_language(language)):
        made = pdf(TEMPLATE, _on_paper(report, language), dated=report.dated)
    return _file(request, report, content=made, kind=ExportFormat.PDF, language=language)


@require_safe
def report_sheet(request: HttpRequest, year: int, month: int, language: str) -> HttpResponse:
    report = _report(request, year, month)
    file = io.BytesIO()
    with translation.override(_language(language)):
        _write_book(file, report)
    return _file(request, report, content=file.getvalue(), kind=ExportFormat.XLSX, language=language)


def _language(code: str) -> Language:
    if code not in _LANGUAGES:
        raise Http404
    return _LANGUAGES[code]


def _file(
    request: HttpRequest, report: Report, *, content: bytes, kind: ExportFormat, language: str
) -> HttpResponse:
    note_export(request, source=f"report {report.first:%Y-%m} {language}", kind=kind, rows=len(report.lines))
    name = content_disposition_header(True, f"yangpu-report-{report.first:%Y-%m}-{language}.{kind.value}")
    return HttpResponse(
        content, content_type=_MEDIA_TYPES[kind], headers={"Content-Disposition": name or "attachment"}
    )


def _write_book(file: io.BytesIO, report: Report) -> None:
    """One sheet for the figures with their definitions, and one for each list."""
    figure_headers = [
        *(_("Figure"), _("This month"), _("of"), _("Previous month"), _("of")),
        *(_("What it means"), _("How it is computed")),
    ]
    lines = [
        [
            str(line.figure.title),
            *value_cells(line.figure, line.now),
            *value_cells(line.figure, line.before),
            str(line.figure.definition),
            str(line.figure.computed),
        ]
        for line in report.lines
    ]
    with workbook.Book(file, title=report.title, made=report.dated) as book:
        book.add_sheet(_("Figures"), figure_headers, lines, wrap=True)
        book.add_sheet(_("Tiers"), report.tiers.headers, report.tiers.rows)
        for found in (report.rows_of("members"), *report.lists()):
            book.add_sheet(str(found.title), found.headers, found.rows)


def _on_paper(report: Report, language: str) -> dict[str, Any]:
    return {
        "lang": language,
        "region": "cn" if language == "zh" else "gb",
        "site": _("Yangpu Liaison"),
        "title": report.title,
        "state": report.state,
        "page": _("Page"),
        "heads": [_("Figure"), _("This month"), _("Previous month")],
        "groups": [
            {
                "title": str(group.label),
                "lines": [
                    [str(line.figure.title), str(line.figure.definition), line.now_text, line.before_text]
                    for line in lines
                ],
            }
            for group, lines in report.groups
        ],
        "lists": [_list_on_paper(found) for found in (report.tiers, *report.lists_on_paper(_ON_PAPER))],
        "none": _("None."),
    }


def _is_fixed(column: Iterable[Cell]) -> bool:
    """Whether a column holds days and numbers only, which take the room they need and no more."""
    return all(not isinstance(cell, str) for cell in column)


def _list_on_paper(found: ReportList) -> dict[str, Any]:
    rows = [[breakable(printable(cell_text(cell))) for cell in row] for row in found.rows]
    return {
        "title": str(found.title),
        "heads": found.headers,
        "fixed": [_is_fixed(column) for column in zip(*found.rows, strict=True)],
        "rows": rows,
        "more": _("and %(left)s more, all of them in the Excel file") % {"left": found.left}
        if found.left
        else "",
    }
