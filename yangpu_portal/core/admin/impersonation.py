"""Looking at the portal as somebody else: the question why, and the log."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from yangpu_portal.core.admin.base import ReadOnlyAdmin
from yangpu_portal.core.admin.filters import FilledFilter
from yangpu_portal.core.impersonation.session import start_looking
from yangpu_portal.core.models import Impersonation, User
from yangpu_portal.core.rules import may_impersonate


class LookForm(forms.Form):
    user_pk = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Stays in the log, with both names: “called about a need she cannot hand in”."),
    )


def look_view(page: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Asks for the reason, then signs in as the person; for `UserAdmin`."""
    user = page.get_object(request, object_id)
    if user is None or not page.has_view_permission(request, user):
        raise Http404
    assert isinstance(request.user, User)
    if not may_impersonate(hijacker=request.user, hijacked=user):
        raise PermissionDenied(_("You can look at the portal as a person of a company or laboratory only."))
    form = LookForm(request.POST or None, initial={"user_pk": user.pk})
    if request.method == "POST" and form.is_valid() and form.cleaned_data["user_pk"] == user.pk:
        try:
            return start_looking(request, whom=user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        **page.admin_site.each_context(request),
        "title": _("Look at the portal as this person"),
        "subtitle": str(user),
        "opts": page.model._meta,
        "original": user,
        "form": form,
        "media": page.media,
        "back": reverse("admin:core_user_change", args=[user.pk]),
    }
    return TemplateResponse(request, "admin/look_as.html", context)


class EndedFilter(FilledFilter):
    question = _("ended")


@admin.register(Impersonation)
class ImpersonationAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "by", "whom", "reason", "ended_at")
    list_filter = (("by", admin.RelatedOnlyFieldListFilter), ("ended_at", EndedFilter))
    list_select_related = ("by", "whom")
    search_fields = ("reason", "by__email", "by__name", "whom__email", "whom__name")
    search_help_text = _("Name or address of either person, or a word of the reason")
    date_hierarchy = "started_at"
    fields = (("by", "whom"), "reason", ("started_at", "ended_at"))
