"""The table of what is kept about a person is complete, and the download has all of it but secrets."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db.models import CASCADE

from liaison.domain.personal_data import personal_archive
from liaison.queries.personal_data import KEPT, PROFILE, UNTOLD
from startups.enums import SeatRole
from tests.factories import (
    BookmarkFactory,
    CompanyMemberFactory,
    NeedFactory,
    OutgoingEmailFactory,
    SavedSearchFactory,
    UserFactory,
)
from yangpu_portal.core.models import User

ROWS = {f"{kept.model}.{kept.column}": kept for kept in KEPT}


def references():
    """Every column that leads to a person, also those of tables Django makes by itself."""
    for model in apps.get_models(include_auto_created=True):
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
def test_the_download_has_everything_readable():
    user = UserFactory(email="lan@example.org", name="周岚", language="zh-hans")
    seat = CompanyMemberFactory(user=user, role=SeatRole.OWNER)
    NeedFactory(company=seat.company, author=user, title_zh="冬天也能用的储能柜")
    BookmarkFactory(user=user)
    SavedSearchFactory(user=user, text="锂电池")
    files = files_of(user)
    assert {
        "profile.json",
        "needs.json",
        "bookmarks.json",
        "saved_searches.json",
        "company_seats.json",
    } < set(files)
    assert json.loads(files["profile.json"])["name"] == "周岚"
    assert "冬天也能用的储能柜" in files["needs.json"]
    assert "needs.json (1): " in files["README.txt"]


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
