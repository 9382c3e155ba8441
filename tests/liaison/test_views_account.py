import pytest
from django.test import Client

from liaison.domain.digest import choose_frequency, stop_token
from liaison.enums import Frequency
from liaison.models import DigestSubscription, MatchingPreference
from liaison.queries.links import personal_matching
from startups.enums import SeatRole
from tests.factories import CompanyMemberFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscription():
    return choose_frequency(user=UserFactory(), frequency=Frequency.WEEKLY)


def stop_path(subscription) -> str:
    return f"/en/mail/stop/{stop_token(subscription)}/"


def frequency() -> str:
    return DigestSubscription.objects.get().frequency


def test_account_stores_name_language_and_mail(client):
    user = UserFactory()
    client.force_login(user)
    data = {"name": "王小明", "latin_name": "Wang Xiaoming", "language": "zh-hans", "frequency": "off"}
    answer = client.post("/en/account/", data)
    assert answer["Location"] == "/account/"
    user.refresh_from_db()
    assert (user.name, user.latin_name, user.language) == ("王小明", "Wang Xiaoming", "zh-hans")
    assert frequency() == Frequency.OFF


def test_account_keeps_what_was_typed_when_something_is_missing(client):
    client.force_login(UserFactory())
    answer = client.post(
        "/en/account/", {"name": "", "latin_name": "Kept Name", "language": "en", "frequency": "off"}
    )
    assert answer.status_code == 422
    assert "Kept Name" in answer.content.decode()
    assert not DigestSubscription.objects.exists()


def save_account(client, **changes):
    data = {"name": "Owner", "latin_name": "", "language": "en", "frequency": "off"}
    return client.post("/en/account/", data | changes)


def test_an_owner_switches_the_company_s_own_feedback_off_and_on(client):
    seat = CompanyMemberFactory(role=SeatRole.OWNER)
    client.force_login(seat.user)
    name = f"personal_{seat.company.public_id}"
    assert "Use our feedback for our own suggestions" in client.get("/en/account/").content.decode()
    save_account(client)
    assert not personal_matching(seat.company)
    save_account(client, **{name: "on"})
    assert personal_matching(seat.company)


def test_saving_the_account_unchanged_leaves_the_choice_alone(client):
    seat = CompanyMemberFactory(role=SeatRole.OWNER)
    client.force_login(seat.user)
    save_account(client, **{f"personal_{seat.company.public_id}": "on"})
    assert not MatchingPreference.objects.exists()


def test_only_owners_choose_for_the_company(client):
    seat = CompanyMemberFactory(role=SeatRole.MEMBER)
    client.force_login(seat.user)
    assert "Use our feedback" not in client.get("/en/account/").content.decode()
    save_account(client)
    assert personal_matching(seat.company)


def test_opening_the_stop_link_changes_nothing(client, subscription):
    assert "Stop the weekly mail?" in client.get(stop_path(subscription)).content.decode()
    assert frequency() == Frequency.WEEKLY


def test_one_click_stops_without_cookie_or_token(subscription):
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = client.post(stop_path(subscription), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert frequency() == Frequency.OFF


def test_forged_stop_link_is_404(client, subscription):
    assert client.post(f"{stop_path(subscription)[:-4]}xyz/").status_code == 404
    assert frequency() == Frequency.WEEKLY
