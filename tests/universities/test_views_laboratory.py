import pytest

from tests.factories import LaboratoryFactory, TechnologyFactory, UniversityFactory

pytestmark = pytest.mark.django_db


def page_of(client, laboratory) -> str:
    response = client.get(f"/en/universities/{laboratory.university.slug}/laboratories/{laboratory.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_laboratory_shows_what_it_solves_and_has(client):
    laboratory = LaboratoryFactory(
        name_en="Fibre Laboratory",
        name_zh="光纤实验室",
        summary_en="Reads strain.",
        equipment_en="Reading unit, 50 km\nClimate chamber",
    )
    page = page_of(client, laboratory)
    for text in ("光纤实验室", "Reads strain.", "<li>Reading unit, 50 km</li>", "<li>Climate chamber</li>"):
        assert text in page


@pytest.mark.parametrize("agreed", [True, False])
def test_past_cooperation_is_shown_with_consent_only(client, agreed):
    laboratory = LaboratoryFactory(cooperation_en="With a pump maker, 2024", cooperation_agreed=agreed)
    assert ("With a pump maker" in page_of(client, laboratory)) == agreed


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "takes no new companies at the moment"),
        (1, "Meets one new company a month."),
        (4, "Meets up to 4 new companies a month."),
    ],
)
def test_capacity_is_said_in_words(client, number, words):
    laboratory = LaboratoryFactory(monthly_introductions=number)
    TechnologyFactory(university=laboratory.university, laboratory=laboratory)
    page = page_of(client, laboratory)
    assert words in page
    assert ("Ask for an introduction" in page) == (number > 0)


def test_an_introduction_is_about_the_newest_offer(client):
    laboratory = LaboratoryFactory()
    offer = TechnologyFactory(university=laboratory.university, laboratory=laboratory)
    assert f"/en/technologies/{offer.public_id}/introduction/" in page_of(client, laboratory)


def test_a_laboratory_without_offers_says_how_to_reach_it(client, settings):
    page = page_of(client, LaboratoryFactory())
    assert "this laboratory has none yet" in page
    assert f"mailto:{settings.SUPPORT_EMAIL}" in page


def test_a_laboratory_is_found_under_its_own_university_only(client):
    laboratory = LaboratoryFactory()
    other = UniversityFactory()
    assert client.get(f"/universities/{other.slug}/laboratories/{laboratory.slug}/").status_code == 404
    assert client.get(f"/universities/{laboratory.university.slug}/laboratories/none/").status_code == 404
