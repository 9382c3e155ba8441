"""The second step of staff: their password alone opens nothing but their own account.

Staff see more than others on pages and in the API too, not only below /admin/. Whoever has neither an
authenticator app nor a passkey is led to set one up, whoever has not used theirs in this session to use it.
Setting one up proves it at hand and counts as a use. `STAFF_SECOND_FACTOR` turns this off for the demo, which
says so on every page of the admin; `check --deploy` does not pass then.
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
_API = "/api/"
# The account, where a second step is set up and taken; and what tells nothing of anybody. By their full
# names, for the admin has pages of addresses and of second steps too.
_FREE = ("account", "mfa_", "usersessions_", "admin_language", "healthz", "readyz", "robots")


class StaffSecondFactorMiddleware:
    """Stands behind sign-in and messages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not settings.STAFF_SECOND_FACTOR or name.startswith(_FREE):
            return None
        if not (request.user.is_authenticated and request.user.is_staff):
            return None
        return _way_to_second_step(request)


def _way_to_second_step(request: HttpRequest) -> HttpResponse | None:
    """Where this person has to go first; None when the second step was taken in this session."""
    kinds = dict(Authenticator.objects.filter(user=request.user.pk).values_list("pk", "type"))
    strong = [kind for kind in STRONG if kind in kinds.values()]
    used = get_authentication_records(request, request.user)
    if strong and any(record.get("method") == "mfa" and record.get("id") in kinds for record in used):
        return None
    if request.path_info.startswith(_API):
        return HttpResponse(status=403)  # which `ApiMiddleware` puts into words
    if not strong:
        messages.warning(
            request,
            _(
                "The portal asks for a second step from everybody of its staff. Set up an authenticator app "
                "or a passkey, then go on."
            ),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    messages.info(request, _("Confirm with your second step to go on."))
    page = "mfa_reauthenticate" if Type.TOTP in strong else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
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
