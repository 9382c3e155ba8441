"""Imports in the admin: the list of those that were, and the way through a new one."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from liaison.admin import import_pages as pages
from liaison.enums import ImportState
from liaison.imports.kinds import KINDS, kinds_for
from liaison.models import ImportJob
from liaison.queries.import_job import visible_imports
from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.models import User

COLOURS = {
    ImportState.CHECKING.value: "info",
    ImportState.CHECKED.value: "warning",
    ImportState.WRITING.value: "info",
    ImportState.DONE.value: "success",
    ImportState.UNDOING.value: "info",
    ImportState.UNDONE.value: "",
    ImportState.STOPPED.value: "warning",
    ImportState.FAILED.value: "danger",
}


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "kind_title", "shown_state", "owner_name", "by", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("by",)
    search_fields = ("file_name", "public_id", "owner_name")
    actions_list = ("new_import",)
    fields = ("file_name",)

    @admin.display(description=_("what is imported"), ordering="kind")
    def kind_title(self, job: ImportJob) -> str:
        kind = KINDS.get(job.kind)
        return str(capfirst(kind.title)) if kind else job.kind

    @display(description=_("state"), ordering="state", label=COLOURS)
    def shown_state(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportJob]:
        assert isinstance(request.user, User)
        return visible_imports(request.user)

    def has_new_import_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and bool(kinds_for(request.user))

    @action(description=_("New import"), permissions=["new_import"], icon="upload_file")
    def new_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:liaison_importjob_kinds"))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" or not object_id.isdecimal():  # nothing is saved here
            return super().change_view(request, object_id, *args, **kwargs)
        return pages.job_page(self, request, int(object_id))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            ("new/", partial(pages.kinds_page, self), "kinds"),
            ("new/<slug:slug>/", partial(pages.upload_page, self), "upload"),
            ("new/<slug:slug>/template/", pages.template_file, "template"),
            ("<int:job_id>/write/", partial(pages.write_view, self), "write"),
            ("<int:job_id>/stop/", pages.stop_view, "stop"),
            ("<int:job_id>/undo/", partial(pages.undo_view, self), "undo"),
            ("<int:job_id>/errors/", pages.error_file, "errors"),
        ]
        return [
            *(path(route, wrap(view), name=f"liaison_importjob_{name}") for route, view, name in own),
            *super().get_urls(),
        ]
