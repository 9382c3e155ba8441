"""A person enters their company."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from startups.domain.registration import register_company
from startups.forms import CompanyForm
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def company_new(request: HttpRequest) -> HttpResponse:
    form = CompanyForm(request.POST or None)
    if form.is_valid() and _registered(request, form):
        return redirect("need_new")
    return render(request, "startups/company_new.html", {"form": form}, status=422 if form.errors else 200)


def _registered(request: HttpRequest, form: CompanyForm) -> bool:
    """Whether the company is entered; else the form says what stands against it."""
    data = form.cleaned_data
    summary = f"summary_{Language.of(get_language()).suffix}"
    values = {"name_zh": data["name_zh"], "name_en": data["name_en"], summary: data["summary"]}
    try:
        company = register_company(
            user=cast(User, request.user), uscc=data["uscc"], park=data["park"], values=values
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    text = _(
        "%(company)s is entered. An official compares it with its papers; you can post a need meanwhile."
    )
    messages.success(request, text % {"company": company.name})
    return True
