"""Seats of colleagues: invited by mail, taken by a press, changed by owners, never without an owner."""

import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from startups.domain import seat as seats
from startups.enums import SeatRole
from tests.factories import CompanyFactory, CompanyMemberFactory, UserFactory
from tests.people import OFFICER, in_group, member_of, signed_in
from yangpu_portal.core.models import OutgoingEmail, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory(slug="northcell", name_zh="北芯储能", name_en="Northcell")


@pytest.fixture
def owner(company) -> User:
    return CompanyMemberFactory(company=company, role=SeatRole.OWNER, user__name="Zhou Lan").user


def confirmed(email: str) -> User:
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def invite(company, owner, email="new@example.org", language="en"):
    return seats.invite_colleague(company=company, email=email, language=language, actor=owner)


def link_of(invitation) -> str:
    return reverse("seat_invitation", args=[seats.invitation_token(invitation)])


def test_owner_invites_and_the_colleague_takes_the_seat(company, owner):
    path = reverse("seats", args=[company.slug])
    answer = signed_in(owner).post(path, {"email": "New@Example.org", "language": "en"})
    assert answer.status_code == 302
    mail = OutgoingEmail.objects.get(kind="seat_invitation")
    assert mail.address == "new@example.org"
    assert mail.subject == "Northcell invites you to the Yangpu liaison portal"
    [link] = set(re.findall(r"/invitations/[^\s/]+/", mail.text))
    assert link in mail.html
    colleague = confirmed("new@example.org")
    client = signed_in(colleague)
    assert client.get(link).status_code == 200
    assert not company.members.filter(user=colleague).exists(), "reading takes no seat"
    client.post(link)
    client.post(link)
    assert company.members.get(user=colleague).role == SeatRole.MEMBER


def test_mail_is_in_the_language_chosen(company, owner):
    invite(company, owner, language="zh-hans")
    assert OutgoingEmail.objects.get().subject == "北芯储能邀请您加入杨浦校企对接"


def test_another_address_does_not_take_the_seat(company, owner):
    invitation = invite(company, owner)
    stranger = confirmed("other@example.org")
    answer = signed_in(stranger).post(link_of(invitation))
    assert answer.status_code == 403
    page = signed_in(stranger).get("/en" + link_of(invitation).removeprefix("/en"))
    assert "This invitation is for new@example.org" in page.content.decode()


def test_an_address_that_is_not_confirmed_does_not_take_the_seat(company, owner):
    invitation = invite(company, owner)
    user = UserFactory(email="new@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    with pytest.raises(PermissionDenied):
        seats.accept_invitation(invitation=invitation, user=user)


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": timezone.now()}, {"sent_at": timezone.now() - timedelta(days=15)}]
)
def test_withdrawn_and_old_invitations_are_worthless(company, owner, change):
    invitation = invite(company, owner)
    company.invitations.update(**change)
    with pytest.raises(ValidationError):
        seats.accept_invitation(invitation=invitation, user=confirmed("new@example.org"))


def test_forged_links_lead_nowhere(client):
    assert client.get("/invitations/nonsense:1:2/").status_code == 404


def test_inviting_twice_sends_the_same_invitation_again(company, owner):
    assert invite(company, owner) == invite(company, owner)
    assert OutgoingEmail.objects.count() == 2


def test_a_company_cannot_flood_strangers(company, owner):
    for number in range(seats.MOST_MAILS_A_DAY):
        invite(company, owner, email=f"p{number}@example.org")
    with pytest.raises(ValidationError, match="tomorrow"), translation.override("en"):
        invite(company, owner, email="one-more@example.org")


def test_who_sees_the_people(company, owner):
    path = reverse("seats", args=[company.slug])
    assert signed_in(None).get(path).status_code == 302
    assert signed_in(member_of(CompanyFactory())).get(path).status_code == 404
    assert signed_in(member_of(company)).get(path).status_code == 200
    assert signed_in(in_group(OFFICER)).get(path).status_code == 200


def test_members_cannot_invite_change_or_remove(company, owner):
    member = member_of(company)
    client, seat = signed_in(member), company.members.get(user=owner)
    path = reverse("seats", args=[company.slug])
    assert client.post(path, {"email": "x@example.org", "language": "en"}).status_code == 403
    for name in ("seat_remove", "seat_hand_over"):
        assert client.post(reverse(name, args=[seat.public_id])).status_code == 403
    assert client.post(reverse("seat_role", args=[seat.public_id]), {"role": "member"}).status_code == 403
    assert (
        signed_in(member_of(CompanyFactory())).post(reverse("seat_remove", args=[seat.public_id])).status_code
        == 404
    )


def test_the_last_owner_stays(company, owner):
    seat = company.members.get(user=owner)
    with pytest.raises(ValidationError):
        seats.remove_seat(seat=seat, actor=owner)
    with pytest.raises(ValidationError):
        seats.change_role(seat=seat, role=SeatRole.MEMBER, actor=owner)


def test_ownership_is_handed_over(company, owner):
    member = member_of(company)
    seats.hand_over(seat=company.members.get(user=member), actor=owner)
    assert company.members.get(user=member).role == SeatRole.OWNER
    assert company.members.get(user=owner).role == SeatRole.MEMBER


def test_a_member_leaves_and_is_invited_again(company, owner):
    member = member_of(company)
    signed_in(member).post(reverse("seat_remove", args=[company.members.get(user=member).public_id]))
    assert not company.members.filter(user=member).exists()
    assert invite(company, owner, email=member.email).is_open


def test_people_cost_no_query_each(company, owner, django_assert_num_queries):
    client, path = signed_in(owner), reverse("seats", args=[company.slug])
    invite(company, owner, email="q@example.org")
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    for number in range(3):
        member_of(company)
        invite(company, owner, email=f"q{number}@example.org")
    with django_assert_num_queries(len(with_one)):
        client.get(path)


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_remove_each_other_at_once_one_stays(company, owner):
    other = CompanyMemberFactory(company=company, role=SeatRole.OWNER).user
    pairs = [(owner, other), (other, owner)]
    together = threading.Barrier(2)

    def remove(actor: User, target: User) -> None:
        together.wait()
        try:
            seats.remove_seat(seat=company.members.get(user=target), actor=actor)
        except (PermissionDenied, ObjectDoesNotExist, ValidationError):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert company.members.filter(role=SeatRole.OWNER).count() == 1
