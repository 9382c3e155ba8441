"""Whatever is killed in the middle leaves nothing half-written, and the next try works."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from liaison.domain import matching
from liaison.domain.match_parts import LEASE
from liaison.enums import IssueState, MatchRunState
from liaison.models import Bookmark, DigestIssue, DigestItem, Match, MatchChunk, MatchRun
from liaison.tasks import delete_accounts, match_all_needs, match_unfinished, send_weekly_digests
from startups.enums import NeedState, SeatRole
from startups.models import CompanyMember, Need, NeedEvent
from tests.dying import killed_at_each_step
from tests.factories import (
    BookmarkFactory,
    CompanyMemberFactory,
    MatchFactory,
    NeedFactory,
    TechnologyFactory,
    UniversityFactory,
)
from tests.people import signed_in
from universities.models import Technology, TechnologySearch
from yangpu_portal.core.imports import run as import_run
from yangpu_portal.core.models import OutgoingEmail, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_seat_handed_over_in_a_request():
    owner = CompanyMemberFactory(role=SeatRole.OWNER)
    colleague = CompanyMemberFactory(company=owner.company)
    client = signed_in(owner.user)
    path = reverse("seat_hand_over", args=[colleague.public_id])

    def one_owner() -> None:
        assert CompanyMember.objects.filter(role=SeatRole.OWNER).count() == 1

    assert killed_at_each_step(lambda: client.post(path), one_owner) > 2
    assert CompanyMember.objects.get(role=SeatRole.OWNER) == colleague


def test_a_need_closed_in_a_request():
    seat = CompanyMemberFactory(role=SeatRole.OWNER)
    need = NeedFactory(company=seat.company, state=NeedState.OPEN)
    client = signed_in(seat.user)
    path = reverse("need_close", args=[need.public_id])

    def state_and_event_agree() -> None:
        closed = Need.objects.get(pk=need.pk).state == NeedState.CLOSED
        assert NeedEvent.objects.filter(need=need).count() == closed

    assert killed_at_each_step(lambda: client.post(path), state_and_event_agree) > 2
    assert Need.objects.get(pk=need.pk).state == NeedState.CLOSED


def test_accounts_deleted_by_the_task():
    people = [CompanyMemberFactory(role=SeatRole.OWNER).user for _ in range(2)]
    for user in people:
        EmailAddress.objects.create(user=user, email=user.email, verified=True)
        BookmarkFactory(user=user)
        NeedFactory(company=user.company_seats.get().company, author=user)
    User.objects.update(deletion_due_at=timezone.now() - timedelta(days=1))

    def all_of_a_person_or_nothing() -> None:
        left = User.objects.count()
        gone = 2 - left
        assert EmailAddress.objects.count() == Bookmark.objects.count() == left
        assert CompanyMember.objects.count() == left
        assert Need.objects.filter(state=NeedState.CLOSED, author=None).count() == gone

    assert killed_at_each_step(delete_accounts, all_of_a_person_or_nothing) > 2
    assert not User.objects.exists()


def test_digests_sent_by_the_task(counting_encoder):
    for _person in range(2):
        seat = CompanyMemberFactory()
        MatchFactory(need=NeedFactory(company=seat.company))

    def every_issue_has_its_mail() -> None:
        mailed = DigestIssue.objects.filter(state=IssueState.MAILED)
        assert mailed.filter(email__isnull=False).count() == mailed.count() == OutgoingEmail.objects.count()
        assert DigestItem.objects.count() == mailed.count()

    assert killed_at_each_step(send_weekly_digests, every_issue_has_its_mail) > 2
    assert OutgoingEmail.objects.values("user").distinct().count() == OutgoingEmail.objects.count() == 2


def test_offers_imported_in_batches(monkeypatch, tmp_path):
    monkeypatch.setattr(import_run, "BATCH", 2)
    university = UniversityFactory()
    file = tmp_path / "offers.csv"
    file.write_text("title,summary\n" + "".join(f"Pump {n},It pumps.\n" for n in range(4)))

    def whole_batches_that_can_be_found() -> None:
        assert Technology.objects.count() in (0, 2, 4)
        assert TechnologySearch.objects.count() == Technology.objects.count()

    def load() -> None:
        call_command("import_offers", str(file), "--university", university.slug, "--publish", verbosity=0)

    assert killed_at_each_step(load, whole_batches_that_can_be_found) > 2
    assert Technology.objects.filter(published_at__isnull=False).count() == 4


def test_a_run_of_matching(monkeypatch, counting_encoder):
    monkeypatch.setattr(matching, "NEEDS_PER_CHUNK", 2)
    TechnologyFactory.create_batch(2)
    NeedFactory.create_batch(3)
    assert killed_at_each_step(match_all_needs, lambda: None) > 2

    def each_pair_once() -> None:
        assert Match.objects.count() == Match.objects.values("need", "technology").distinct().count()
        done = MatchRun.objects.filter(state=MatchRunState.DONE)
        assert not MatchChunk.objects.filter(run__in=done, done=False).exists()
        # The half hour passes after which others take over what the dead had begun.
        MatchChunk.objects.filter(done=False).update(claimed_at=F("claimed_at") - LEASE, attempts=0)
        MatchRun.objects.update(started_at=F("started_at") - LEASE)

    assert killed_at_each_step(match_unfinished, each_pair_once) > 2
    match_unfinished()
    assert Match.objects.filter(is_current=True).count() == 6
    assert not MatchRun.objects.filter(state=MatchRunState.RUNNING).exists()
