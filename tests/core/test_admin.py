"""People and mail in the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from tests.factories import OutgoingEmailFactory, UserFactory
from tests.people import AUDITOR, OFFICER, OFFICIAL, ROLES, in_group, signed_in
from yangpu_portal.core.enums import EmailKind, EmailState
from yangpu_portal.core.mail.delivery import claim_next
from yangpu_portal.core.models import User

pytestmark = pytest.mark.django_db
USERS, MAILS = "/admin/core/user/", "/admin/core/outgoingemail/"
HOSTILE = '"></iframe><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_an_official_makes_an_account_with_a_role():
    client = signed_in(in_group(OFFICIAL))
    password = "correct horse 42"
    new = {
        "email": "New.Officer@Example.org",
        "name": "王小明",
        "language": "zh-hans",
        "password1": password,
        "password2": password,
    }
    answer = client.post(f"{USERS}add/", {**new, "usable_password": "true"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    user = User.objects.get(email="new.officer@example.org")
    assert user.check_password(password)
    officers = Group.objects.get(name=OFFICER)
    values = {
        "email": user.email,
        "language": "zh-hans",
        "is_active": "on",
        "is_staff": "on",
        "groups": [officers.pk],
    }
    assert client.post(f"{USERS}{user.pk}/change/", values).status_code == 302
    assert list(user.groups.all()) == [officers]


def test_a_changed_address_takes_the_sign_in_with_it():
    user = UserFactory(email="old@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    values = {"email": "new@example.org", "language": "en", "is_active": "on"}
    client = signed_in(in_group(OFFICIAL))
    assert client.post(f"{USERS}{user.pk}/change/", values).status_code == 302
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified")
    assert list(addresses) == [("new@example.org", True, False)]


def test_an_official_does_not_become_a_superuser():
    official = in_group(OFFICIAL)
    strong = Group.objects.create(name="strong")
    values = {
        "email": official.email,
        "language": "en",
        "is_active": "on",
        "is_staff": "on",
        "groups": [official.groups.get().pk],
        "is_superuser": "on",
        "user_permissions": [Permission.objects.first().pk],
    }
    client = signed_in(official)
    assert client.post(f"{USERS}{official.pk}/change/", values).status_code == 302
    official.refresh_from_db()
    assert not official.is_superuser
    assert not official.user_permissions.exists()
    refused = client.post(f"{USERS}{official.pk}/change/", {**values, "groups": [strong.pk]})
    assert "groups" in refused.context["adminform"].form.errors


@pytest.mark.parametrize("page", ["change/", "password/"])
def test_the_account_of_a_superuser_is_out_of_reach(page):
    root = UserFactory(is_staff=True, is_superuser=True)
    client = signed_in(in_group(OFFICIAL))
    assert client.post(f"{USERS}{root.pk}/{page}", {"email": "mine@example.org"}).status_code == 403
    address = EmailAddress.objects.create(user=root, email=root.email)
    path = f"/admin/account/emailaddress/{address.pk}/change/"
    assert client.post(path, {"email": "mine@example.org"}).status_code == 403
    added = client.post(
        "/admin/account/emailaddress/add/", {"user": root.pk, "email": "mine@example.org", "verified": "on"}
    )
    assert "user" in added.context["adminform"].form.errors


@pytest.mark.parametrize("beyond", ["groups", "user_permissions"])
def test_an_account_that_may_more_than_the_roles_is_out_of_reach(beyond):
    person = UserFactory(is_staff=True)
    more = Group.objects.create(name="jury") if beyond == "groups" else Permission.objects.earliest("pk")
    getattr(person, beyond).add(more)
    client = signed_in(in_group(OFFICIAL))
    values = {"email": "mine@example.org", "language": "en", "is_active": "on"}
    for page in ("change/", "password/"):
        assert client.post(f"{USERS}{person.pk}/{page}", values).status_code == 403, page
    assert list(getattr(person, beyond).all()) == [more]  # nor does a form that does not show it take it away


def test_the_roles_to_give_are_those_of_the_portal():
    in_group(AUDITOR)
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_roles_go_by_their_chinese_names():
    user = in_group(OFFICER)
    client = signed_in(in_group(OFFICIAL, language="zh-hans"))
    for path in (f"{USERS}{user.pk}/change/", USERS, "/admin/auth/group/"):
        assert "联络官" in client.get(path).content.decode(), path


def test_failed_mail_is_sent_again_and_nothing_else():
    failed = OutgoingEmailFactory(state=EmailState.FAILED, attempts=7, error="550 unknown")
    aborted = OutgoingEmailFactory(state=EmailState.ABORTED)
    client = signed_in(in_group(OFFICIAL))
    client.post(MAILS, {"action": "resend", "confirmed": "1", "_selected_action": [failed.pk, aborted.pk]})
    claimed = claim_next()
    assert (claimed.pk, claimed.message_id, claimed.attempts) == (failed.pk, failed.message_id, 1)
    assert claim_next() is None


@pytest.mark.parametrize("role", [OFFICER, AUDITOR])
def test_others_read_the_log_and_send_nothing(role):
    failed = OutgoingEmailFactory(state=EmailState.FAILED)
    client = signed_in(in_group(role))
    client.post(MAILS, {"action": "resend", "confirmed": "1", "_selected_action": [failed.pk]})
    failed.refresh_from_db()
    assert failed.state == EmailState.FAILED


def test_a_hostile_mail_stays_inside_its_frame():
    mail = OutgoingEmailFactory(subject=HOSTILE, text=HOSTILE, html=HOSTILE)
    page = signed_in(in_group(AUDITOR)).get(f"{MAILS}{mail.pk}/change/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert '<iframe sandbox="" srcdoc="&quot;&gt;&lt;/iframe&gt;' in page


def test_the_link_in_a_mail_about_an_account_is_not_shown():
    link = "https://portal.example/accounts/password/reset/key/secret/"
    mail = OutgoingEmailFactory(kind=EmailKind.ACCOUNT, text=link, html=link)
    client = signed_in(in_group(OFFICIAL))
    assert "secret" not in client.get(f"{MAILS}{mail.pk}/change/").content.decode()
    for column in ("text", "html"):  # whether a row is found would tell it too
        for path in (MAILS, f"{MAILS}export.csv"):
            assert client.get(path, {f"{column}__contains": "key/s"}).status_code == 400


def test_the_log_cannot_be_edited():
    mail = OutgoingEmailFactory()
    root = signed_in(UserFactory(is_staff=True, is_superuser=True))
    assert root.post(f"{MAILS}{mail.pk}/change/", {"subject": "x"}).status_code == 403
    assert root.get(f"{MAILS}add/").status_code == 403
    assert root.get(f"{MAILS}{mail.pk}/delete/").status_code == 403
