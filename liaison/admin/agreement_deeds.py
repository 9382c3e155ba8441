"""What is done with an agreement on a page of its own: a file added or removed, an early end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from liaison.domain.agreement import MANAGE, add_file, end_agreement, remove_file
from liaison.models import Agreement
from yangpu_portal.core.files import ACCEPT
from yangpu_portal.core.models import User


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ACCEPT}),
        help_text=_("PDF, PNG, JPEG, Word or Excel, up to 10 MB."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Stays in the history."),
    )


class EndForm(ReasonForm):
    on = forms.DateField(
        label=_("Last day"),
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        initial=timezone.localdate,
    )
    field_order = ("on", "reason")


@dataclass(frozen=True, slots=True)
class Deed:
    """`bring` gets the agreement, what the form holds, who does it, and the file where it is about one."""

    title: Promise
    text: Promise
    button: Promise
    done: Promise
    form: type[forms.Form]
    bring: Callable[[Agreement, dict[str, Any], User, Any], object]


DEEDS = {
    "add_file": Deed(
        _("Add a file"),
        _("Whoever may see the agreement may take its files along; nobody else."),
        _("Add"),
        _("The file is kept with the agreement."),
        FileForm,
        lambda agreement, data, actor, _file: add_file(
            agreement_id=agreement.pk, file=data["file"], actor=actor
        ),
    ),
    "remove_file": Deed(
        _("Remove this file?"),
        _("The file is deleted and cannot be brought back; the history keeps its name and your reason."),
        _("Remove"),
        _("The file is removed."),
        ReasonForm,
        lambda _agreement, data, actor, file: remove_file(
            file_id=file.pk, actor=actor, reason=data["reason"]
        ),
    ),
    "end_early": Deed(
        _("End the agreement early"),
        _(
            "Memberships that have begun go on to the end of their terms; no top-level one begins under it "
            "any more. Ending it again moves the day."
        ),
        _("End it"),
        _("The agreement ends early."),
        EndForm,
        lambda agreement, data, actor, _file: end_agreement(
            agreement_id=agreement.pk, on=data["on"], actor=actor, reason=data["reason"]
        ),
    ),
}


def deed_view(page: Any, request: HttpRequest, object_id: str, name: str, file: Any = None) -> HttpResponse:
    agreement = page.get_object(request, object_id)
    if agreement is None or not page.has_view_permission(request, agreement):
        raise Http404
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    deed = DEEDS[name]
    form = deed.form(request.POST or None, request.FILES or None)
    back = reverse("admin:liaison_agreement_change", args=[agreement.pk])
    if request.method == "POST" and form.is_valid() and _brought(request, deed, form, agreement, file):
        messages.success(request, str(deed.done))
        return HttpResponseRedirect(back)
    context = {
        **page.admin_site.each_context(request),
        "title": deed.title,
        "subtitle": str(file or agreement),
        "opts": page.model._meta,
        "original": agreement,
        "deed": deed,
        "form": form,
        "media": page.media + form.media,
        "back": back,
    }
    return TemplateResponse(request, "admin/agreement_deed.html", context)


def _brought(request: HttpRequest, deed: Deed, form: forms.Form, agreement: Agreement, file: Any) -> bool:
    assert isinstance(request.user, User)
    try:
        deed.bring(agreement, form.cleaned_data, request.user, file)
    except ValidationError as error:
        known = hasattr(error, "error_dict") and set(error.error_dict) <= form.fields.keys()
        form.add_error(None, error if known else error.messages)
    return form.is_valid()
