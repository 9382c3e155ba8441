import re

import pytest

from liaison.models import Match
from startups.enums import NeedState
from tests.factories import CompanyMemberFactory, NeedFactory, TechnologyFactory, UserFactory

pytestmark = pytest.mark.django_db
TITLE = "Battery cells that keep their capacity in the cold"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def need():
    texts = {"title_en": TITLE, "situation_en": "In winter the capacity of our battery cells drops by half."}
    return NeedFactory(state=NeedState.DRAFT, opened_at=None, source_language="en", title_zh="", **texts)


@pytest.fixture
def writer(client, need):
    client.force_login(CompanyMemberFactory(company=need.company).user)
    return client


def line(client, need, **headers) -> str:
    answer = client.get(f"/en/needs/{need.public_id}/possible/", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_is_ranked_as_it_stands_and_nothing_is_stored(writer, need, counting_encoder):
    TechnologyFactory(title_en=TITLE, summary_en="The capacity of battery cells in winter stays at 82 %.")
    shown = line(writer, need, **HTMX)
    assert TITLE in shown
    assert re.search("1 possible match already|The nearest so far", shown)
    assert "<html" not in shown
    assert not Match.objects.exists()


def test_what_is_only_nearest_is_not_called_a_match(writer, need, counting_encoder):
    TechnologyFactory(title_en="Glazing for greenhouses", summary_en="Lets 92 % of the light through.")
    shown = line(writer, need, **HTMX)
    assert "The nearest so far" in shown
    assert "None of them is close yet." in shown
    assert "possible match" not in shown


def test_the_same_text_is_read_once(writer, need, counting_encoder):
    TechnologyFactory(title_en=TITLE)
    line(writer, need, **HTMX)
    counting_encoder.asked.clear()
    line(writer, need, **HTMX)
    assert not counting_encoder.asked


def test_of_a_text_that_grows_only_what_is_new_is_read(writer, need, counting_encoder):
    TechnologyFactory(title_en=TITLE)
    line(writer, need, **HTMX)
    counting_encoder.asked.clear()
    need.situation_en += " Heating films take 6 % of the energy."
    need.save()
    line(writer, need, **HTMX)
    assert counting_encoder.asked
    assert TITLE not in counting_encoder.asked


def test_an_empty_draft_and_an_empty_portal_say_so(writer, need, counting_encoder):
    assert "No possible match yet." in line(writer, need, **HTMX)
    TechnologyFactory(title_en=TITLE)
    need.title_en = need.situation_en = ""
    need.save()
    assert "No possible match yet." in line(writer, need, **HTMX)


def test_without_the_script_it_is_a_page_of_its_own(writer, need, counting_encoder):
    page = line(writer, need)
    assert page.count("<h1") == 1
    assert f"/en/needs/{need.public_id}/edit/" in page


def test_nobody_keeps_the_processor_busy_by_asking(writer, need, counting_encoder):
    path = f"/en/needs/{need.public_id}/possible/"
    codes = [writer.get(path, headers=HTMX).status_code for _ in range(61)]
    assert 204 in codes
    assert set(codes) == {200, 204}
    assert writer.get(path).status_code == 200


def test_a_draft_is_its_companys_alone(client, need):
    path = f"/en/needs/{need.public_id}/possible/"
    assert client.get(path).status_code == 302
    for stranger in (UserFactory(), CompanyMemberFactory().user):
        client.force_login(stranger)
        assert client.get(path).status_code == 404
