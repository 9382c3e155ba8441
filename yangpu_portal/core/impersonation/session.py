"""What the session of somebody who looks as another person holds.

django-hijack signs in as the other and keeps whom to come back to; signing in empties the session. What the
person had shown of themselves (the second step) waits here and comes back with them.
"""

import time
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from hijack.views import AcquireUserView, ReleaseUserView

from yangpu_portal.core.domain.impersonation import begin_impersonation, end_impersonation
from yangpu_portal.core.models import User

SESSION_KEY = "impersonation"
LONGEST_SECONDS = 3600
_SHOWN = (AUTHENTICATION_METHODS_SESSION_KEY, f"{AUTHENTICATION_METHODS_SESSION_KEY}_user")


@dataclass(frozen=True, slots=True)
class Looking:
    """`id` of the row of the log, key of who looks, when it ends by itself (seconds since 1970)."""

    id: int
    by: int
    until: float

    @property
    def is_over(self) -> bool:
        return time.time() > self.until


def looking(request: HttpRequest) -> Looking | None:
    """Whether somebody looks as another person here; visitors without a session cost nothing."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    kept = request.session.get(SESSION_KEY)
    return Looking(kept["id"], kept["by"], kept["until"]) if kept else None


def start_looking(request: HttpRequest, *, whom: User, reason: str) -> HttpResponse:
    """Signs in as the other person; `request.POST` names them as `user_pk`, as django-hijack reads it.

    Raises:
        PermissionDenied, ValidationError: as `begin_impersonation`.
    """
    by = cast(User, request.user)
    shown = {name: request.session[name] for name in _SHOWN if name in request.session}
    begun = begin_impersonation(by=by, whom=whom, reason=reason)
    answer = AcquireUserView.as_view(success_url=settings.LOGIN_REDIRECT_URL)(request)
    request.session[SESSION_KEY] = {
        "id": begun.pk,
        "by": by.pk,
        "until": time.time() + LONGEST_SECONDS,
        "shown": shown,
    }
    return answer


def stop_looking(request: HttpRequest, *, success_url: str) -> HttpResponse:
    """Comes back as oneself, with what one had shown of oneself before."""
    kept: dict[str, Any] = request.session[SESSION_KEY]
    answer = ReleaseUserView.as_view(success_url=success_url)(request)
    request.session.update(kept["shown"])
    end_impersonation(impersonation_id=kept["id"])
    return answer


def break_off(request: HttpRequest, found: Looking) -> None:
    """Signs out altogether: nobody comes back to a powerful account by leaving a window open."""
    end_impersonation(impersonation_id=found.id)
    logout(request)
