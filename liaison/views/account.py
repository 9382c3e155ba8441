"""The account page, and the link that ends the digest."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from liaison.domain.digest import choose_frequency, stop_digest, subscription_from_token
from liaison.domain.learning import choose_personal
from liaison.enums import Frequency
from liaison.forms import AccountForm, personal_field
from liaison.queries.links import personal_matching
from liaison.queries.sign_in import sign_in_state
from liaison.queries.subscription import chosen_frequency
from startups.queries.company import owned_companies
from yangpu_portal.core.domain.profile import update_profile
from yangpu_portal.core.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    initial: dict[str, Any] = {name: getattr(user, name) for name in ("name", "latin_name", "language")}
    companies = {company: personal_matching(company) for company in owned_companies(user)}
    initial |= {personal_field(company): personal for company, personal in companies.items()}
    initial["frequency"] = chosen_frequency(user)
    form = AccountForm(request.POST or None, initial=initial, companies=list(companies))
    if not form.is_valid():
        context = {"form": form, "sign_in": sign_in_state(user)}
        return render(request, "liaison/account.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    with transaction.atomic():
        update_profile(user=user, name=data["name"], latin_name=data["latin_name"], language=data["language"])
        choose_frequency(user=user, frequency=Frequency(data["frequency"]))
        for company, personal in companies.items():
            if data[personal_field(company)] != personal:  # choosing anew matches all its needs again
                choose_personal(company=company, user=user, personal=not personal)
    with translation.override(user.language):  # whoever chose a language goes on in it
        messages.success(request, _("Your account is saved."))
        return redirect(reverse("account"))


@csrf_exempt  # RFC 8058: a mail provider sends neither cookie nor token; the signed link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def digest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A button first: scanners that follow links must not end a subscription."""
    subscription = subscription_from_token(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        stop_digest(subscription=subscription)
    stopped = request.method == "POST" or subscription.frequency == Frequency.OFF
    return render(request, "liaison/digest_stop.html", {"stopped": stopped, "email": subscription.user.email})
