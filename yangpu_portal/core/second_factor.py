"""The second step of staff: nobody gets below /admin/ on a password alone.

Whoever has neither an authenticator app nor a passkey is led to set one up, whoever has not used theirs in
this session to use it. Setting one up proves it at hand and counts as a use. `STAFF_SECOND_FACTOR` turns this
off for the demo, which says so on every page of the admin; `check --deploy` does not pass then.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib import messages
from django.core.checks import CheckMessage, Error, Tags, register
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yangpu_portal.core.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]
Type = Authenticator.Type
STRONG = (Type.TOTP, Type.WEBAUTHN)  # recovery codes stand in for one of these, never alone
_ADMIN = "/admin/"
_FREE = ("/admin/language/",)


class StaffSecondFactorMiddleware:
    """Stands behind sign-in and messages; all pages of staff are below /admin/."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.path_info.startswith(_ADMIN) and request.path_info not in _FREE
        if settings.STAFF_SECOND_FACTOR and asked and request.user.is_authenticated and request.user.is_staff:
            return _way_to_second_step(request) or self.get_response(request)
        return self.get_response(request)


def _way_to_second_step(request: HttpRequest) -> HttpResponse | None:
    """Where this person has to go first; None when the second step was taken in this session."""
    kinds = dict(Authenticator.objects.filter(user=request.user.pk).values_list("pk", "type"))
    strong = [kind for kind in STRONG if kind in kinds.values()]
    if not strong:
        messages.warning(
            request,
            _(
                "The administration asks for a second step at sign-in. Set up an authenticator app or a "
                "passkey, then open the administration again."
            ),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    used = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" and record.get("id") in kinds for record in used):
        return None
    messages.info(request, _("Confirm with your second step, then the administration opens."))
    page = "mfa_reauthenticate" if Type.TOTP in strong else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else _ADMIN
    return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': back})}")


@receiver(authenticator_added)
def count_set_up_as_use(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """A code or a key was just given, after the password: no need to ask for the next one at once."""
    if authenticator.type in STRONG:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@register(Tags.security, deploy=True)
def check_second_factor(**_options: Any) -> list[CheckMessage]:
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Error(
            "STAFF_SECOND_FACTOR is off: a stolen password opens the administration.",
            hint="Remove STAFF_SECOND_FACTOR=false from the environment; only the demo goes without.",
            id="portal.E001",
        )
    ]
