"""Accounts are deleted after two weeks to think, and nothing of the person is left."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from liaison.domain.deletion import TIME_TO_THINK, delete_due_accounts, keep_account, plan_deletion
from liaison.domain.digest import choose_frequency
from liaison.domain.saved_search import save_search
from liaison.enums import Frequency
from liaison.tasks import delete_accounts
from startups.domain import seat as seats
from startups.enums import NeedState, SeatRole
from tests.factories import (
    BookmarkFactory,
    CompanyFactory,
    CompanyMemberFactory,
    MatchFeedbackFactory,
    NeedFactory,
    UniversityFactory,
    UserFactory,
)
from tests.people import OFFICIAL, in_group, signed_in, tto_of
from yangpu_portal.core.models import OutgoingEmail, User

CANARY, ZH = "kanarienvogel", "金丝雀某某"
pytestmark = pytest.mark.django_db


def owner_of(company=None, **values) -> User:
    company = company or CompanyFactory()
    user = CompanyMemberFactory(company=company, role=SeatRole.OWNER, **values).user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def fall_due(user: User) -> None:
    User.objects.filter(pk=user.pk).update(deletion_due_at=timezone.now() - timedelta(minutes=1))


def places_of(words: list[str]) -> set[tuple[str, str]]:
    """Table and column of every text or JSON value in the database that has one of the words."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE ANY (%s)',
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone()[0]:
                found.add((table, column))
    return found


def live_a_while(user: User, other: User) -> None:
    """Leaves the person's words in as many places as the portal has for them."""
    seat, language = user.company_seats.get(), "zh-hans"
    EmailAddress.objects.create(user=user, email=f"second-{CANARY}@example.org", verified=True)
    seats.invite_colleague(company=seat.company, email="friend@example.org", language=language, actor=user)
    elsewhere = other.company_seats.exclude(company=seat.company).get().company
    seats.invite_colleague(
        company=elsewhere, email=f"Second-{CANARY}@example.org", language="en", actor=other
    )
    save_search(user=user, text=CANARY, filters={})
    choose_frequency(user=user, frequency=Frequency.WEEKLY)
    BookmarkFactory(user=user)
    MatchFeedbackFactory(user=user)
    boss = signed_in(in_group(OFFICIAL))
    values = {
        "email": user.email,
        "name": ZH,
        "latin_name": user.latin_name,
        "language": "en",
        "is_active": "on",
    }
    boss.post(reverse("admin:core_user_change", args=[user.pk]), values)
    extra = {"user": user.pk, "company": CompanyFactory().pk, "role": "member"}
    boss.post(reverse("admin:startups_companymember_add"), extra)
    signed_in(user).get("/en/account/")


def test_nothing_of_the_person_is_left():
    user = owner_of(user__email=f"{CANARY}@example.org", user__name=ZH, user__latin_name=f"Latin {CANARY}")
    other = owner_of(company=user.company_seats.get().company)
    CompanyMemberFactory(user=other, role=SeatRole.OWNER)
    live_a_while(user, other)
    plan_deletion(user=user)
    words = [CANARY, ZH, ZH.encode("unicode_escape").decode().replace("\\", "\\\\")]
    assert len(places_of(words)) > 5, "the canary must have sung before it falls silent"
    fall_due(user)
    assert delete_accounts() == 1
    assert places_of(words) == set()


def test_the_task_may_run_twice_and_goes_on_where_it_stopped():
    people = [UserFactory(), UserFactory()]
    for user in people:
        fall_due(user)
    people[0].delete()  # as a run does that dies after the first
    assert (delete_due_accounts(), delete_due_accounts()) == (1, 0)


def test_an_account_lives_until_its_day():
    user = UserFactory()
    due = plan_deletion(user=user)
    assert delete_due_accounts(at=due - timedelta(seconds=1)) == 0
    assert delete_due_accounts(at=due) == 1
    assert due - timezone.now() < TIME_TO_THINK


def test_asking_twice_keeps_the_day_and_writes_one_mail():
    user = UserFactory()
    assert plan_deletion(user=user) == plan_deletion(user=user)
    assert OutgoingEmail.objects.filter(user=user).count() == 1


def test_whoever_thinks_again_stays():
    user = UserFactory()
    due = plan_deletion(user=user)
    assert (keep_account(user=user), keep_account(user=user)) == (True, False)
    assert delete_due_accounts(at=due) == 0


def test_the_last_owner_hands_over_first():
    user = owner_of()
    CompanyMemberFactory(company=user.company_seats.get().company)
    with pytest.raises(ValidationError):
        plan_deletion(user=user)


def test_whoever_becomes_the_last_owner_later_is_told_and_waits():
    company = CompanyFactory(name_en="Northcell")
    user, other = owner_of(company), owner_of(company)
    plan_deletion(user=user)
    seats.change_role(seat=other.company_seats.get(), role=SeatRole.MEMBER, actor=other)
    fall_due(user)
    assert delete_due_accounts() == 0
    page = signed_in(user).get("/en/dashboard/").content.decode()
    assert "somebody else has to own Northcell" in page
    seats.hand_over(seat=other.company_seats.get(), actor=user)
    assert delete_due_accounts() == 1


def test_needs_that_nobody_could_answer_for_are_closed():
    user = owner_of()
    company = user.company_seats.get().company
    opened = NeedFactory(company=company, author=user)
    waiting = NeedFactory(company=company, author=user, state=NeedState.IN_REVIEW)
    fall_due(user)
    assert delete_due_accounts() == 1
    opened.refresh_from_db()
    waiting.refresh_from_db()
    assert (opened.state, waiting.state) == (NeedState.CLOSED, NeedState.WITHDRAWN)
    assert opened.author is None


@pytest.mark.parametrize("person", [lambda: in_group(OFFICIAL), lambda: tto_of(UniversityFactory())])
def test_accounts_of_offices_are_closed_by_an_official(person):
    user = person()
    with pytest.raises(ValidationError, match="official"):
        plan_deletion(user=user)
    assert "It is closed by an official" in signed_in(user).get("/en/account/delete/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_owner_who_steps_down_meanwhile_leaves_the_other():
    company = CompanyFactory()
    leaving, other = owner_of(company), owner_of(company)
    fall_due(leaving)

    def run() -> None:
        try:
            delete_due_accounts()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        seats.change_role(seat=other.company_seats.get(), role=SeatRole.MEMBER, actor=other)
        thread.start()
        thread.join(1)  # it must be waiting for what is not committed yet
    thread.join(20)
    assert company.members.get(role=SeatRole.OWNER).user == leaving
