"""The form of a need: new and changed, with rows of parameters that can be added without JavaScript."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from startups.domain.need import update_need
from startups.domain.posting import post_need
from startups.enums import NeedState
from startups.forms import (
    NeedForm,
    ParameterFormSet,
    ParameterRows,
    blank_initial,
    need_initial,
    parameters_initial,
    stale_translation,
)
from startups.models import Company, Need
from startups.queries.company import own_companies
from startups.queries.need import visible_needs
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import Field, User

EDITABLE = (NeedState.DRAFT, NeedState.IN_REVIEW, NeedState.OPEN, NeedState.MATCHED, NeedState.EXPIRED)
_ROWS_ADDED = 2


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    companies = list(own_companies(user))
    if not companies:
        return render(request, "startups/no_seat.html", status=403 if request.method == "POST" else 200)
    language = Language.of(get_language())
    form, rows = _bound_forms(request, companies, blank_initial(language), [])
    if _complete(request, form, rows):
        need = _saved(form, lambda: _post(form, rows, user))
        if need:
            messages.success(request, _("Saved as a draft. Read it once more, then hand it in."))
            return redirect(need)
    return _page(request, form, rows, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    need = get_object_or_404(visible_needs(request.user).select_related("company"), public_id=public_id)
    if not request.user.has_perm("startups.edit_need", need):
        raise PermissionDenied(_("Only people of the company can change its needs."))
    if need.state not in EDITABLE:
        messages.error(request, _("This need is closed and cannot be changed any more."))
        return redirect(need)
    form, rows = _bound_forms(request, [need.company], need_initial(need), parameters_initial(need))
    if _complete(request, form, rows) and _saved(form, lambda: _update(need, form, rows)):
        messages.success(request, _("Your changes are saved."))
        return redirect(need)
    return _page(request, form, rows, need)


def _bound_forms(
    request: HttpRequest,
    companies: Sequence[Company],
    initial: dict[str, Any],
    parameters: list[dict[str, Any]],
) -> tuple[NeedForm, ParameterRows]:
    if request.method != "POST":
        form = NeedForm(companies=companies, initial=initial)
        return form, cast(ParameterRows, ParameterFormSet(initial=parameters, prefix="parameters"))
    data = request.POST.copy()
    total = data.get("parameters-TOTAL_FORMS", "")
    if "add_row" in data and total.isascii() and total.isdigit() and len(total) < 4:
        data["parameters-TOTAL_FORMS"] = str(min(int(total) + _ROWS_ADDED, ParameterFormSet.max_num))
    form = NeedForm(data, companies=companies, initial=initial)
    return form, cast(ParameterRows, ParameterFormSet(data, prefix="parameters"))


def _complete(request: HttpRequest, form: NeedForm, rows: ParameterRows) -> bool:
    if request.method != "POST" or "add_row" in request.POST:
        return False
    return all([form.is_valid(), rows.is_valid()])


def _saved(form: NeedForm, save: Any) -> Need | None:
    """The need, or None with what the model refused noted at the form."""
    try:
        return save()
    except ValidationError as error:
        form.add_error(None, error.messages if hasattr(error, "error_dict") else error)
        return None


def _post(form: NeedForm, rows: ParameterRows, user: User) -> Need:
    data = form.cleaned_data
    return post_need(
        submission=data["submission"] or blank_initial("")["submission"],
        company=data["company"],
        author=user,
        source_language=data["language"],
        values=form.values(),
        fields=Field.objects.filter(code__in=data["fields_wanted"]),
        parameters=rows.values(Language(data["language"])),
    )


def _update(need: Need, form: NeedForm, rows: ParameterRows) -> Need:
    form.cleaned_data["language"] = need.source_language
    values = form.values()
    return update_need(
        need=need,
        values=values | stale_translation(need, values),
        fields=Field.objects.filter(code__in=form.cleaned_data["fields_wanted"]),
        parameters=rows.values(Language(need.source_language)),
    )


def _page(request: HttpRequest, form: NeedForm, rows: ParameterRows, need: Need | None) -> HttpResponse:
    adding = "add_row" in request.POST
    context = {"form": form, "rows": rows, "need": need, "adding": adding}
    invalid = form.is_bound and not adding
    return render(request, "startups/need_form.html", context, status=422 if invalid else 200)
