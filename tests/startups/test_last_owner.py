"""No way leaves a company without an owner: neither the admin nor a statement in SQL."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from liaison.domain.deletion import delete_due_accounts, plan_deletion
from startups.domain import seat as seats
from startups.enums import SeatRole
from startups.models import Company, CompanyMember
from tests.factories import CompanyFactory, CompanyMemberFactory, UserFactory
from tests.people import OFFICIAL, in_group, signed_in
from yangpu_portal.core.models import User

TOLD = "A company would be left without an owner."
# What the database looks at when everything is written shows only where something is really committed.
committed = pytest.mark.django_db(transaction=True)


def owned() -> CompanyMember:
    return CompanyMemberFactory(role=SeatRole.OWNER)


def with_colleague() -> tuple[CompanyMember, CompanyMember]:
    owner = owned()
    return owner, CompanyMemberFactory(company=owner.company)


def superuser() -> User:
    return UserFactory(is_staff=True, is_superuser=True, language="en")


def seat_rows(*seats: CompanyMember, **changes: str) -> dict[str, object]:
    """The inline of seats as the browser posts it; `changes` are those of the first row."""
    rows: dict[str, object] = {"members-TOTAL_FORMS": len(seats), "members-INITIAL_FORMS": len(seats)}
    for number, seat in enumerate(seats):
        row = {"id": seat.pk, "company": seat.company_id, "user": seat.user_id, "role": seat.role}
        row |= changes if number == 0 else {}
        rows |= {f"members-{number}-{name}": value for name, value in row.items()}
    return rows


def save_company(company: Company, rows: dict[str, object]):
    client = signed_in(in_group(OFFICIAL, language="en"))
    path = reverse("admin:startups_company_change", args=[company.pk])
    form = client.get(path, headers={"Accept-Language": "en"}).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    return client.post(path, values | rows, headers={"Accept-Language": "en"})


@committed
@pytest.mark.parametrize(
    "change",
    [
        lambda seats: seats.update(role=SeatRole.MEMBER),
        lambda seats: seats.update(company=CompanyFactory()),
        lambda seats: seats.delete(),
    ],
    ids=["demoted", "moved", "deleted"],
)
@pytest.mark.parametrize("make", [owned, lambda: with_colleague()[0]], ids=["alone", "with a colleague"])
def test_the_database_refuses(make, change):
    seat = make()
    with pytest.raises(IntegrityError, match="without an owner"):
        change(CompanyMember.objects.filter(pk=seat.pk))
    assert seat.company.members.get(role=SeatRole.OWNER) == seat


@committed
def test_of_two_owners_who_go_at_once_one_stays():
    first, second = owned(), None
    second = CompanyMemberFactory(company=first.company, role=SeatRole.OWNER)
    refused = []

    def go() -> None:
        try:
            CompanyMember.objects.filter(pk=second.pk).delete()
        except IntegrityError as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    with transaction.atomic():
        CompanyMember.objects.filter(pk=first.pk).delete()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        thread.start()
        thread.join(1)  # it waits for the company's row
    thread.join(20)
    assert len(refused) == 1
    assert list(first.company.members.all()) == [second]


@committed
def test_ways_that_are_meant_still_work():
    owner, colleague = with_colleague()
    seats.hand_over(seat=colleague, actor=owner.user)
    seats.remove_seat(seat=owner, actor=owner.user)
    owner.company.delete()
    assert not CompanyMember.objects.exists()


@committed
def test_the_only_person_of_a_company_may_have_the_account_deleted():
    seat = owned()
    due = plan_deletion(user=seat.user)
    assert delete_due_accounts(at=due) == 1
    assert Company.objects.filter(pk=seat.company_id).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"role": "member"}, {"DELETE": "on"}])
def test_the_form_of_the_company_says_so(change):
    owner, colleague = with_colleague()
    answer = save_company(owner.company, seat_rows(owner, colleague, **change))
    assert answer.status_code == 200
    assert TOLD in answer.content.decode()
    owner.refresh_from_db()
    assert owner.role == SeatRole.OWNER


@committed
def test_the_form_of_the_company_hands_over_in_one_step():
    owner, colleague = with_colleague()
    rows = seat_rows(owner, colleague, role="member") | {"members-1-role": "owner"}
    assert save_company(owner.company, rows).status_code == 302
    assert owner.company.members.get(role=SeatRole.OWNER) == colleague


@committed
def test_the_form_of_a_company_without_owner_opens_and_saves():
    seat = CompanyMemberFactory()
    assert save_company(seat.company, seat_rows(seat)).status_code == 302


@committed
def test_the_page_of_the_seat_says_so():
    seat = owned()
    path = reverse("admin:startups_companymember_change", args=[seat.pk])
    values = {"user": seat.user_id, "company": seat.company_id, "role": "member"}
    answer = signed_in(superuser()).post(path, values, headers={"Accept-Language": "en"})
    assert TOLD in answer.content.decode()


@committed
@pytest.mark.parametrize(
    ("address", "row"),
    [
        ("admin:startups_companymember_delete", lambda seat: seat.pk),
        ("admin:core_user_delete", lambda seat: seat.user_id),
    ],
    ids=["seat", "person"],
)
def test_deleting_in_the_admin_says_so_and_deletes_nothing(address, row):
    seat, _colleague = with_colleague()
    path = reverse(address, args=[row(seat)])
    client = signed_in(superuser())
    answer = client.post(path, {"post": "yes"}, follow=True, headers={"Accept-Language": "en"})
    assert TOLD in answer.content.decode()
    assert CompanyMember.objects.filter(pk=seat.pk).exists()


@committed
def test_deleting_many_seats_says_so_and_writes_no_log():
    seat, colleague = with_colleague()
    client = signed_in(superuser())
    values = {"action": "delete_selected", "post": "yes", "_selected_action": [seat.pk, colleague.pk]}
    path = reverse("admin:startups_companymember_changelist")
    answer = client.post(path, values, follow=True, headers={"Accept-Language": "en"})
    assert TOLD in answer.content.decode()
    assert seat.company.members.count() == 2
