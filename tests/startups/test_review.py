"""The desk of officers: what is read is what is opened, and what is sent back says why."""

import pytest

from startups.enums import NeedState
from startups.models import Need
from tests.factories import CompanyMemberFactory, NeedFactory
from tests.people import AUDITOR, OFFICER, TTO, in_group, signed_in
from yangpu_portal.core.enums import EmailKind
from yangpu_portal.core.models import OutgoingEmail

pytestmark = pytest.mark.django_db
QUEUE = "/admin/startups/need/review/"


@pytest.fixture
def need():
    seat = CompanyMemberFactory()
    return NeedFactory(
        company=seat.company, author=seat.user, state=NeedState.IN_REVIEW, opened_at=None,
        situation_en="Cold.", target_en="Warm.",
    )  # fmt: skip


@pytest.fixture
def officer(client):
    return signed_in(in_group(OFFICER))


def page_of(need: Need) -> str:
    return f"/admin/startups/need/{need.pk}/review/"


def mark(client, need: Need) -> str:
    return client.get(page_of(need)).context["form"]["mark"].value()


def state_of(need: Need) -> str:
    return Need.objects.get(pk=need.pk).state


def test_the_longest_waiting_comes_first(officer, need):
    later = NeedFactory(state=NeedState.IN_REVIEW, opened_at=None)
    NeedFactory(state=NeedState.DRAFT, opened_at=None, title_en="A draft")
    page = officer.get(QUEUE).content.decode()
    assert page.index(need.title_en) < page.index(later.title_en)
    assert "A draft" not in page


def test_an_anonymous_need_is_shown_as_it_becomes_public(officer, need):
    page = officer.get(page_of(need)).content.decode()
    assert "A company in Yangpu" in page or "杨浦某企业" in page


def test_opening_asks_for_a_tick(officer, need):
    seen = mark(officer, need)
    officer.post(page_of(need), {"open": "1", "mark": seen})
    assert state_of(need) == NeedState.IN_REVIEW
    officer.post(page_of(need), {"open": "1", "mark": seen, "read": "on"})
    assert state_of(need) == NeedState.OPEN


def test_sending_back_asks_for_a_reason_which_reaches_the_author(officer, need, client):
    seen = mark(officer, need)
    officer.post(page_of(need), {"send_back": "1", "mark": seen})
    assert state_of(need) == NeedState.IN_REVIEW
    officer.post(page_of(need), {"send_back": "1", "mark": seen, "reason": "Say how cold <b>."})
    assert state_of(need) == NeedState.DRAFT
    mail = OutgoingEmail.objects.get(kind=EmailKind.NEED_REVIEW)
    assert (mail.address, "Say how cold" in mail.text) == (need.author.email, True)
    client.force_login(need.author)
    for path in (f"/en/needs/{need.public_id}/", "/en/needs/", f"/en/needs/{need.public_id}/edit/tried/"):
        assert "Say how cold &lt;b&gt;." in client.get(path).content.decode(), path


def test_a_button_pressed_twice_decides_and_mails_once(officer, need):
    seen = mark(officer, need)
    for _ in range(2):
        officer.post(page_of(need), {"open": "1", "mark": seen, "read": "on"})
    assert need.events.count() == 1
    assert OutgoingEmail.objects.filter(kind=EmailKind.NEED_REVIEW).count() == 1


def test_what_was_changed_while_it_was_read_is_not_opened(officer, need):
    seen = mark(officer, need)
    Need.objects.filter(pk=need.pk).update(target_en="Something else")
    officer.post(page_of(need), {"open": "1", "mark": seen, "read": "on"})
    assert state_of(need) == NeedState.IN_REVIEW


def test_a_claim_is_seen_and_given_back(officer, need):
    officer.post(page_of(need), {"claim": "1"})
    assert Need.objects.get(pk=need.pk).reviewer is not None
    officer.post(page_of(need), {"claim": "1"})
    assert Need.objects.get(pk=need.pk).reviewer is None


def test_auditors_look_and_others_do_not(need):
    auditor = signed_in(in_group(AUDITOR))
    assert auditor.get(page_of(need)).status_code == 200
    assert auditor.post(page_of(need), {"open": "1", "mark": "x", "read": "on"}).status_code == 403
    for client in (signed_in(in_group(TTO)), signed_in(need.author)):
        for path in (QUEUE, page_of(need)):
            assert client.get(path).status_code in (302, 403)
    assert state_of(need) == NeedState.IN_REVIEW


def test_changes_of_a_need_that_was_closed_meanwhile_wait(officer, need):
    closed = NeedFactory(state=NeedState.CLOSED)
    NeedFactory(
        company=closed.company,
        revises=closed,
        state=NeedState.IN_REVIEW,
        opened_at=None,
        title_en="Late change",
    )
    assert "Late change" not in officer.get(QUEUE).content.decode()
