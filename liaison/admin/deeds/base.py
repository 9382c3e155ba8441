"""Deeds: what an official does to a row, each a page of its own that says first what will come of it.

The page asks what it must, shows the outcome, and does it when that outcome is confirmed: the button carries
a mark of what was shown, and where anything has changed meanwhile the new outcome is shown instead. A deed
calls one function of the domain, which locks, checks and writes.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.widgets import INPUT_CLASSES, UnfoldAdminTextareaWidget

from liaison.domain.membership_outlook import BranchEffect
from yangpu_portal.core.admin.refusals import told_if_refused
from yangpu_portal.core.models import User

CHANGED = _("Something has changed since this page was shown. Look at the outcome again and confirm.")
LOOK_FIRST = _("Look at the outcome, then confirm.")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would come of a deed: lines of a label and a text, words of warning, and the branch."""

    lines: Sequence[tuple[Any, str]] = ()
    warnings: Sequence[Any] = ()
    branches: Sequence[BranchEffect] = ()

    @property
    def mark(self) -> str:
        told = [[str(label), text] for label, text in self.lines], [str(text) for text in self.warnings]
        below = [(one.membership.pk, one.state, one.rights_until) for one in self.branches]
        return hashlib.sha256(repr((told, below)).encode()).hexdigest()[:24]


class DayInput(forms.DateInput):
    """The calendar of the browser: works without a script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")


class ReasonField(forms.CharField):
    def __init__(self, *, help_text: Any) -> None:
        super().__init__(
            label=_("Reason"),
            required=False,
            max_length=300,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
            help_text=help_text,
        )


class DeedForm(forms.Form):
    needed: ClassVar[tuple[str, ...]] = ()  # to confirm, though not to see the outcome

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fit()

    def fit(self) -> None:
        """Fits the fields to the row."""

    def tell(self, error: ValidationError) -> None:
        """Shows what the domain refused, at its field where the form has it."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class Deed(ABC):
    """One thing to do. `name` is part of its address."""

    name: ClassVar[str]
    title: ClassVar[Promise]
    meaning: ClassVar[Promise]  # one sentence below the title
    done: ClassVar[Promise]
    icon: ClassVar[str] = "check"
    permission: ClassVar[str] = "liaison.manage_membership"
    form: ClassVar[type[DeedForm]] = DeedForm
    grave: ClassVar[bool] = False

    def refusal(self, row: Any) -> str:
        """Why it cannot be done now; empty if it can."""
        return ""

    def initial(self, row: Any) -> Mapping[str, Any]:
        return {}

    def is_repeated(self, row: Any, data: Mapping[str, Any]) -> bool:
        """Whether just this was done already: the form was sent twice."""
        return False

    def outlook(self, row: Any, values: Mapping[str, Any]) -> Outlook:
        """Raises:
        ValidationError: it cannot be done with these values.
        """
        return Outlook()

    @abstractmethod
    def run(self, row: Any, values: Mapping[str, Any], actor: User) -> None:
        """Does it, by one function of the domain."""


def deed_page(page: Any, request: HttpRequest, row: Model, deed: Deed, back: str) -> HttpResponse:
    """Shows the deed, or does it.

    Raises:
        PermissionDenied: it is not for this person.
    """
    if not request.user.has_perm(deed.permission, row):
        raise PermissionDenied
    if request.method == "POST" and deed.is_repeated(row, request.POST):
        page.message_user(request, deed.done, messages.SUCCESS)
        return HttpResponseRedirect(back)
    refusal = deed.refusal(row)
    if refusal:
        page.message_user(request, refusal, messages.WARNING)
        return HttpResponseRedirect(back)
    if request.method == "POST":
        return told_if_refused(request, lambda: _answer(page, request, row, deed, back))
    form = deed.form(row=row, initial=deed.initial(row))
    return _shown(page, request, row, deed, back, form=form, outlook=_first_look(deed, row))


def _answer(page: Any, request: HttpRequest, row: Model, deed: Deed, back: str) -> HttpResponse:
    form = deed.form(request.POST, row=row)
    outlook, actor = _look(deed, row, form), cast(User, request.user)
    if outlook and "confirm" in request.POST:
        if request.POST.get("mark") == outlook.mark:
            if _run(deed, row, form, actor):
                LogEntry.objects.log_actions(actor.pk, [row], CHANGE, str(deed.title))
                page.message_user(request, deed.done, messages.SUCCESS)
                return HttpResponseRedirect(back)
        else:
            form.add_error(None, CHANGED if request.POST.get("mark") else LOOK_FIRST)
    return _shown(page, request, row, deed, back, form=form, outlook=outlook)


def _run(deed: Deed, row: Model, form: DeedForm, actor: User) -> bool:
    try:
        deed.run(row, form.cleaned_data, actor)
    except ValidationError as error:
        form.tell(error)
    return form.is_valid()


def _look(deed: Deed, row: Model, form: DeedForm) -> Outlook | None:
    if not form.is_valid():
        return None
    try:
        return deed.outlook(row, form.cleaned_data)
    except ValidationError as error:
        form.tell(error)
        return None


def _first_look(deed: Deed, row: Model) -> Outlook | None:
    """The outcome with the values the page proposes, if they are enough for one."""
    values = {name: _as_typed(value) for name, value in deed.initial(row).items()}
    return _look(deed, row, deed.form(values, row=row))


def _as_typed(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(
    page: Any,
    request: HttpRequest,
    row: Model,
    deed: Deed,
    back: str,
    *,
    form: DeedForm,
    outlook: Outlook | None,
) -> HttpResponse:
    for name in form.needed:
        form.fields[name].required = True  # for the label; the values are checked by now
    context = {
        **page.admin_site.each_context(request),
        "title": deed.title,
        "subtitle": str(row),
        "opts": row._meta,
        "original": row,
        "row": row,
        "deed": deed,
        "form": form,
        "outlook": outlook,
        "media": page.media + form.media,
        "back": back,
    }
    return TemplateResponse(request, "admin/liaison/deed.html", context)
