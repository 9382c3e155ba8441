"""Nobody of the staff enters the administration on a password alone."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.sessions.backends.db import SessionStore
from django.core.checks import run_checks
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from tests.factories import CompanyFactory, UserFactory
from tests.people import OFFICIAL, in_group, member_of, signed_in

pytestmark = pytest.mark.django_db
USERS = "/admin/core/user/"


@pytest.fixture(autouse=True)
def _asked(settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


def strong(user, kind=Authenticator.Type.TOTP) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data={"secret": "x"})


def with_step(user, authenticator, *, of=None):
    """A client whose session has used an authenticator, by default the user's own."""
    client = signed_in(user)
    session = client.session
    record = {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": authenticator.type}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str((of or user).pk)
    session.save()
    return client


@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_a_step_taken_in_this_session_opens_the_admin(kind):
    user = in_group(OFFICIAL)
    assert with_step(user, strong(user, kind)).get(USERS).status_code == 200


def test_without_a_second_step_one_is_led_to_set_it_up():
    answer = signed_in(in_group(OFFICIAL, language="en")).get(USERS, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/accounts/2fa/"
    assert "asks for a second step" in answer.content.decode()


def test_recovery_codes_alone_are_no_second_step():
    user = in_group(OFFICIAL)
    codes = strong(user, Authenticator.Type.RECOVERY_CODES)
    assert with_step(user, codes).get(USERS).status_code == 302


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        (Authenticator.Type.TOTP, "mfa_reauthenticate"),
        (Authenticator.Type.WEBAUTHN, "mfa_reauthenticate_webauthn"),
    ],
)
def test_a_step_not_taken_in_this_session_is_asked_for(kind, page):
    user = in_group(OFFICIAL, language="en")
    strong(user, kind)
    answer = signed_in(user).get(f"{USERS}?q=a")
    with translation.override("en"):
        assert answer["Location"] == f"{reverse(page)}?next=%2Fadmin%2Fcore%2Fuser%2F%3Fq%3Da"


def test_the_step_of_another_session_or_person_does_not_count():
    user, other = in_group(OFFICIAL), UserFactory()
    assert with_step(user, strong(user), of=other).get(USERS).status_code == 302
    assert with_step(user, strong(other)).get(USERS).status_code == 302


def test_a_post_is_not_carried_out_before_the_step():
    user = in_group(OFFICIAL)
    strong(user)
    client = signed_in(user)
    answer = client.post(f"{USERS}{user.pk}/change/", {"email": "x@example.org"})
    assert answer.status_code == 302
    assert answer["Location"].endswith("dashboard%2F")
    user.refresh_from_db()
    assert user.email != "x@example.org"


@pytest.mark.parametrize(
    "path",
    [
        *("/admin/", USERS, "/admin/core/user/export.csv", "/admin/jsi18n/"),
        *("/admin/account/emailaddress/", "/admin/mfa/authenticator/"),  # called much like one's own account
        *("/dashboard/", "/needs/", "/memberships/", "/memberships/documents/doc_x/", "/styleguide/"),
    ],
)
def test_every_page_of_staff_asks(path):
    assert signed_in(in_group(OFFICIAL)).get(path).status_code == 302


def test_the_api_gives_staff_nothing_on_a_password_alone():
    answer = signed_in(in_group(OFFICIAL)).get("/api/v1/needs/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.parametrize("name", ["mfa_index", "account", "account_email", "usersessions_list"])
def test_the_own_account_stays_open(name):
    answer = signed_in(in_group(OFFICIAL)).get(reverse(name))
    assert "2fa" not in answer.get("Location", "")


def test_superusers_are_asked_too():
    root = UserFactory(is_staff=True, is_superuser=True)
    assert signed_in(root).get(USERS).status_code == 302


def test_people_without_the_admin_are_not_led_anywhere():
    member = member_of(CompanyFactory())
    assert signed_in(member).get("/admin/", follow=True).status_code == 403
    assert signed_in(member).get("/dashboard/").status_code == 200


def test_setting_one_up_counts_as_using_it():
    user = in_group(OFFICIAL)
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), user
    made = strong(user)
    authenticator_added.send(sender=Authenticator, request=request, user=user, authenticator=made)
    assert request.session["account_authentication_methods"][0]["id"] == made.pk


def test_the_check_before_a_release_fails_without_it(settings):
    assert "portal.E001" not in {fault.id for fault in run_checks(include_deployment_checks=True)}
    settings.STAFF_SECOND_FACTOR = False
    assert "portal.E001" in {fault.id for fault in run_checks(include_deployment_checks=True)}
