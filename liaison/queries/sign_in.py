"""How a person signs in, as far as it may be told: no secret is read."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from yangpu_portal.core.models import User


@dataclass(frozen=True, slots=True)
class SignInState:
    """Which ways of signing in are set up; `codes` counts unused recovery codes, None without any."""

    password: bool
    passkeys: int
    app: bool
    codes: int | None
    browsers: int


def sign_in_state(user: User) -> SignInState:
    steps = list(Authenticator.objects.filter(user=user))
    codes = [step for step in steps if step.type == Authenticator.Type.RECOVERY_CODES]
    return SignInState(
        password=user.has_usable_password(),
        passkeys=sum(step.type == Authenticator.Type.WEBAUTHN for step in steps),
        app=any(step.type == Authenticator.Type.TOTP for step in steps),
        codes=len(codes[0].wrap().get_unused_codes()) if codes else None,
        browsers=UserSession.objects.filter(user=user).count(),
    )
