"""Redis carries caches and wake-ups only: without it people read, sign in and write."""

import pytest
from allauth.account.models import EmailAddress

from tests.conftest import free_port
from tests.factories import TechnologyFactory, UserFactory
from yangpu_portal.core.models import OutgoingEmail, User

PASSWORD = "heron lake 1907"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _away(settings):
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    }


@pytest.fixture
def user() -> User:
    user = UserFactory(email="lan@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_signing_in(client, user):
    answer = client.post("/en/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/en/dashboard/").status_code == 200


def test_a_new_password_is_asked_for_by_mail(client, user):
    assert client.post("/en/accounts/password/reset/", {"email": user.email}).status_code == 302
    assert OutgoingEmail.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    "path", ["/en/", "/en/technologies/", "/en/technologies/?q=pump", "/api/v1/technologies/"]
)
def test_reading(client, path):
    TechnologyFactory()
    assert client.get(path).status_code == 200
