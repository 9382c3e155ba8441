import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CompanyMemberFactory,
    FieldFactory,
    MatchFactory,
    NeedFactory,
    PatentFactory,
    ResearcherFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    UniversityStaffFactory,
    UserFactory,
)
from universities.enums import TechnologyState
from yangpu_portal.core.models import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def technology():
    return TechnologyFactory(
        title_en="Low-temperature electrolyte",
        problem_en="Batteries freeze.",
        trl=5,
        price_min=300000,
        price_max=500000,
    )


def page_of(client, technology, prefix="/en") -> str:
    answer = client.get(f"{prefix}/technologies/{technology.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_what_is_known(client, technology):
    TechnologyMetricFactory(technology=technology, name_en="Capacity at −40 °C", value=82, baseline=51)
    page = page_of(client, technology)
    for text in (
        "Batteries freeze.",
        "Level 5 of 9",
        "¥300,000–500,000",
        "Capacity at −40 °C",
        "82 %",
        "51 %",
    ):
        assert text in page


def test_english_text_on_the_chinese_page_says_so(client, technology):
    page = page_of(client, technology, prefix="")
    assert '<h1 lang="en">Low-temperature electrolyte</h1>' in page
    assert '<div class="prose" lang="en">' in page


def test_machine_translation_says_so(client):
    technology = TechnologyFactory(title_zh="译文", source_language="zh-hans", translation_state="machine")
    assert "Machine translation" in page_of(client, technology)


def test_only_inventors_who_agreed_are_named(client, technology):
    technology.inventors.add(
        ResearcherFactory(university=technology.university, name_en="Shown Person", shown_publicly=True),
        ResearcherFactory(university=technology.university, name_en="Hidden Person"),
    )
    page = page_of(client, technology)
    assert "Shown Person" in page
    assert "Hidden Person" not in page


@pytest.mark.parametrize("state", [state for state in TechnologyState if state != TechnologyState.PUBLISHED])
def test_what_is_not_published_is_404_for_strangers(client, technology, state):
    technology.state = state
    technology.save()
    path = f"/technologies/{technology.public_id}/"
    assert client.get(path).status_code == 404
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404
    client.force_login(UniversityStaffFactory(university=technology.university).user)
    assert client.get(path).status_code == 200


def test_company_reads_why_it_was_suggested(client, technology):
    reason = {
        "code": "term",
        "need": {"text": "battery"},
        "offer": {"text": "battery"},
        "language": "en",
        "weight": 1,
    }
    match = MatchFactory(technology=technology, reasons=[reason])
    assert "Why this was suggested" not in page_of(client, technology)
    client.force_login(UserFactory())
    assert "Why this was suggested" not in page_of(client, technology)
    client.force_login(CompanyMemberFactory(company=match.need.company).user)
    page = page_of(client, technology)
    assert "Both mention “battery”." in page
    assert "Strong match" in page
    assert f"/en/needs/{match.need.public_id}/matches/#{match.public_id}" in page


def test_needs_that_it_answers_less_are_folded(client, technology):
    seat = CompanyMemberFactory()
    needs = NeedFactory.create_batch(3, company=seat.company)
    for need, band, probability in zip(needs, ("weak", "weak", "strong"), (0.1, 0.2, 0.9), strict=True):
        MatchFactory(technology=technology, need=need, band=band, probability=probability)
    client.force_login(seat.user)
    page = page_of(client, technology)
    places = [page.index(need.public_id) for need in reversed(needs)]
    assert places[0] < page.index("Further away: 2 more needs of yours") < places[1] < places[2]


def test_queries_do_not_grow_with_rows(client, technology):
    user = CompanyMemberFactory().user
    client.force_login(user)
    counts = []
    for number in (1, 2):
        TechnologyMetricFactory.create_batch(number, technology=technology)
        technology.fields.add(*FieldFactory.create_batch(number))
        technology.patents.add(*PatentFactory.create_batch(number, university=technology.university))
        for need in NeedFactory.create_batch(number, company=user.company_seats.get().company):
            MatchFactory(need=need, technology=technology)
        with CaptureQueriesContext(connection) as captured:
            page_of(client, technology)
        counts.append([entry["sql"] for entry in captured.captured_queries])
    assert len(counts[0]) == len(counts[1]), "\n".join(counts[1])


def test_fields_link_to_the_search(client, technology):
    technology.fields.add(Field.objects.create(code="energy", name_zh="能源", name_en="Energy"))
    assert "/en/technologies/?field=energy" in page_of(client, technology)
