"""The pages of imports: choose what, hand in the file, look at every row, decide, and see what came of it."""

import io
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.admin.import_forms import DecisionForm, UndoForm, UploadForm
from liaison.admin.import_rows import filters, is_at_work, page_of_rows, shown_columns, shown_rows
from liaison.domain.import_job import start_undoing, start_writing, stop_import, take_file
from liaison.enums import ImportMode, ImportState, RowVerdict
from liaison.imports.error_file import write_error_file
from liaison.imports.kinds import KINDS, kinds_for
from liaison.imports.running import work_on_import
from liaison.models import ImportJob
from liaison.queries.import_job import Counts, count_rows, rows_passed, visible_imports
from yangpu_portal.core.imports.sheet import SheetKind
from yangpu_portal.core.imports.template_file import write_template
from yangpu_portal.core.models import User
from yangpu_portal.core.sheets.workbook import MEDIA_TYPE

AT_ONCE_ROWS = 20  # are worked on in the request; a row may take some 50 ms, and more is for a worker


def kinds_page(page: Any, request: HttpRequest) -> HttpResponse:
    kinds = kinds_for(_user(request))
    if not kinds:
        raise PermissionDenied
    context = {**_frame(page, request, _("New import")), "kinds": kinds}
    return TemplateResponse(request, "admin/liaison/imports/kinds.html", context)


def upload_page(page: Any, request: HttpRequest, slug: str) -> HttpResponse:
    kind = _kind_for(request, slug)
    form = UploadForm(request.POST or None, request.FILES or None, kind=kind, user=_user(request))
    if request.method == "POST" and form.is_valid():
        job = _taken(request, kind, form)
        if job is not None:
            return HttpResponseRedirect(_address(job))
    title = _("Import %(kind)s") % {"kind": kind.title}
    template_url = reverse("admin:liaison_importjob_template", args=[slug])
    context = {**_frame(page, request, title), "kind": kind, "form": form, "template_url": template_url}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/liaison/imports/upload.html", context, status=status)


def template_file(request: HttpRequest, slug: str) -> FileResponse:
    kind = _kind_for(request, slug)
    content = io.BytesIO()
    write_template(content, kind)
    content.seek(0)
    name = _("%(kind)s, template.xlsx") % {"kind": kind.title}
    return FileResponse(content, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def job_page(page: Any, request: HttpRequest, job_id: int, form: Any = None) -> HttpResponse:
    job = _job(request, job_id)
    kind, counts = KINDS[job.kind], count_rows(job)
    context = {
        **_frame(page, request, job.file_name),
        "job": job,
        "kind": kind,
        "counts": counts,
        "at_work": is_at_work(job),
        "may": kind.may_be_imported_by(_user(request)),
    }
    if context["at_work"]:
        context["passed"], context["of"] = rows_passed(job, counts)
        part = bool(request.headers.get("HX-Request"))
        template = "admin/liaison/imports/progress.html" if part else "admin/liaison/imports/job.html"
        return TemplateResponse(request, template, context)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context |= _rows(request, job, counts) | _forms(job, kind, counts, form)
    status = 422 if form is not None else 200
    return TemplateResponse(request, "admin/liaison/imports/job.html", context, status=status)


def write_view(page: Any, request: HttpRequest, job_id: int) -> HttpResponse:
    job = _own_job(request, job_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            mode = ImportMode(form.cleaned_data["mode"])
            start_writing(job=job, mode=mode, actor=_user(request))
        except ValidationError as error:
            form.add_error(None, error.messages)
            return job_page(page, request, job_id, form)
        _work_at_once(job)
    return HttpResponseRedirect(_address(job))


def stop_view(request: HttpRequest, job_id: int) -> HttpResponse:
    job = _own_job(request, job_id)
    stop_import(job=job)
    return HttpResponseRedirect(_address(job))


def undo_view(page: Any, request: HttpRequest, job_id: int) -> HttpResponse:
    job = _own_job(request, job_id)
    if KINDS[job.kind].undo is None:
        raise Http404
    form = UndoForm(request.POST)
    if not form.is_valid():
        return job_page(page, request, job_id, form)
    start_undoing(job=job, reason=form.cleaned_data["reason"], actor=_user(request))
    _work_at_once(job)
    return HttpResponseRedirect(_address(job))


def error_file(request: HttpRequest, job_id: int) -> FileResponse:
    job = _job(request, job_id)
    content = io.BytesIO()
    write_error_file(content, job, only_wrong=request.GET.get("rows") != "all")
    content.seek(0)
    name = _("%(name)s, to correct.xlsx") % {"name": job.file_name.rsplit(".", 1)[0]}
    return FileResponse(content, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def _taken(request: HttpRequest, kind: SheetKind, form: UploadForm) -> ImportJob | None:
    owner = form.cleaned_data.get("owner")
    try:
        job = take_file(
            kind=kind.slug,
            file=form.cleaned_data["file"],
            actor=_user(request),
            language=get_language() or "zh-hans",
            owner_id=owner.pk if owner else None,
            owner_name=str(owner or ""),
        )
    except ValidationError as error:
        form.add_error("file", error.messages)
        return None
    if job.expected is not None and job.expected <= AT_ONCE_ROWS:
        work_on_import(job_id=job.pk)
    return job


def _work_at_once(job: ImportJob) -> None:
    if is_at_work(job) and job.rows.count() <= AT_ONCE_ROWS:
        work_on_import(job_id=job.pk)


def _rows(request: HttpRequest, job: ImportJob, counts: Counts) -> dict[str, Any]:
    verdict = request.GET.get("show", "")
    if verdict not in RowVerdict.values:
        verdict = ""
    rows = page_of_rows(request, job, verdict)
    return {
        "page": rows,
        "rows": shown_rows(request, job, list(rows)),
        "columns": shown_columns(job),
        "unused": [name for name in job.columns if name not in job.used and not name.startswith("#")],
        "filters": filters(counts, verdict),
        "show": verdict,
    }


def _forms(job: ImportJob, kind: SheetKind, counts: Counts, form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if job.state == ImportState.CHECKED and counts.to_write:
        found["decision"] = form if isinstance(form, DecisionForm) else DecisionForm()
    ended = job.state in (ImportState.DONE, ImportState.STOPPED, ImportState.FAILED)
    if ended and counts.done > counts.undone and kind.undo:
        found["undoing"] = form if isinstance(form, UndoForm) else UndoForm()
    return found


def _frame(page: Any, request: HttpRequest, title: str) -> dict[str, Any]:
    context = page.admin_site.each_context(request)
    return {**context, "title": capfirst(title), "opts": ImportJob._meta, "media": page.media}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _kind_for(request: HttpRequest, slug: str) -> SheetKind:
    kind = KINDS.get(slug)
    if kind is None or not kind.may_be_imported_by(_user(request)):
        raise Http404
    return kind


def _job(request: HttpRequest, job_id: int) -> ImportJob:
    job = visible_imports(_user(request)).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def _own_job(request: HttpRequest, job_id: int) -> ImportJob:
    """One the person may bring forward; a page read again instead of sent changes nothing."""
    job = _job(request, job_id)
    if request.method != "POST" or not KINDS[job.kind].may_be_imported_by(_user(request)):
        raise PermissionDenied
    return job


def _address(job: ImportJob) -> str:
    return reverse("admin:liaison_importjob_change", args=[job.pk])
