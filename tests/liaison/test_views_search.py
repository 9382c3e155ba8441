import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import FieldFactory, TechnologyFactory, TechnologyTwinFactory, UniversityFactory
from universities.domain.search import index_technologies
from universities.enums import TechnologyState

pytestmark = pytest.mark.django_db


def offer(**values):
    technology = TechnologyFactory(**values)
    index_technologies(technology_ids=[technology.pk])
    return technology


def found(client, **query) -> set[str]:
    answer = client.get("/en/technologies/", query)
    assert answer.status_code == 200
    return set(re.findall(r"tec_\w+", answer.content.decode()))


@pytest.fixture
def battery():
    return offer(title_zh="可在低温下工作的锂电池电解液", title_en="", source_language="zh-hans")


@pytest.fixture
def label():
    return offer(title_en="Optical anti-counterfeiting labels", summary_en="Tells originals from copies.")


@pytest.mark.parametrize("query", ["锂电池", "低温 电解液", "lithium battery", "electrolyte"])
def test_words_of_both_languages_find_a_chinese_offer(client, battery, label, query):
    assert found(client, q=query) == {battery.public_id}


@pytest.mark.parametrize("query", ["anti-counterfeiting", "防伪", "防伪标签"])
def test_words_of_both_languages_find_an_english_offer(client, battery, label, query):
    assert found(client, q=query) == {label.public_id}


def test_found_words_are_marked_across_languages(client, battery):
    page = client.get("/en/technologies/", {"q": "lithium battery"}).content.decode()
    assert "<mark>锂电池</mark>" in page


def test_when_no_offer_has_all_words_those_with_some_are_shown(client, battery, label):
    answer = client.get("/en/technologies/", {"q": "electrolyte zebra"})
    assert battery.public_id in answer.content.decode()
    assert "No technology has all of these words" in answer.content.decode()


def test_a_paragraph_finds_what_meets_some_of_it(client, battery, label):
    text = "我们的储能柜在冬天用不了，锂电池在低温下容量只剩一半，希望找到新的材料或者办法来解决这个问题。"
    assert found(client, q=text) == {battery.public_id}


def test_nothing_found_offers_ways_on(client, battery):
    page = client.get("/en/technologies/", {"q": "zebra"}).content.decode()
    assert "What you can try" in page


def test_without_words_the_newest_come_first(client, battery, label):
    page = client.get("/en/technologies/").content.decode()
    assert page.index(label.public_id) < page.index(battery.public_id)


def test_filters_narrow(client):
    top = FieldFactory(code="materials")
    below = FieldFactory(code="battery", parent=top)
    university = UniversityFactory(slug="tongji")
    wanted, other = offer(university=university, trl=5), offer(trl=2)
    wanted.fields.add(below)
    for query in ({"field": "materials"}, {"field": "battery"}, {"university": "tongji"}, {"trl": "4-6"}):
        assert found(client, **query) == {wanted.public_id}, query
    assert found(client, trl=["1-3", "4-6"]) == {wanted.public_id, other.public_id}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "%"},
        {"q": "'; DROP TABLE x; --"},
        {"q": "!!! ??? ，。"},
        {"q": "<script>alert(1)</script>"},
        {"q": "😀 \ud800"},
        {"q": "的"},
        {"q": "光"},
        {"q": "a" * 50_000},
        {"q": "电池 " * 10_000},
        {"q": "\\ ' : * & | ( )"},
        {"field": "\x00"},
        {"university": "nowhere"},
        {"trl": "x"},
        {"page": "-1"},
        {"page": "10" * 30},
        {"page": "\x00"},
    ],
)
def test_odd_queries_get_a_page(client, battery, query):
    query = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    answer = client.get("/technologies/", query)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_unknown_filter_value_is_named_and_does_not_narrow(client, battery):
    page = client.get("/en/technologies/", {"university": "nowhere"}).content.decode()
    assert "Select a valid choice" in page
    assert battery.public_id in page


def test_drafts_are_not_found(client):
    draft = offer(title_en="Secret robot", state=TechnologyState.DRAFT, published_at=None)
    assert draft.public_id not in found(client, q="robot")


def test_twenty_a_page_with_real_links(client):
    for number in range(23):
        offer(title_en=f"Robot {number}")
    first = client.get("/en/technologies/", {"q": "robot"}).content.decode()
    assert len(set(re.findall(r"tec_\w+", first))) == 20
    assert 'href="?q=robot&amp;page=2"' in first
    assert len(found(client, q="robot", page=2)) == 3


def test_a_long_paragraph_makes_no_heavy_page(client):
    for number in range(45):
        offer(title_zh=f"锂电池在低温下的使用 {number}", title_en="", source_language="zh-hans")
    answer = client.get(
        "/technologies/", {"q": "我们的储能柜在冬天用不了，锂电池在低温下容量只剩一半。" * 80, "page": "2"}
    )
    assert len(answer.content) < 100_000
    assert 'rel="next"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/en/", "/en/technologies/", "/en/technologies/?q=robot+arm"])
def test_queries_do_not_grow_with_rows(client, path):
    counts = {}
    for number in (1, 3):
        for _ in range(number):
            offer(title_en="Robot arm", university=UniversityFactory()).fields.add(FieldFactory())
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counts[number] = [entry["sql"] for entry in captured.captured_queries]
    assert len(counts[1]) == len(counts[3]), "\n".join(counts[3])


def test_home_shows_counts_examples_and_the_newest(client):
    newest = [offer(title_en=f"Technology number {number}") for number in range(7)]
    again = offer(title_en="Listed twice", university=newest[-1].university)
    TechnologyTwinFactory(technology=again, shown_instead=newest[-1])
    answer = client.get("/en/")
    page = answer.content.decode()
    assert answer.context["counts"][0][0] == 7
    assert again.title_en not in page
    assert newest[-1].title_en in page
    assert newest[0].title_en not in page
    assert "/en/technologies/?q=traffic%20data" in page
