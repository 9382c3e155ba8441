"""Every page of allauth in the portal's design, in both languages."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.factories import UserFactory
from tests.wording import latin_sentences, visible_text
from yangpu_portal.core.models import OutgoingEmail, User

pytestmark = pytest.mark.django_db
PASSWORD = "heron lake 1907"
_LABEL = re.compile(r"<label[^>]*>(.*?)</label>", re.DOTALL)
ENTRANCE = [
    "login",
    "signup",
    "password/reset",
    "password/reset/done",
    "password/reset/key/a-b",
    "password/reset/key/done",
    "confirm-email",
    "confirm-email/wrong",
    "inactive",
]
OWN = [
    "email",
    "password/change",
    "logout",
    "reauthenticate",
    "2fa",
    "2fa/totp/activate",
    "2fa/totp/deactivate",
    "2fa/webauthn",
    "2fa/webauthn/add",
    "2fa/webauthn/keys/{key}/edit",
    "2fa/webauthn/keys/{key}/remove",
    "2fa/recovery-codes",
    "2fa/recovery-codes/generate",
    "2fa/reauthenticate",
    "2fa/webauthn/reauthenticate",
    "sessions",
]


@pytest.fixture
def person() -> User:
    user = UserFactory(name="李蕾", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(user: User) -> Client:
    """Through the forms: what concerns safety is open only to those who have just been asked again."""
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def registered_key() -> dict[str, Any]:
    """What a browser answers when a key is registered."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = AttestedCredentialData.create(b"\0" * 16, b"key-1", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(b"\0" * 32, flags, 0, known)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    key = websafe_encode(b"key-1")
    return {
        "id": key,
        "rawId": key,
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def with_second_steps(user: User) -> User:
    """The app, codes and a key, as if the person had set them up while signed in."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "钥匙", "credential": registered_key()}
    )
    return user


def check(page: str, prefix: str) -> None:
    assert page.count("<h1") == 1
    assert 'class="skip"' in page
    assert "style=" not in page
    assert not re.search(r"<title>\s*·", page)
    if not prefix:
        assert latin_sentences(visible_text(page)) == []
        labels = [re.sub(r"<[^>]+>", "", label) for label in _LABEL.findall(page)]
        assert [label for label in labels if not re.search(r"[\u4e00-\u9fff]", label)] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ENTRANCE)
def test_entrance(client, prefix, page):
    answer = client.get(f"{prefix}/accounts/{page}/")
    assert answer.status_code == 200
    check(answer.content.decode(), prefix)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", OWN)
def test_own_pages(person, prefix, page):
    client = sign_in(person)
    if page != "2fa/totp/activate":
        with_second_steps(person)
    key = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).first()
    answer = client.get(f"{prefix}/accounts/{page.format(key=key and key.pk)}/")
    assert answer.status_code == 200, answer.get("Location")
    check(answer.content.decode(), prefix)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("page", ["2fa", "2fa/webauthn", "2fa/recovery-codes/generate", "email"])
def test_own_pages_before_anything_is_set_up(person, prefix, page):
    client = sign_in(person)
    answer = client.get(f"{prefix}/accounts/{page}/", follow=True)
    check(answer.content.decode(), prefix)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_second_step(person, prefix):
    with_second_steps(person)
    client = Client()
    answer = client.post(
        f"{prefix}/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True
    )
    page = answer.content.decode()
    check(page, prefix)
    assert 'id="mfa_webauthn_authenticate"' in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_address_is_confirmed_with_a_button(client, person, prefix):
    address = EmailAddress.objects.create(user=person, email="second@example.org")
    page = client.get(
        f"{prefix}/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
    ).content.decode()
    check(page, prefix)
    assert "second@example.org" in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_password_is_chosen_from_the_link_of_the_mail(client, person, prefix):
    client.post(f"{prefix}/accounts/password/reset/", {"email": person.email})
    path = re.search(r"/(?:en/)?accounts/password/reset/key/\S+", OutgoingEmail.objects.get().text)[0]
    page = client.get(path, follow=True).content.decode()
    check(page, prefix)
    assert 'name="password1"' in page


def test_qr_code_of_the_app_is_no_request_to_another_host(person):
    page = sign_in(person).get("/accounts/2fa/totp/activate/").content.decode()
    assert 'class="qr" src="data:image/svg+xml' in page
