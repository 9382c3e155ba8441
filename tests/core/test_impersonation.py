"""Officials look at the portal as people of companies: asked why, on record, and never into their account."""

import time
from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse

from tests.factories import CompanyMemberFactory, UserFactory
from tests.people import AUDITOR, OFFICER, OFFICIAL, TTO, in_group, signed_in
from yangpu_portal.core.models import Impersonation, User

pytestmark = pytest.mark.django_db
WHY = "cannot hand in a need"


@pytest.fixture
def owner():
    return CompanyMemberFactory(role="owner", user__language="en", user__name="Mei Lin").user


def page(user) -> str:
    return reverse("admin:core_user_look_as", args=[user.pk])


def look(client, user, reason=WHY, **values):
    return client.post(page(user), {"user_pk": user.pk, "reason": reason, **values})


def stop(client):
    return client.post("/looking/stop/")


def test_an_official_looks_and_comes_back(owner):
    official = in_group(OFFICIAL)
    client = signed_in(official)
    assert look(client, owner)["Location"] == reverse("dashboard")
    shown = client.get("/en/dashboard/").content.decode()
    assert "You look at the portal as <strong>" in shown
    assert owner.email in shown
    assert stop(client)["Location"] == reverse("admin:core_impersonation_changelist")
    assert client.get("/admin/core/impersonation/").status_code == 200
    row = Impersonation.objects.get()
    assert (row.by, row.whom, row.reason) == (official, owner, WHY)
    assert row.started_at <= row.ended_at


def test_a_reason_is_asked(owner):
    client = signed_in(in_group(OFFICIAL))
    assert client.get(page(owner)).status_code == 200
    assert look(client, owner, reason="  ").status_code == 200
    assert not Impersonation.objects.exists()
    assert str(client.session["_auth_user_id"]) != str(owner.pk)


@pytest.mark.parametrize("role", [OFFICER, AUDITOR, TTO])
def test_other_roles_look_as_nobody(role, owner):
    assert look(signed_in(in_group(role)), owner).status_code == 403
    assert not Impersonation.objects.exists()


@pytest.mark.parametrize("values", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_nobody_looks_as_staff_or_the_inactive(values):
    target = UserFactory(**values)
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))
    assert look(client, target).status_code == 403


def test_the_person_named_in_the_form_is_the_one_of_the_page(owner):
    client, other = signed_in(in_group(OFFICIAL)), UserFactory()
    look(client, owner, user_pk=other.pk)
    assert not Impersonation.objects.exists()


def test_looking_never_starts_by_following_a_link(owner):
    client = signed_in(in_group(OFFICIAL))
    client.get(page(owner), {"user_pk": owner.pk, "reason": WHY})
    assert client.get("/looking/stop/").status_code == 405
    assert not Impersonation.objects.exists()


def test_the_account_stays_closed(owner):
    client = signed_in(in_group(OFFICIAL))
    look(client, owner)
    for name in ("account_change_password", "account_email", "mfa_index", "usersessions_list",
                 "account_data", "account_delete"):  # fmt: skip
        assert client.get(reverse(name)).status_code == 403, name
        assert client.post(reverse(name)).status_code == 403, name
    assert client.post(reverse("account_keep")).status_code == 403
    assert client.get("/admin/", follow=True).status_code == 403


def test_what_is_done_is_recorded_under_both_names(owner):
    official, seat = in_group(OFFICIAL), owner.company_seats.get()
    colleague = CompanyMemberFactory(company=seat.company, role="member")
    client = signed_in(official)
    look(client, owner)
    role = reverse("seat_role", args=[colleague.public_id])
    assert client.post(role, {"role": "owner"}).status_code == 302
    event = colleague.history.latest("pgh_id")
    assert event.role == "owner"
    assert event.pgh_context.metadata["user"] == owner.pk
    assert event.pgh_context.metadata["impersonator"] == official.pk


def test_signing_out_ends_it(owner):
    client = signed_in(in_group(OFFICIAL))
    look(client, owner)
    client.post("/accounts/logout/")
    assert Impersonation.objects.get().ended_at is not None
    assert "_auth_user_id" not in client.session


def test_it_ends_by_itself_after_an_hour(owner):
    client = signed_in(in_group(OFFICIAL))
    look(client, owner)
    session = client.session
    session["impersonation"] |= {"until": time.time() - 1}
    session.save()
    assert client.get("/dashboard/")["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert Impersonation.objects.get().ended_at is not None


@pytest.mark.parametrize("change", ["role", "account", "target"])
def test_it_ends_with_the_right_to_look(owner, change):
    official = in_group(OFFICIAL)
    client = signed_in(official)
    look(client, owner)
    if change == "role":
        official.groups.clear()
    elif change == "account":
        User.objects.filter(pk=official.pk).update(is_active=False)
    else:
        User.objects.filter(pk=owner.pk).update(is_staff=True)
    assert client.get("/dashboard/")["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    assert Impersonation.objects.get().ended_at is not None


def test_the_second_step_comes_back_with_its_person(owner, settings):
    official = in_group(OFFICIAL)
    client = signed_in(official)
    session = client.session
    records = [{"method": "mfa", "id": 1, "at": 0}]
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(official.pk)
    session.save()
    look(client, owner)
    assert "account_authentication_methods" not in client.session
    stop(client)
    assert client.session["account_authentication_methods"] == records
    assert client.session["account_authentication_methods_user"] == str(official.pk)


def test_the_log_stays_as_written(owner):
    client = signed_in(in_group(OFFICIAL))
    look(client, owner)
    stop(client)
    row = Impersonation.objects.get()
    rows = Impersonation.objects.filter(pk=row.pk)
    for change in (
        lambda: rows.update(reason="another"),
        lambda: rows.update(started_at=row.started_at - timedelta(1)),
        lambda: rows.update(ended_at=None),
        lambda: rows.update(by=owner),
        lambda: connection.cursor().execute("DELETE FROM core_impersonation"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_nobody_stops_what_has_not_begun(owner):
    assert stop(signed_in(owner)).status_code == 404
