import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from startups.enums import Confidentiality, NeedState
from startups.models import Need
from tests.factories import CompanyFactory, CompanyMemberFactory, FieldFactory, NeedFactory, UserFactory
from yangpu_portal.core.rules import AUDITOR, OFFICER

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


def rows(*filled) -> dict[str, str]:
    data = {"parameters-TOTAL_FORMS": str(max(3, len(filled))), "parameters-INITIAL_FORMS": "0"}
    for number, row in enumerate(filled):
        data |= {f"parameters-{number}-{name}": value for name, value in row.items()}
    return data


def filled(**changes) -> dict[str, object]:
    data = {
        "submission": "key1",
        "language": "en",
        "title": "Cells that work at −30 °C",
        "situation": "Half of the capacity is lost in winter.",
        "confidentiality": "anonymous",
        **rows(
            {"name": "Capacity", "current_value": "50", "comparator": "ge", "target_value": "75", "unit": "%"}
        ),
    }
    return {**data, **changes}


class TestPosting:
    def test_makes_a_draft_with_its_parts(self, own, seat):
        FieldFactory(code="energy")
        data = filled(fields_wanted=["energy"], budget_min="100000", minimum_trl="4", wanted_by="2027-06-30")
        answer = own.post("/en/needs/new/", data)
        need = Need.objects.get()
        assert answer["Location"] == f"/en/needs/{need.public_id}/"
        assert (need.company, need.author, need.state) == (seat.company, seat.user, NeedState.DRAFT)
        assert (need.title_en, need.title_zh, need.minimum_trl) == ("Cells that work at −30 °C", "", 4)
        assert [field.code for field in need.fields.all()] == ["energy"]
        assert [str(parameter) for parameter in need.parameters.all()] == ["Capacity ≥ 75 %"]

    def test_sent_twice_makes_one(self, own):
        first = own.post("/en/needs/new/", filled())
        second = own.post("/en/needs/new/", filled())
        assert Need.objects.count() == 1
        assert first["Location"] == second["Location"]

    def test_two_forms_make_two(self, own):
        own.post("/en/needs/new/", filled())
        own.post("/en/needs/new/", filled(submission="key2"))
        assert Need.objects.count() == 2

    def test_nothing_is_lost_on_an_error(self, own):
        answer = own.post("/en/needs/new/", filled(title="", target="Keep this text"))
        page = answer.content.decode()
        assert answer.status_code == 422
        for kept in ("Keep this text", "Half of the capacity", 'value="Capacity"', 'value="key1"'):
            assert kept in page
        assert '<a href="#id_title">What are you looking for: This field is required.</a>' in page
        assert not Need.objects.exists()

    def test_added_rows_keep_everything_and_complain_of_nothing(self, own):
        page = own.post("/en/needs/new/", filled(title="", add_row="1")).content.decode()
        assert 'name="parameters-4-name"' in page
        assert "Half of the capacity" in page
        assert "Something is missing" not in page

    @pytest.mark.parametrize(
        "change",
        [
            {"budget_min": "5", "budget_max": "1"},
            {"budget_min": "-1"},
            {"budget_max": "9" * 30},
            {"wanted_by": "soon"},
            {"minimum_trl": "10"},
            {"language": "fr"},
            {"confidentiality": "x"},
            {"fields_wanted": ["nowhere"]},
            {"cooperation_modes": ["x"]},
            {"title": "x" * 201},
            {"situation": "x" * 5001},
            {"title": "a\x00b"},
            {"parameters-0-name": ""},
            {"parameters-0-target_value": ""},
            {"parameters-0-target_value": "9" * 30},
            {"parameters-0-target_value": "NaN"},
            {"parameters-TOTAL_FORMS": "x"},
        ],
    )
    def test_bad_values_are_refused_at_the_form(self, own, change):
        assert own.post("/en/needs/new/", filled(**change)).status_code == 422
        assert not Need.objects.exists()

    def test_chooses_among_several_companies_of_ones_own(self, own, seat):
        second = CompanyMemberFactory(user=seat.user).company
        stranger = CompanyFactory()
        assert own.post("/en/needs/new/", filled(company=stranger.pk)).status_code == 422
        own.post("/en/needs/new/", filled(company=second.pk))
        assert Need.objects.get().company == second

    def test_without_a_seat_a_page_says_what_to_do(self, client):
        client.force_login(UserFactory())
        for path in ("/en/needs/", "/en/needs/new/"):
            assert "not yet part of a company" in client.get(path).content.decode()
        assert client.post("/en/needs/new/", filled()).status_code == 403
        assert not Need.objects.exists()


class TestChanging:
    def test_changes_in_the_language_it_was_written_in(self, own, seat):
        need = NeedFactory(company=seat.company, title_zh="译文", state=NeedState.DRAFT)
        own.post(f"/en/needs/{need.public_id}/edit/", filled(language="zh-hans"))
        need.refresh_from_db()
        assert (need.title_en, need.title_zh) == ("Cells that work at −30 °C", "译文")
        assert need.translation_state == "stale"

    def test_form_shows_what_is_stored(self, own, seat):
        need = NeedFactory(company=seat.company, title_en="Stored title")
        assert 'value="Stored title"' in own.get(f"/en/needs/{need.public_id}/edit/").content.decode()

    def test_strangers_cannot(self, client):
        need = NeedFactory()
        path = f"/en/needs/{need.public_id}/edit/"
        assert client.post(path, filled()).status_code == 302
        client.force_login(CompanyMemberFactory().user)
        assert client.get(path).status_code == 403  # the need is public, changing it is not
        assert client.post(path, filled()).status_code == 403
        client.force_login(member_of(AUDITOR))
        assert client.post(path, filled()).status_code == 403
        need.refresh_from_db()
        assert need.title_en != filled()["title"]

    def test_closed_needs_stay_as_they_are(self, own, seat):
        need = NeedFactory(company=seat.company, state=NeedState.CLOSED)
        own.post(f"/en/needs/{need.public_id}/edit/", filled())
        need.refresh_from_db()
        assert need.title_en != filled()["title"]


class TestHandingIn:
    def test_twice_is_once(self, own, seat):
        need = NeedFactory(company=seat.company, state=NeedState.DRAFT)
        for _ in range(2):
            answer = own.post(f"/en/needs/{need.public_id}/submit/", follow=True)
            assert "Handed in" in answer.content.decode()
        need.refresh_from_db()
        assert need.state == NeedState.IN_REVIEW

    def test_withdrawing(self, own, seat):
        need = NeedFactory(company=seat.company)
        own.post(f"/en/needs/{need.public_id}/withdraw/")
        need.refresh_from_db()
        assert need.state == NeedState.WITHDRAWN

    @pytest.mark.parametrize("action", ["submit", "withdraw"])
    def test_strangers_cannot(self, client, action):
        need = NeedFactory()
        path = f"/en/needs/{need.public_id}/{action}/"
        client.force_login(CompanyMemberFactory().user)
        assert client.get(path).status_code == 405
        client.post(path)
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
        for number in (1, 2):
            NeedFactory.create_batch(number, company=seat.company)
            with CaptureQueriesContext(connection) as captured:
                own.get("/en/needs/")
            counts.append([entry["sql"] for entry in captured.captured_queries])
        assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])
