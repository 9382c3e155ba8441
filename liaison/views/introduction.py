"""Asking to meet the people behind an offer. Nobody's contact data is shown on the way."""

import uuid
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from liaison.domain.introduction import ANSWERED_WITHIN, ask_for_introduction
from liaison.forms import IntroductionForm
from liaison.queries.membership import introduction_memberships
from startups.enums import NeedState
from startups.models import Company, Need
from startups.queries.company import own_companies
from startups.queries.need import own_needs
from universities.models import Technology
from universities.queries.technology import published_technologies, with_organisation
from yangpu_portal.core.models import User

_MATCHABLE = (NeedState.OPEN, NeedState.MATCHED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduction_new(request: HttpRequest, public_id: str) -> HttpResponse:
    user = cast(User, request.user)
    technology = get_object_or_404(with_organisation(published_technologies()), public_id=public_id)
    companies = list(own_companies(user))
    if not companies:
        status = 403 if request.method == "POST" else 200
        return render(request, "liaison/introduction_no_seat.html", {"technology": technology}, status=status)
    form = _form(request, technology, companies)
    if form.is_valid() and _asked(form, technology, user):
        return redirect("introduction_asked", technology.public_id)
    context = {
        "technology": technology,
        "form": form,
        "counted": list(introduction_memberships(companies, technology.university).values()),
    }
    return render(request, "liaison/introduction.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def introduction_asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happens next. Says nothing that depends on whether the reader has asked."""
    technology = get_object_or_404(published_technologies(), public_id=public_id)
    context = {"technology": technology, "steps": _next_steps()}
    return render(request, "liaison/introduction_asked.html", context)


def _form(request: HttpRequest, technology: Technology, companies: list[Company]) -> IntroductionForm:
    needs = list(
        own_needs(request.user)
        .filter(state__in=_MATCHABLE)
        .order_by("-updated_at", "-id")
        .select_related("company")
    )
    if request.method == "POST":
        return IntroductionForm(request.POST, companies=companies, needs=needs)
    wanted = next((need for need in needs if need.public_id == request.GET.get("need")), None)
    initial = _initial(technology, companies, wanted)
    return IntroductionForm(initial=initial, companies=companies, needs=needs)


def _initial(technology: Technology, companies: list[Company], need: Need | None) -> dict[str, Any]:
    return {
        "submission": uuid.uuid4().hex,
        "company": (need.company if need else companies[0]).public_id,
        "need": need.public_id if need else "",
        "message": _("""We are [what your company makes].

We would like to know whether “%(title)s” can help us with [your problem].

In a first talk of 30 minutes we would like to settle:
1. [what it must achieve, with a number]
2. [what it may cost, and by when you need it]
3. Which way to cooperate fits.""")
        % {"title": technology.title},
    }


def _asked(form: IntroductionForm, technology: Technology, user: User) -> bool:
    """Whether the request is on its way; else the form says what stands against it."""
    data = form.cleaned_data
    try:
        ask_for_introduction(
            submission=data["submission"],
            technology=technology,
            company=data["company"],
            user=user,
            message=data["message"],
            may_name_company=data["may_name_company"],
            need=data["need"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _next_steps() -> list[dict[str, str]]:
    return [
        {"state": "done", "title": _("Your request is with the liaison office"), "text": ""},
        {
            "state": "now",
            "title": _("An officer reads it"),
            "text": ngettext(
                "Within %(n)d working day. If something is unclear, the officer writes to the e-mail "
                "address of your account.",
                "Within %(n)d working days. If something is unclear, the officer writes to the e-mail "
                "address of your account.",
                ANSWERED_WITHIN,
            )
            % {"n": ANSWERED_WITHIN},
        },
        {
            "state": "todo",
            "title": _("The laboratory is asked"),
            "text": _("It reads your message, and the company's name only if you allowed it."),
        },
        {
            "state": "todo",
            "title": _("Both sides agree and meet"),
            "text": _("Only then are names and contacts passed on, with a proposal for a time."),
        },
    ]
