"""Agreements with universities in the admin: terms, files, what is owed, and what rests on them."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action, display

from liaison.admin.agreement_deeds import deed_view
from liaison.admin.obligation import how_near
from liaison.domain.agreement import MANAGE, TERMS, change_agreement, make_agreement
from liaison.models import Agreement, AgreementFile, Membership, Obligation
from liaison.queries.agreement import in_force, with_obligations
from yangpu_portal.core.admin.base import STAMPS, PortalAdmin, ReadOnlyInline
from yangpu_portal.core.admin.reasons import WHY, ReasonedAdmin
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import OFFICER, OFFICIAL

SOON = timedelta(days=90)


class ForceFilter(admin.SimpleListFilter):
    title, parameter_name = _("in force"), "force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("now", _("in force")),
            ("soon", _("ends within 90 days")),
            ("unsigned", _("not signed")),
            ("ended", _("ended")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        today = timezone.localdate()
        conditions = {
            "now": in_force(today),
            "soon": in_force(today) & (Q(ends_on__lte=today + SOON) | Q(ended_on__lte=today + SOON)),
            "unsigned": Q(signed_on=None),
            "ended": Q(ends_on__lt=today) | Q(ended_on__lt=today),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class OwedFilter(admin.SimpleListFilter):
    title, parameter_name = _("obligations"), "owed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("some open")), ("overdue", _("some overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        columns = {"open": "open_count__gt", "overdue": "overdue_count__gt"}
        return queryset.filter(**{columns[value]: 0}) if (value := self.value()) in columns else queryset


class ObligationInline(ReadOnlyInline):
    model = Obligation
    tab = False
    hide_title = True
    fields = readonly_fields = ("what", "party", "due", "state", "done_on", "note")

    @admin.display(description=_("what is owed"))
    def what(self, row: Obligation) -> SafeString:
        url = reverse("admin:liaison_obligation_change", args=[row.pk])
        return format_html('<a class="text-link underline" href="{}">{}</a>', url, row.text)

    @admin.display(description=_("due on"))
    def due(self, row: Obligation) -> SafeString:
        near = how_near(row, timezone.localdate())
        word = _("overdue") if near == "late" else ""
        return format_html('<span class="due due-{}">{} {}</span>', near, row.due_on.isoformat(), word)


class FileInline(ReadOnlyInline):
    model = AgreementFile
    tab = False
    hide_title = True
    fields = readonly_fields = ("download", "shown_size", "created_at", "removal")

    @admin.display(description=_("file"))
    def download(self, row: AgreementFile) -> SafeString:
        url = reverse("admin:liaison_agreement_file", args=[row.agreement_id, row.public_id])
        return format_html('<a class="text-link underline" href="{}">{}</a>', url, row.name)

    @admin.display(description=_("size"))
    def shown_size(self, row: AgreementFile) -> str:
        return f"{row.size / 1024:.0f} kB"

    @admin.display(description=_("Action"))
    def removal(self, row: AgreementFile) -> SafeString:
        url = reverse("admin:liaison_agreement_remove_file", args=[row.agreement_id, row.public_id])
        return format_html('<a class="text-link underline" href="{}">{}</a>', url, _("Remove"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # type: ignore[override]
        may = request.user.has_perm(MANAGE)
        return self.readonly_fields if may else self.readonly_fields[:-1]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_readonly_fields(request, obj)


class MembershipInline(ReadOnlyInline):
    model = Membership
    tab = False
    hide_title = True
    verbose_name_plural = _("memberships resting on it")
    fields = readonly_fields = ("what", "state", "starts_on", "ends_on")

    @admin.display(description=_("membership"))
    def what(self, row: Membership) -> SafeString:
        url = reverse("admin:liaison_membership_change", args=[row.pk])
        return format_html('<a class="text-link underline" href="{}">{}</a>', url, row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("program", "tier__program", "district", "company")


@admin.register(Agreement)
class AgreementAdmin(ReasonedAdmin, PortalAdmin):
    reason_for = TERMS
    list_display = (
        "shown_subject",
        "university",
        "kind",
        "shown_force",
        "shown_last_day",
        "shown_open",
        "shown_overdue",
    )
    list_filter = (ForceFilter, OwedFilter, "kind", ("university", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("university",)
    search_fields = ("number", "subject_zh", "subject_en", "university__name_zh", "university__name_en")
    search_help_text = _("Number, subject or university")
    autocomplete_fields = ("university",)
    readonly_fields = ("ended_on", *STAMPS)
    inlines = (ObligationInline, FileInline, MembershipInline)
    actions_detail = ("new_obligation", "add_file", "end_early")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("university", "district"),
                    ("kind", "number"),
                    ("subject_zh", "subject_en"),
                    ("signed_on", "officer"),
                    ("starts_on", "ends_on"),
                    "ended_on",
                    ("summary_zh", "summary_en"),
                )
            },
        ),
        (_("Record"), {"fields": (STAMPS,), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return with_obligations(super().get_queryset(request))

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MANAGE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it ends, and stays on record

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name == "officer":
            return rows.filter(groups__name__in=(OFFICIAL, OFFICER), is_active=True).distinct()
        return rows

    def get_inlines(self, request: HttpRequest, obj: Agreement | None) -> Any:
        return self.inlines if obj is not None else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = super().get_readonly_fields(request, obj)
        # Between whom it is never changes: memberships rest on it.
        return fixed if obj is None else [*fixed, "university", "district"]

    @admin.display(description=_("subject"), ordering="subject_zh")
    def shown_subject(self, agreement: Agreement) -> str:
        return agreement.subject

    @display(
        description=_("in force"),
        label={"yes": "success", "ended": "", "unsigned": "warning", "ahead": "info"},
    )
    def shown_force(self, agreement: Agreement) -> tuple[str, Any]:
        if agreement.signed_on is None:
            return "unsigned", _("not signed")
        if agreement.is_in_force:
            return "yes", _("in force")
        ahead = agreement.starts_on > timezone.localdate()
        return ("ahead", pgettext_lazy("an agreement", "not yet")) if ahead else ("ended", _("ended"))

    @admin.display(description=_("last day"), ordering="ends_on")
    def shown_last_day(self, agreement: Agreement) -> Any:
        return agreement.last_day

    @admin.display(description=_("open obligations"), ordering="open_count")
    def shown_open(self, agreement: Any) -> int:
        return agreement.open_count

    @display(description=_("overdue"), ordering="overdue_count", label={"some": "danger", "none": ""})
    def shown_overdue(self, agreement: Any) -> tuple[str, str]:
        return ("some" if agreement.overdue_count else "none"), str(agreement.overdue_count)

    def save_model(self, request: HttpRequest, obj: Agreement, form: forms.ModelForm, change: bool) -> None:
        assert isinstance(request.user, User)
        names = [name for name in form.cleaned_data if name != WHY]
        values, why = {name: form.cleaned_data[name] for name in names}, form.cleaned_data.get(WHY, "")
        if change:
            change_agreement(agreement_id=obj.pk, values=values, actor=request.user, reason=why)
            return
        made = make_agreement(values=values, actor=request.user)
        obj.pk = made.pk
        obj.refresh_from_db()

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        file = "<int:object_id>/file/<slug:public_id>/"
        return [
            path(file, wrap(self.file_view), name="liaison_agreement_file"),
            path(f"{file}remove/", wrap(self.remove_file_view), name="liaison_agreement_remove_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, object_id: int, public_id: str) -> HttpResponse | FileResponse:
        """Hands a file out to be saved, never to be shown in the page."""
        row = self.file_of(request, object_id, public_id)
        try:
            file = row.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        return FileResponse(file, as_attachment=True, filename=row.name)

    def file_of(self, request: HttpRequest, object_id: int, public_id: str) -> AgreementFile:
        agreement = self.get_object(request, str(object_id))
        if agreement is None or not self.has_view_permission(request, agreement):
            raise Http404
        row = agreement.files.filter(public_id=public_id).first()
        if row is None:
            raise Http404
        return row

    def remove_file_view(self, request: HttpRequest, object_id: int, public_id: str) -> HttpResponse:
        return deed_view(
            self, request, str(object_id), "remove_file", self.file_of(request, object_id, public_id)
        )

    @action(description=_("Add an obligation"), permissions=["manage"], icon="add_task")
    def new_obligation(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return HttpResponseRedirect(f"{reverse('admin:liaison_obligation_add')}?agreement={object_id}")

    @action(description=_("Add a file"), permissions=["manage"], icon="upload_file")
    def add_file(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return deed_view(self, request, object_id, "add_file")

    @action(description=_("End early"), permissions=["manage"], icon="event_busy")
    def end_early(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return deed_view(self, request, object_id, "end_early")
