"""A person takes along, or has deleted, what is kept of them; they are asked who they are first."""

from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liaison.domain.deletion import (
    TIME_TO_THINK,
    companies_left_alone,
    companies_to_hand_over,
    keep_account,
    plan_deletion,
)
from liaison.domain.personal_data import personal_archive
from liaison.queries.personal_data import personal_data
from yangpu_portal.core.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_data(request: HttpRequest) -> HttpResponse:
    """What is in the file; the button at its end gives the file."""
    if request.method == "POST":
        try:
            return _archive(request)
        except ReauthenticationRequired:
            # Back to this page and not on to the file: the question would stay on the screen beside it.
            ways = get_adapter().get_reauthentication_methods(request.user)
            return redirect(f"{ways[0]['url']}?{urlencode({'next': request.path})}")
    user = cast(User, request.user)
    files = [
        {"title": title, "count": len(content) if isinstance(content, list) else 1}
        for _name, title, content in personal_data(user)
    ]
    return render(request, "liaison/account_data.html", {"files": files})


@reauthentication_required
def _archive(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(personal_archive(user=cast(User, request.user)), content_type="application/zip")
    name = f"yangpu-liaison-{timezone.localdate().isoformat()}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def account_delete(request: HttpRequest) -> HttpResponse:
    """What goes and what stays; the button at its end begins the two weeks."""
    user = cast(User, request.user)
    if request.method == "POST":
        try:
            plan_deletion(user=user, keep_session=request.session.session_key)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("account_delete")
        messages.success(request, _("Your account is marked for deletion. We have sent you a mail about it."))
        return redirect("account")
    context = {
        "to_hand_over": companies_to_hand_over(user).order_by("slug"),
        "left_alone": companies_left_alone(user).order_by("slug"),
        "due": timezone.now() + TIME_TO_THINK,
    }
    return render(request, "liaison/account_delete.html", context)


@login_required
@require_POST
def account_keep(request: HttpRequest) -> HttpResponse:
    """Takes a planned deletion back."""
    if keep_account(user=cast(User, request.user)):
        messages.success(request, _("Your account stays."))
    return redirect(reverse("account"))
