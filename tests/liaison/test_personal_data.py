"""The table of what is kept about a person is complete, and the download has all of it but secrets."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CASCADE

from liaison.domain.deletion import delete_due_accounts, plan_deletion
from liaison.domain.personal_data import personal_archive
from liaison.queries.personal_data import KEPT, PROFILE, UNTOLD, Kept
from startups.enums import SeatRole
from startups.models import CompanyMember
from tests import factories
from tests.factories import (
    CompanyMemberFactory,
    NeedFactory,
    OutgoingEmailFactory,
    SeatInvitationFactory,
    UserFactory,
)
from yangpu_portal.core.history import is_history
from yangpu_portal.core.models import User

SECRET = "keep-this-to-yourself"
MAKERS = {
    maker._meta.model._meta.label: maker
    for maker in vars(factories).values()
    if isinstance(maker, type) and hasattr(maker, "_meta") and maker._meta.model
}
# Rows of packages, and of tables without a factory.
OTHERWISE = {
    "account.EmailAddress": lambda user: EmailAddress.objects.create(user=user, email=user.email),
    "mfa.Authenticator": lambda user: Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET}
    ),
    "usersessions.UserSession": lambda user: UserSession.objects.create(
        user=user,
        ip="198.51.100.7",
        session_key=f"{SECRET}-{UserSession.objects.count()}",
        data={"x": SECRET},
    ),
    "core.User_groups": lambda user: user.groups.add(
        Group.objects.create(name=f"role {Group.objects.count()}")
    ),
    "core.User_user_permissions": lambda user: user.user_permissions.add(
        *Permission.objects.exclude(user__pk=user.pk)[:1]
    ),
    "core.OutgoingEmail": lambda user: OutgoingEmailFactory(user=user, text=SECRET, html=SECRET),
    "admin.LogEntry": lambda user: LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_repr=SECRET,
        change_message=SECRET,
        action_flag=CHANGE,
    ),
}

ROWS = {f"{kept.model}.{kept.column}": kept for kept in KEPT}


def references():
    """Every column that leads to a person, also those of tables Django makes by itself.

    History holds the bare number of an account, which leads to nobody once that is deleted.
    """
    for model in apps.get_models(include_auto_created=True):
        if is_history(model):
            continue
        for field in model._meta.local_fields:
            if field.remote_field and field.remote_field.model is User and not model._meta.proxy:
                yield f"{model._meta.label}.{field.name}", field


def test_every_reference_to_a_person_is_in_the_table():
    assert set(ROWS) == {name for name, _field in references()}


@pytest.mark.parametrize(("name", "field"), list(references()), ids=str)
def test_the_table_says_what_the_database_does(name, field):
    if name != "core.OutgoingEmail.user":  # set to NULL, and deleted by the deletion itself
        assert ROWS[name].goes == (field.remote_field.on_delete is CASCADE)


def test_every_column_of_the_account_is_told_or_says_why_not():
    assert set(PROFILE) | set(UNTOLD) == {field.name for field in User._meta.local_fields}


def files_of(user: User) -> dict[str, str]:
    with ZipFile(BytesIO(personal_archive(user=user))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.django_db
def test_the_download_is_readable():
    user = UserFactory(email="lan@example.org", name="周岚", language="zh-hans")
    seat = CompanyMemberFactory(user=user, role=SeatRole.OWNER)
    NeedFactory(company=seat.company, author=user, title_zh="冬天也能用的储能柜")
    files = files_of(user)
    assert json.loads(files["profile.json"])["name"] == "周岚"
    assert "冬天也能用的储能柜" in files["needs.json"]


@pytest.mark.django_db
def test_the_download_opens_no_account():
    user = UserFactory(password="heron lake 1907")
    OutgoingEmailFactory(user=user, kind="account", text="https://portal/reset/secret-key")
    text = "".join(files_of(user).values())
    assert "secret-key" not in text
    assert user.password not in text


@pytest.mark.django_db
def test_needs_of_a_company_one_has_left_stay_there():
    need = NeedFactory(author=UserFactory(), title_en="Seal for deep cold")
    assert "Seal for deep cold" not in "".join(files_of(need.author).values())


def another(kept: Kept, user: User) -> None:
    """A row of this kind that leads to the person by this column."""
    make = OTHERWISE.get(kept.model)
    if make is not None:
        make(user)
    elif kept.seen is not None:  # needs are seen by whoever has a seat in the company
        company = (user.company_seats.first() or CompanyMemberFactory(user=user)).company
        MAKERS[kept.model](company=company, **{kept.column: user})
    else:
        MAKERS[kept.model](**{kept.column: user})


@pytest.mark.django_db
@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: f"{kept.model}.{kept.column}")
def test_every_kind_of_row_is_in_the_download_with_all_its_columns(kept):
    person, other = UserFactory(), UserFactory()
    for user in (other, person):
        another(kept, user)
    files = files_of(person)
    rows = json.loads(files[f"{kept.file}.json"])
    stored = apps.get_model(kept.model)._default_manager.filter(**{kept.column: person})
    wanted = list(stored.values(*kept.columns))
    assert len(wanted) == 1
    assert rows == json.loads(json.dumps(wanted, cls=DjangoJSONEncoder))
    assert f"{kept.file}.json (1): " in files["README.txt"]
    assert SECRET not in "".join(files.values())


@pytest.mark.django_db
def test_invitations_to_an_address_that_is_shown_to_be_theirs_are_in_the_download():
    person = UserFactory(email="lan@example.org")
    SeatInvitationFactory(email="lan@example.org")
    assert "invitations_received.json" not in files_of(person)
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    SeatInvitationFactory(email="else@example.org")
    assert len(json.loads(files_of(person)["invitations_received.json"])) == 1


@pytest.mark.django_db
def test_what_goes_is_deleted_with_its_person_and_the_rest_names_nobody():
    person = UserFactory()
    for kept in KEPT:
        another(kept, person)
    CompanyMember.objects.filter(user=person).update(role=SeatRole.OWNER)
    rows = {kept: ids_of(kept, person) for kept in KEPT}
    assert all(rows.values())
    assert delete_due_accounts(at=plan_deletion(user=person)) == 1
    for kept, ids in rows.items():
        left = apps.get_model(kept.model)._default_manager.filter(pk__in=ids)
        assert left.count() == (0 if kept.goes else len(ids)), kept
        assert not left.exclude(**{kept.column: None}).exists(), kept


def ids_of(kept: Kept, user: User) -> list[int]:
    rows = apps.get_model(kept.model)._default_manager.filter(**{kept.column: user})
    return list(rows.values_list("pk", flat=True))
