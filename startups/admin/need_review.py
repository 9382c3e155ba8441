"""The desk of officers: needs in the order in which they wait, one page to read and to decide each."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from startups.domain.draft_check import LABELS, names_its_company
from startups.domain.need_review import ReviewOutdatedError, claim_review, decide_review, review_mark
from startups.enums import Confidentiality
from startups.models import Need
from startups.queries.need import is_overdue, needs_in_review
from yangpu_portal.core.models import User

OPEN, SEND_BACK = "open", "send_back"


class DecisionForm(forms.Form):
    """Opening asks for a tick, sending back for a reason: neither happens by a slip."""

    mark = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read what becomes public."), required=False, widget=UnfoldBooleanWidget
    )
    reason = forms.CharField(
        label=_("What should be changed"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Goes to the author by mail and stands on the page of the need."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if OPEN in self.data and not cleaned.get("read"):
            self.add_error("read", _("Tick that you have read it, then open it."))
        if SEND_BACK in self.data and not cleaned.get("reason"):
            self.add_error("reason", _("Say what should be changed."))
        return cleaned


def queue_page(admin: Any, request: HttpRequest) -> HttpResponse:
    rows = list(needs_in_review().select_related("company", "reviewer"))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Needs in review"),
        "opts": Need._meta,
        "rows": [(row, _address(row), is_overdue(row)) for row in rows],
    }
    return TemplateResponse(request, "admin/startups/review_queue.html", context)


def review_page(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    row = needs_in_review().filter(pk=object_id).select_related("company", "revises", "reviewer").first()
    if row is None:
        if Need.objects.filter(pk=object_id).exists():
            admin.message_user(request, _("This need is not in review any more."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:startups_need_desk"))
        raise Http404
    if not request.user.has_perm("startups.review_need", row) and request.method == "POST":
        raise PermissionDenied
    actor = cast(User, request.user)
    if "claim" in request.POST:
        claim_review(need=row, reviewer=None if row.reviewer_id == actor.pk else actor)
        return HttpResponseRedirect(request.path)
    form = DecisionForm(request.POST or None, initial={"mark": review_mark(row)})
    if request.method == "POST" and form.is_valid() and _decided(admin, request, row, form):
        return HttpResponseRedirect(reverse("admin:startups_need_desk"))
    return TemplateResponse(request, "admin/startups/review.html", _context(admin, request, row, form))


def _decided(admin: Any, request: HttpRequest, row: Need, form: DecisionForm) -> bool:
    actor = cast(User, request.user)
    opens = OPEN in request.POST
    reason = "" if opens else form.cleaned_data["reason"]
    try:
        decide_review(need=row, actor=actor, mark=form.cleaned_data["mark"], reason=reason)
    except (ReviewOutdatedError, ValidationError) as error:
        form.add_error(None, getattr(error, "messages", [str(error)]))
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["mark"] = review_mark(row)  # type: ignore[index]
        return False
    told = _("“%(title)s” is open.") if opens else _("“%(title)s” was sent back to its author.")
    text = told % {"title": row}
    LogEntry.objects.log_actions(actor.pk, [row], CHANGE, str(text))
    admin.message_user(request, text, messages.SUCCESS)
    return True


def _context(admin: Any, request: HttpRequest, row: Need, form: DecisionForm) -> dict[str, Any]:
    names = ("title", "situation", "target", "constraints", "tried")
    return {
        **admin.admin_site.each_context(request),
        "title": _("Review"),
        "subtitle": str(row),
        "opts": Need._meta,
        "original": row,
        "need": row,
        "before": row.revises,
        "form": form,
        "media": admin.media + form.media,
        "texts": [(LABELS[name], name) for name in names],
        "hidden": row.confidentiality == Confidentiality.OFFICERS,
        "named": row.confidentiality == Confidentiality.PUBLIC,
        "betrays": names_its_company(row),
        "events": row.events.select_related("actor")[:10],
        "may_decide": request.user.has_perm("startups.review_need", row),
        "back": reverse("admin:startups_need_desk"),
        "edit": reverse("admin:startups_need_change", args=[row.pk]),
    }


def _address(row: Need) -> str:
    return reverse("admin:startups_need_decide", args=[row.pk])
