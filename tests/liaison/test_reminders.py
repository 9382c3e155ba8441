"""Reminders of the last day: when, to whom, once, and never silenced by what happens above."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from liaison.domain.membership import transition_membership
from liaison.domain.membership_clock import roll_over
from liaison.domain.membership_term import agree_renewal, change_term
from liaison.domain.reminder import remind_of_terms
from liaison.enums import MembershipState
from liaison.models import Membership, MembershipReminder
from startups.domain.organisation import add_member
from startups.enums import SeatRole
from tests.at_once import at_once
from tests.factories import UserFactory
from tests.memberships import begun, day, fresh, pay, tiers
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db
State = MembershipState


@pytest.fixture
def root(db):
    return begun(tiers()[0], starts=-30)


@pytest.fixture
def child(root):
    """A branch whose term ends 100 days from now, owned by somebody who reads English."""
    second = root.program.tiers.get(level="second")
    child = begun(second, parent=root, starts=-264)
    add_member(company=child.company, user=UserFactory(language="en"), role=SeatRole.OWNER)
    return child


def reminded(membership: Membership) -> list[int]:
    return list(membership.reminders.order_by("pk").values_list("days_left", flat=True))


def live_through(membership: Membership, first: int, last: int, step: int = 1) -> None:
    """The nights and mornings from so many days before the last day to so many after it."""
    for left in range(first, last - 1, -step):
        on = membership.ends_on - timedelta(days=left)
        roll_over(on=on)
        remind_of_terms(on=on)


def test_each_distance_is_told_of_once(child):
    live_through(child, 93, 89)
    live_through(child, 31, 29)
    live_through(child, 8, 6)
    live_through(child, 1, -2)
    live_through(child, -13, -16)
    assert reminded(child) == [90, 30, 7, 0, -14]
    mails = OutgoingEmail.objects.filter(subject__startswith="Membership of")
    assert sum("ends on" in mail.subject for mail in mails) == 4
    assert sum("ended on" in mail.subject for mail in mails) == 1


def test_a_second_run_tells_nobody_again(child):
    on = child.ends_on - timedelta(days=30)
    assert remind_of_terms(on=on) == 1
    assert remind_of_terms(on=on) == 0


def test_after_an_outage_only_the_nearest_one_goes_out(child):
    live_through(child, 100, 95)
    live_through(child, 5, 5)
    assert reminded(child) == [7]
    live_through(child, 4, -1)
    assert reminded(child) == [7, 0]


def test_what_is_long_over_is_no_news(child):
    on = child.ends_on + timedelta(days=60)
    roll_over(on=on)
    assert remind_of_terms(on=on) == 0


def test_a_branch_is_reminded_though_its_root_was_renewed_and_changed(child, root):
    agree_renewal(membership_id=root.pk)
    pay(root)
    live_through(child, 90, 90)
    transition_membership(membership_id=root.pk, to=State.SUSPENDED, reason="audit")
    live_through(child, 30, 30)
    transition_membership(membership_id=root.pk, to=State.ACTIVE)
    live_through(child, 7, 7)
    assert reminded(child) == [90, 30, 7]
    assert not reminded(root)


def test_the_reminder_of_a_root_is_none_of_its_branch(child, root):
    change_term(membership_id=root.pk, ends_on=child.ends_on, reason="cut")
    live_through(child, 30, 30)
    assert (reminded(root), reminded(child)) == ([30], [30])


@pytest.mark.parametrize("case", ["renewed", "cancelled", "suspended", "ended"])
def test_nobody_is_reminded_of_what_is_settled(child, case):
    if case == "renewed":
        agree_renewal(membership_id=child.pk)
        pay(child)
    else:
        to = {"cancelled": State.CANCELLED, "suspended": State.SUSPENDED, "ended": State.EXPIRED}[case]
        official = UserFactory()
        official.groups.add(Group.objects.get_or_create(name="official")[0])
        transition_membership(membership_id=child.pk, to=to, actor=official, reason="x")
    live_through(fresh(child), 30, 30)
    assert not reminded(child)


def test_a_next_term_that_is_agreed_but_not_paid_is_reminded_of(child):
    agree_renewal(membership_id=child.pk)
    live_through(child, 30, 30)
    assert reminded(child) == [30]


def test_a_moved_last_day_is_told_of_anew(child):
    live_through(child, 30, 30)
    change_term(membership_id=child.pk, ends_on=child.ends_on + timedelta(days=60), reason="longer")
    live_through(fresh(child), 30, 30)
    assert reminded(child) == [30, 30]


def test_a_short_term_is_not_reminded_of_on_its_first_day(root):
    second = root.program.tiers.get(level="second")
    child = begun(second, parent=root, starts=0)
    change_term(membership_id=child.pk, ends_on=day(20), reason="trial")
    assert remind_of_terms() == 0
    live_through(fresh(child), 7, 7)
    assert reminded(child) == [7]


def test_officials_are_told_of_the_top_level(root):
    official = UserFactory(language="en")
    official.groups.add(Group.objects.get_or_create(name="official")[0])
    live_through(root, 90, 90)
    assert OutgoingEmail.objects.filter(user=official, subject__contains="ends on").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once():
    second = begun(tiers()[0], starts=-300).program.tiers.get(level="second")
    root = Membership.objects.get(parent=None)
    child = begun(second, parent=root, starts=-340)
    on = child.ends_on - timedelta(days=7)
    assert at_once(lambda: remind_of_terms(on=on), lambda: remind_of_terms(on=on)) == []
    assert MembershipReminder.objects.filter(membership=child).count() == 1
    assert child.events.filter(change="reminder").count() == 1
