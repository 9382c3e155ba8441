"""The rows of an import as its page shows them: each cell with what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from liaison.enums import ImportState, RowVerdict
from liaison.models import ImportJob, ImportRow
from liaison.queries.import_job import Counts
from yangpu_portal.core.imports.stored_cells import shown

ROWS = 50
_MOST_COLUMNS = 12  # of a wide file; what is wrong beyond them is told beneath the row all the same


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: ImportRow
    cells: list[ShownCell]
    messages: list[str]
    address: str


def shown_columns(job: ImportJob) -> list[str]:
    return list(job.used[:_MOST_COLUMNS])


def page_of_rows(request: HttpRequest, job: ImportJob, verdict: str) -> Page:
    rows = job.rows.order_by("number")
    if verdict:
        rows = rows.filter(verdict=verdict)
    page: Page = Paginator(rows, ROWS).get_page(request.GET.get("p"))
    return page


def shown_rows(request: HttpRequest, job: ImportJob, rows: Sequence[ImportRow]) -> list[ShownRow]:
    columns = shown_columns(job)
    return [_shown(request, row, columns) for row in rows]


def filters(counts: Counts, chosen: str) -> list[tuple[str, Any, int, bool]]:
    """(value, label, count, whether chosen); verdicts that no row has are left out."""
    found: list[tuple[str, Any, int, bool]] = [("", _("all rows"), counts.all, not chosen)]
    for verdict in (RowVerdict.REFUSED, RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.SAME):
        if counts.of(verdict) or verdict == chosen:
            found.append((verdict.value, verdict.label, counts.of(verdict), verdict == chosen))
    return found


def _shown(request: HttpRequest, row: ImportRow, columns: list[str]) -> ShownRow:
    named = {column for column, _reason in row.issues}
    cells = [
        ShownCell(shown(row.cells.get(column)), row.verdict == RowVerdict.REFUSED and column in named)
        for column in columns
    ]
    messages = [
        _("“%(column)s”: %(reason)s") % {"column": column, "reason": reason} if column else reason
        for column, reason in row.issues
    ]
    if row.undo_trouble:
        messages.append(_("Not undone: %(reason)s") % {"reason": row.undo_trouble})
    return ShownRow(row, cells, messages, _address(request, row))


def _address(request: HttpRequest, row: ImportRow) -> str:
    """The admin page of what the row made, where there is one this person may see."""
    if not row.made_id or not row.made:
        return ""
    model = apps.get_model(row.made)
    page = admin.site._registry.get(model)
    if page is None or not page.has_view_permission(request):
        return ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.made_id])


def is_at_work(job: ImportJob) -> bool:
    return job.state in (ImportState.CHECKING, ImportState.WRITING, ImportState.UNDOING)
