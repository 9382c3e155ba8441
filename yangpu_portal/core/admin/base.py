"""What all admin pages of the portal share.

- A field that points at rows offers those the admin shows this person, nothing else; where a person may not
  view such rows at all it is read-only.
- Columns with lists get a fitting form field.
- What a rule of the database refuses is told, not a crash.
- What the portal writes itself is shown and not changed (`ReadOnlyAdmin`, `ReadOnlyInline`).
"""

from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import URLField
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline

from yangpu_portal.core.admin.deletion import NamesWhatGoes
from yangpu_portal.core.admin.export import ExportsList
from yangpu_portal.core.admin.form_fields import list_form_field
from yangpu_portal.core.admin.lists import BoundedLists
from yangpu_portal.core.admin.named_rows import ShowsNamedRows
from yangpu_portal.core.admin.refusals import told_if_refused
from yangpu_portal.core.admin.row_history import TellsHistory

STAMPS = ("public_id", "created_at", "updated_at")


class PortalFields:
    """Form fields for admin pages and the inlines in them."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        for name in _form_names(self):
            if name not in fixed and self._is_out_of_sight(request, name):
                fixed.append(name)
        return fixed

    def _is_out_of_sight(self, request: HttpRequest, name: str) -> bool:
        try:
            related = self.model._meta.get_field(name).related_model  # type: ignore[attr-defined]
        except FieldDoesNotExist:
            return False
        if related is None or not self.admin_site.is_registered(related):  # type: ignore[attr-defined]
            return False
        return not self.admin_site.get_model_admin(related).has_view_permission(request)  # type: ignore[attr-defined]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> FormField | None:
        if isinstance(db_field, ArrayField):
            return list_form_field(db_field)
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        related = db_field.remote_field.model
        if not self.admin_site.is_registered(related):  # type: ignore[attr-defined]
            return super().get_field_queryset(db, db_field, request)  # type: ignore[misc]
        return self.admin_site.get_model_admin(related).get_queryset(request)  # type: ignore[attr-defined]


def _form_names(page: Any) -> list[str]:
    """The names a page or inline puts into its form."""
    names: list[str] = []
    groups = [options["fields"] for _title, options in page.fieldsets or ()] or [page.fields or ()]
    for group in groups:
        for name in group:
            names += [name] if isinstance(name, str) else list(name)
    return names


class PortalAdmin(
    PortalFields, TellsHistory, ExportsList, ShowsNamedRows, BoundedLists, NamesWhatGoes, ModelAdmin
):
    """An admin page. Subclasses name their form's fields in `fieldsets` or `fields`."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # counts of whole tables, one for each filter
    list_filter_submit = True
    warn_unsaved_form = True

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._told(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._told(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._told(request, super().changelist_view, *args, **kwargs)

    def _told(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return told_if_refused(request, lambda: view(request, *args, **kwargs))


class PortalInline(PortalFields, TabularInline):
    extra = 0
    tab = True


class ReadOnlyAdmin(PortalAdmin):
    """Rows the portal writes itself."""

    warn_unsaved_form = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(PortalInline):
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
