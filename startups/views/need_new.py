"""How a need begins: the first step, or a pasted description that fills all of them in for confirmation."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from startups.domain.draft import save_step
from startups.domain.draft_reading import LONGEST_DESCRIPTION, read_description
from startups.domain.posting import begin_need
from startups.enums import NeedStep
from startups.forms import DescriptionForm, NewNeedForm, fresh_key
from startups.models import Company, Need
from startups.queries.company import own_companies
from startups.queries.need import need_begun_by_form
from startups.views.need_page import (
    following,
    is_autosave,
    refused_answer,
    saved_answer,
    step_url,
    stepper,
)
from universities.queries.fields import likely_fields
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User

STEP = NeedStep.PROBLEM.value
_PASTE_IDS = "paste_%s"  # two forms on one page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_new(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    companies = list(own_companies(user))
    if not companies:
        return render(request, "startups/no_seat.html", status=403 if request.method == "POST" else 200)
    begun = need_begun_by_form(user, request.GET.get("draft", ""))
    if begun is not None and request.method != "POST":
        return redirect(step_url(begun, STEP))
    if "read" in request.POST:
        return _read(request, user, companies)
    initial = {"submission": fresh_key(), "language": Language.of(get_language())}
    form = NewNeedForm(
        request.POST or None, companies=companies, language=_language(request), initial=initial
    )
    if not form.is_valid():
        return _refused(request, companies, form)
    return _after(request, _begun(form, user))


def _refused(request: HttpRequest, companies: Sequence[Company], form: NewNeedForm) -> HttpResponse:
    if is_autosave(request):
        return refused_answer(_("Not saved: see the marked answers."), 422)
    return _page(request, companies, form, None)


def _after(request: HttpRequest, need: Need) -> HttpResponse:
    if is_autosave(request):
        return saved_answer(need, STEP, [])
    if "later" in request.POST:
        messages.success(request, _("Saved as a draft. Only your company sees it."))
        return redirect("needs")
    return redirect(step_url(need, following(STEP)))


def _begun(form: NewNeedForm, user: User) -> Need:
    data = form.cleaned_data
    need = begin_need(
        submission=form.key, company=form.chosen_company, author=user, source_language=data["language"]
    )
    try:
        return save_step(need=need, step=STEP, content=form.content(data["language"]))
    except ValidationError:  # handed in already, from another page: there it is shown as it stands
        return need


def _read(request: HttpRequest, user: User, companies: Sequence[Company]) -> HttpResponse:
    pasted = DescriptionForm(request.POST, companies=companies, auto_id=_PASTE_IDS)
    if not pasted.is_valid():
        form = NewNeedForm(companies=companies, language=_language(request), initial=_fresh())
        return _page(request, companies, form, pasted)
    text = pasted.cleaned_data["description"]
    reading = read_description(text)
    need = begin_need(
        submission=pasted.key,
        company=pasted.chosen_company,
        author=user,
        source_language=reading.language,
        described=text,
        reading=reading,
        fields=likely_fields(text),
    )
    messages.success(request, _("This is how we understood your text. Look through it step by step."))
    return redirect(step_url(need, STEP))


def _fresh() -> dict[str, Any]:
    return {"submission": fresh_key(), "language": Language.of(get_language())}


def _language(request: HttpRequest) -> str:
    wanted = request.POST.get("language", "")
    return wanted if wanted in Language.values else Language.of(get_language())


def _page(
    request: HttpRequest, companies: Sequence[Company], form: NewNeedForm, pasted: DescriptionForm | None
) -> HttpResponse:
    text = request.GET.get("text", "")[:LONGEST_DESCRIPTION]
    initial = {"submission": fresh_key(), "description": text}
    context = {
        "form": form,
        "pasted": pasted or DescriptionForm(companies=companies, initial=initial, auto_id=_PASTE_IDS),
        "paste_open": bool(text) or pasted is not None,
        "steps": stepper(None, STEP),
        "step": STEP,
        "need": None,
    }
    wrong = form.is_bound or pasted is not None
    return render(request, "startups/need_new.html", context, status=422 if wrong else 200)
