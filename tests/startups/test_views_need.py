import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from startups.domain.need import transition_needs
from startups.enums import Confidentiality, NeedState
from startups.models import Need
from tests.factories import CompanyMemberFactory, NeedFactory, UserFactory
from yangpu_portal.core.rules import OFFICER

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return CompanyMemberFactory()


@pytest.fixture
def own(client, seat):
    """A client signed in as a person of a company."""
    client.force_login(seat.user)
    return client


def member_of(group):
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


class TestChangingAnOpenNeed:
    @pytest.fixture
    def need(self, seat):
        return NeedFactory(
            company=seat.company, title_en="Stored title", situation_en="Cold.", target_en="Warm.",
            confidentiality=Confidentiality.PUBLIC,
        )  # fmt: skip

    @pytest.fixture
    def copy(self, own, need):
        own.post(f"/en/needs/{need.public_id}/change/")
        return Need.objects.get(revises=need)

    def test_the_open_text_stands_until_an_officer_has_read_the_new_one(self, own, need, copy):
        own.post(f"/en/needs/{copy.public_id}/edit/problem/", {"title": "New title", "situation": "Cold."})
        own.post(f"/en/needs/{copy.public_id}/submit/")
        need.refresh_from_db()
        assert (need.title_en, need.state) == ("Stored title", NeedState.OPEN)
        transition_needs(need_ids=[copy.pk], to=NeedState.OPEN, actor=member_of(OFFICER))
        need.refresh_from_db()
        assert (need.title_en, need.state) == ("New title", NeedState.OPEN)
        assert not Need.objects.filter(revises=need).exists()

    def test_it_is_told_before_anything_is_changed(self, own, need):
        page = own.get(f"/en/needs/{need.public_id}/edit/").content.decode()
        assert "stays as it is while you write" in page

    def test_begun_twice_is_one_copy(self, own, need, copy):
        own.post(f"/en/needs/{need.public_id}/change/")
        assert Need.objects.filter(revises=need).count() == 1

    def test_what_tells_less_holds_at_once_and_what_tells_more_waits(self, own, need, copy):
        Need.objects.filter(pk=copy.pk).update(confidentiality=Confidentiality.OFFICERS)
        own.post(f"/en/needs/{copy.public_id}/submit/")
        need.refresh_from_db()
        assert need.confidentiality == Confidentiality.OFFICERS
        own.post(f"/en/needs/{copy.public_id}/take-back/")
        Need.objects.filter(pk=copy.pk).update(confidentiality=Confidentiality.PUBLIC)
        own.post(f"/en/needs/{copy.public_id}/submit/")
        need.refresh_from_db()
        assert need.confidentiality == Confidentiality.OFFICERS

    def test_a_copy_is_in_no_list_and_can_be_discarded(self, own, client, need, copy):
        assert copy.public_id not in own.get("/en/needs/").content.decode()
        own.post(f"/en/needs/{copy.public_id}/discard/")
        need.refresh_from_db()
        assert need.title_en == "Stored title"
        assert not Need.objects.filter(pk=copy.pk).exists()

    def test_strangers_cannot(self, client, need):
        client.force_login(CompanyMemberFactory().user)
        assert client.post(f"/en/needs/{need.public_id}/change/").status_code == 403
        assert client.get(f"/en/needs/{need.public_id}/edit/").status_code == 403
        assert not Need.objects.filter(revises=need).exists()


class TestEnding:
    def test_closing_and_opening_again_keeps_its_date(self, own, seat):
        need = NeedFactory(company=seat.company)
        opened = need.opened_at
        own.post(f"/en/needs/{need.public_id}/close/")
        need.refresh_from_db()
        assert need.state == NeedState.CLOSED
        own.post(f"/en/needs/{need.public_id}/reopen/")
        need.refresh_from_db()
        assert (need.state, need.opened_at) == (NeedState.OPEN, opened)

    def test_withdrawing(self, own, seat):
        need = NeedFactory(company=seat.company)
        own.post(f"/en/needs/{need.public_id}/withdraw/")
        need.refresh_from_db()
        assert need.state == NeedState.WITHDRAWN

    @pytest.mark.parametrize("action", ["submit", "withdraw", "close", "reopen", "take-back", "discard"])
    def test_strangers_cannot(self, client, action):
        need = NeedFactory()
        path = f"/en/needs/{need.public_id}/{action}/"
        client.force_login(CompanyMemberFactory().user)
        assert client.get(path).status_code == 405
        assert client.post(path).status_code == 403
        need.refresh_from_db()
        assert need.state == NeedState.OPEN


class TestReading:
    @pytest.mark.parametrize(
        ("state", "confidentiality", "visitor"),
        [
            ("open", "public", 200),
            ("open", "anonymous", 200),
            ("open", "officers", 404),
            ("draft", "public", 404),
            ("withdrawn", "anonymous", 404),
        ],
    )
    def test_who_sees_it(self, client, seat, state, confidentiality, visitor):
        need = NeedFactory(company=seat.company, state=state, confidentiality=confidentiality)
        path = f"/en/needs/{need.public_id}/"
        assert client.get(path).status_code == visitor
        client.force_login(seat.user)
        assert client.get(path).status_code == 200
        client.force_login(member_of(OFFICER))
        assert client.get(path).status_code == 200

    @pytest.mark.parametrize(("confidentiality", "named"), [("public", True), ("anonymous", False)])
    def test_anonymous_needs_hide_the_company(self, client, confidentiality, named):
        need = NeedFactory(confidentiality=confidentiality)
        page = client.get(f"/en/needs/{need.public_id}/").content.decode()
        assert (need.company.name_en in page) is named

    def test_own_anonymous_need_names_the_company(self, own, seat):
        need = NeedFactory(company=seat.company, confidentiality=Confidentiality.ANONYMOUS)
        assert seat.company.name_en in own.get(f"/en/needs/{need.public_id}/").content.decode()

    def test_only_the_company_finds_buttons(self, client, seat):
        need = NeedFactory(company=seat.company)
        path = f"/en/needs/{need.public_id}/"
        for text in ("See the matches", "Withdraw"):
            assert text not in client.get(path).content.decode()
        client.force_login(seat.user)
        for text in ("See the matches", "Withdraw"):
            assert text in client.get(path).content.decode()

    def test_list_holds_own_needs_only(self, own, seat):
        mine, other = NeedFactory(company=seat.company, state=NeedState.DRAFT), NeedFactory()
        page = own.get("/en/needs/").content.decode()
        assert mine.title_en in page
        assert other.public_id not in page

    def test_queries_do_not_grow_with_rows(self, own, seat):
        counts = []
        own.get("/en/needs/")  # the first visit notes the session
        for number in (1, 2):
            NeedFactory.create_batch(number, company=seat.company)
            with CaptureQueriesContext(connection) as captured:
                own.get("/en/needs/")
            counts.append([entry["sql"] for entry in captured.captured_queries])
        assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
