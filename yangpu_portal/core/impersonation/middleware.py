"""Notes on each request whether somebody looks as another person, ends it in time, guards the account."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from pghistory.middleware import HistoryMiddleware

from yangpu_portal.core.domain.impersonation import end_impersonation
from yangpu_portal.core.impersonation.session import SESSION_KEY, Looking, break_off, looking
from yangpu_portal.core.models import User
from yangpu_portal.core.rules import may_impersonate

GetResponse = Callable[[HttpRequest], HttpResponse]
# Whose account it is, how they sign in, and all that is known of them: theirs alone.
_OWN = ("account_", "mfa_", "usersessions_")
_LEAVE = "account_logout"


class ImpersonationMiddleware:
    """Sets `request.looking`, which templates read too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = looking(request)
        request.looking = found  # type: ignore[attr-defined]
        ended = found and _why_ended(request, found)
        if found is None or not ended:
            return self.get_response(request)
        break_off(request, found)
        messages.info(request, ended)
        return HttpResponseRedirect(reverse("account_login"))

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = (match.url_name if match else "") or ""
        if request.looking is None or name == _LEAVE or not name.startswith(_OWN):  # type: ignore[attr-defined]
            return None
        return render(request, "account/not_while_looking.html", status=403)


def _why_ended(request: HttpRequest, found: Looking) -> str:
    """Empty while it may go on: whose role was taken away, or whose account closed, looks no further."""
    if found.is_over:
        return _("Looking as somebody else ends after an hour. Sign in again.")
    by = User.objects.filter(pk=found.by).first()
    if by is None or not may_impersonate(hijacker=by, hijacked=cast(User, request.user)):
        return _("You may not look as this person any more. Sign in again.")
    return ""


class BothPeopleHistoryMiddleware(HistoryMiddleware):
    """The history names who was signed in, and who looked as them where that is somebody else."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        found = request.looking  # type: ignore[attr-defined]
        both = {"impersonator": found.by} if found else {}
        return {**super().get_context(request), **both}


@receiver(user_logged_out)
def note_end(request: HttpRequest | None, **_more: Any) -> None:
    kept = request.session.get(SESSION_KEY) if request is not None and hasattr(request, "session") else None
    if kept:
        end_impersonation(impersonation_id=kept["id"])
