import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from startups.enums import ParkLevel
from tests.factories import CompanyFactory, FieldFactory, SciTechParkFactory, UniversityFactory

pytestmark = pytest.mark.django_db


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def furnished_park(**values):
    park = SciTechParkFactory(
        latitude="31.300", longitude="121.508", university=UniversityFactory(), **values
    )
    park.fields.add(FieldFactory(), FieldFactory())
    return park


@pytest.mark.parametrize("page", ["parks", "park"])
def test_queries_do_not_grow_with_rows(client, page):
    counts = []
    for number in (1, 2):
        for _park in range(number):
            park = furnished_park()
        for company in CompanyFactory.create_batch(2 * number - 1, park=park):
            company.fields.add(FieldFactory())
        counts.append(queries(client, "/en/parks/" if page == "parks" else f"/en/parks/{park.slug}/"))
    assert counts[0] == counts[1]


def test_parks_stand_on_the_map_and_beside_it_under_the_same_number(client):
    furnished_park(name_en="Riverside Park")
    SciTechParkFactory(name_en="Park Somewhere")
    page = client.get("/en/parks/").content.decode()
    assert re.search(
        r'<a class="marker district" href="/en/parks/[\w-]+/" aria-label="1 Riverside Park">', page
    )
    listed, unplaced = page.split("Not on the map")
    assert "Riverside Park" in listed
    assert "Park Somewhere" in unplaced


def test_the_map_is_drawn_without_style_or_foreign_host(client):
    furnished_park()
    drawing = client.get("/en/parks/").content.decode().partition("<svg viewBox")[2].partition("</svg>")[0]
    assert "style" not in drawing
    assert "http" not in drawing


def test_parks_filter_by_field_and_its_parent_and_by_level(client):
    parent = FieldFactory()
    below = FieldFactory(parent=parent)
    wanted = SciTechParkFactory(name_en="Wanted Park", level=ParkLevel.NATIONAL)
    wanted.fields.add(below)
    SciTechParkFactory(name_en="Other Park")
    for query in (f"field={parent.code}", f"field={below.code}", "level=national"):
        page = client.get(f"/en/parks/?{query}").content.decode()
        assert "Wanted Park" in page, query
        assert "Other Park" not in page, query


def test_no_park_under_a_filter_offers_the_way_back(client):
    SciTechParkFactory()
    page = client.get("/en/parks/?level=municipal").content.decode()
    assert "No park here" in page
    assert "See all parks" in page


@pytest.mark.parametrize("query", ["field=nothing", "level=high", "field=%00", "page=x"])
def test_odd_filter_values_never_break_the_list(client, query):
    SciTechParkFactory(name_en="Some Park")
    response = client.get(f"/en/parks/?{query}")
    assert response.status_code == 200
    assert "Some Park" in response.content.decode()


def test_a_park_tells_its_facts_and_stands_out_on_the_map(client):
    park = furnished_park(name_en="This Park", name_zh="此园", operator="Park Ltd.", incubation_area=12500)
    page = client.get(f"/en/parks/{park.slug}/").content.decode()
    for fact in ("此园", "Park Ltd.", "12,500 m²", park.university.name_en, park.fields.first().name_en):
        assert fact in page
    assert 'class="marker district selected"' in page


def test_a_park_without_position_has_no_map(client):
    park = SciTechParkFactory()
    assert "<svg viewBox" not in client.get(f"/en/parks/{park.slug}/").content.decode()


def test_only_listed_companies_are_shown_in_a_park_and_counted(client):
    park = SciTechParkFactory()
    CompanyFactory(park=park, name_en="Open Company")
    CompanyFactory(park=park, name_en="Hidden Company", listed=False)
    page = client.get(f"/en/parks/{park.slug}/").content.decode()
    assert "Open Company" in page
    assert "Hidden Company" not in page
    assert "1 company" in client.get("/en/parks/").content.decode()


def test_an_unknown_park_is_404(client):
    assert client.get("/parks/nowhere/").status_code == 404


def test_a_university_names_the_parks_affiliated_with_it(client):
    park = furnished_park(name_en="Its Park")
    SciTechParkFactory(name_en="Another Park")
    page = client.get(f"/en/universities/{park.university.slug}/").content.decode()
    assert "Its Park" in page
    assert "Another Park" not in page
