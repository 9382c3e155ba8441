"""The account page, and the link that ends the digest."""

from typing import cast

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
from liaison.enums import Frequency
from liaison.forms import AccountForm
from liaison.queries.subscription import chosen_frequency
from yangpu_portal.core.domain.profile import update_profile
from yangpu_portal.core.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    initial = {name: getattr(user, name) for name in ("name", "latin_name", "language")}
    form = AccountForm(request.POST or None, initial={**initial, "frequency": chosen_frequency(user)})
    if not form.is_valid():
        return render(request, "liaison/account.html", {"form": form}, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    with transaction.atomic():
        update_profile(user=user, name=data["name"], latin_name=data["latin_name"], language=data["language"])
        choose_frequency(user=user, frequency=Frequency(data["frequency"]))
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
