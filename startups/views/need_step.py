"""One step of a need: every button saves what is there, then goes on, back, or away."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from startups.domain.draft import StepChangedError, StepContent, save_step, step_content
from startups.domain.draft_check import (
    LABELS,
    STEP_OF,
    faults_of,
    names_its_company,
    unfamiliar_units,
)
from startups.enums import NeedState, NeedStep
from startups.forms import (
    COMMON_UNITS,
    STEP_FORMS,
    ParameterFormSet,
    ParameterRows,
    StepForm,
    form_options,
    initial_of,
    parameters_initial,
)
from startups.models import Need
from startups.queries.need import last_remark
from startups.views.need_page import (
    editable_need,
    following,
    is_autosave,
    preceding,
    refused_answer,
    saved_answer,
    step_url,
    stepper,
)

_ROWS_ADDED = 2


@login_required
@require_safe
def need_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Goes on where a draft stands; tells what changing means where the need is no draft."""
    need = editable_need(request.user, public_id)
    if need.state != NeedState.DRAFT:
        return render(request, "startups/need_change.html", {"need": need})
    faults = faults_of(need)
    return redirect(step_url(need, faults[0].step if faults else NeedStep.CHECK))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    need = editable_need(request.user, public_id)
    if step not in NeedStep.values:
        raise Http404
    if need.state != NeedState.DRAFT:
        if is_autosave(request):
            return refused_answer(_("Not saved: this need is no draft any more. Reload the page."), 409)
        return redirect("need_edit", public_id)
    if step == NeedStep.CHECK:
        return check_page(request, need)
    form, rows = _bound(request, need, step)
    if request.method != "POST" or "add_row" in request.POST:
        return _page(request, need, step, form, rows)
    return _saved(request, need, step, form, rows)


def _saved(
    request: HttpRequest, need: Need, step: str, form: StepForm, rows: ParameterRows | None
) -> HttpResponse:
    automatic = is_autosave(request)
    sound = form.is_valid()
    sound_rows = rows is None or rows.is_valid()
    # The script saves what is sound of a step; a person who presses a button is shown what is not.
    if not sound or not (sound_rows or automatic):
        return _refused(request, need, step, form, rows)
    content = form.content(need.source_language)
    if rows is not None:
        parameters = rows.values() if sound_rows else None
        content = StepContent(content.values, content.fields, parameters, content.language)
    seen = form.cleaned_data["seen"]
    try:
        need = save_step(need=need, step=step, content=content, seen=seen, confirmed="next" in request.POST)
    except StepChangedError:
        return _conflict(request, need, step, form, rows)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _refused(request, need, step, form, rows)
    if automatic:
        return saved_answer(need, step, [] if sound_rows else cast(ParameterRows, rows).faults())
    return _on(request, need, step)


def _refused(
    request: HttpRequest, need: Need, step: str, form: StepForm, rows: ParameterRows | None
) -> HttpResponse:
    if is_autosave(request):
        return refused_answer(_("Not saved: see the marked answers."), 422)
    return _page(request, need, step, form, rows)


def _on(request: HttpRequest, need: Need, step: str) -> HttpResponse:
    if "later" in request.POST:
        messages.success(request, _("Saved as a draft. Only your company sees it."))
        return redirect("needs")
    return redirect(step_url(need, preceding(step) if "back" in request.POST else following(step)))


def _conflict(
    request: HttpRequest, need: Need, step: str, form: StepForm, rows: ParameterRows | None
) -> HttpResponse:
    """Shows what somebody else has saved beside what was typed; sent again, what was typed is saved."""
    if is_autosave(request):
        text = _("Not saved: somebody else has changed this step meanwhile. Press Next to see both.")
        return refused_answer(text, 409)
    stored = step_content(need, step)
    theirs = [
        (LABELS.get(name, form.fields[name].label), value)
        for name, value in stored.values.items()
        if name in form.cleaned_data and form.cleaned_data[name] != value
    ]
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = stored.mark  # type: ignore[index]
    return _page(request, need, step, form, rows, conflict=True, theirs=theirs)


def _bound(request: HttpRequest, need: Need, step: str) -> tuple[StepForm, ParameterRows | None]:
    options = form_options(need, step)
    wanted = STEP_FORMS[step]
    data = request.POST.copy() if request.method == "POST" else None
    rows: ParameterRows | None = None
    if step == NeedStep.TARGET:
        total = data.get("parameters-TOTAL_FORMS", "") if data else ""
        if data and "add_row" in data and total.isascii() and total.isdigit() and len(total) < 4:
            data["parameters-TOTAL_FORMS"] = str(min(int(total) + _ROWS_ADDED, ParameterFormSet.max_num))
        given = {"initial": parameters_initial(need)} if data is None else {"data": data}
        rows = cast(ParameterRows, ParameterFormSet(prefix="parameters", **given))
    return wanted(data, initial=initial_of(need, step), **options), rows


def _page(
    request: HttpRequest,
    need: Need,
    step: str,
    form: StepForm,
    rows: ParameterRows | None,
    **context: Any,
) -> HttpResponse:
    adding = "add_row" in request.POST
    context |= {
        "form": form,
        "rows": rows,
        "need": need,
        "step": step,
        "steps": stepper(need, step),
        "heading": NeedStep(step).label.capitalize(),
        "adding": adding,
        "proposed": [name for name in need.proposed if STEP_OF.get(name) == step],
        "remark": last_remark(need),
        "units": COMMON_UNITS,
    }
    status = 409 if context.get("conflict") else 422 if form.is_bound and not adding else 200
    return render(request, "startups/need_step.html", context, status=status)


def check_page(request: HttpRequest, need: Need, *, refused: bool = False) -> HttpResponse:
    """The last step: all answers, what keeps them from being handed in, and what to think of."""
    faults = [(fault, step_url(need, fault.step)) for fault in faults_of(need)]
    context = {
        "need": need,
        "step": NeedStep.CHECK.value,
        "steps": stepper(need, NeedStep.CHECK),
        "faults": faults,
        "refused": refused,
        "names_company": names_its_company(need),
        "unfamiliar": unfamiliar_units(need),
        "remark": last_remark(need),
        "answers": _answers(need),
    }
    return render(request, "startups/need_check.html", context, status=422 if refused else 200)


def _answers(need: Need) -> list[tuple[Any, str, str, str]]:
    """Label, column, address of the step and control of each answer in words."""
    return [
        (LABELS[name], name, step_url(need, STEP_OF[name]), f"id_{name}")
        for name in ("title", "situation", "target", "constraints", "tried")
    ]
