import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.models import MissedSearch
from tests.factories import (
    FieldFactory,
    TechnologyFactory,
    TechnologyTwinFactory,
    UniversityFactory,
    UserFactory,
)
from universities.domain.search import index_technologies
from universities.domain.search_terms import refresh_search_terms
from universities.enums import TechnologyState
from universities.models import Technology

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
        {"after": "-1"},
        {"after": "1.2.3"},
        {"after": "9" * 30 + ".1.1"},
        {"before": "\x00"},
        {"before": "1.1.1"},
        {"sort": "\x00"},
        {"mode": "x" * 5000},
    ],
)
def test_odd_queries_get_a_page(client, battery, query):
    query = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    answer = client.get("/technologies/", query)
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_unknown_filter_value_is_named_and_does_not_narrow(client, battery):
    page = client.get("/en/technologies/", {"university": "nowhere"}).content.decode()
    assert "no such choice: University" in page
    assert battery.public_id in page


def test_drafts_are_not_found(client):
    draft = offer(title_en="Secret robot", state=TechnologyState.DRAFT, published_at=None)
    assert draft.public_id not in found(client, q="robot")


def test_twenty_a_page_and_links_that_lead_on_and_back(client):
    for number in range(45):
        offer(title_en=f"Robot {number}")
    address, pages = "/en/technologies/?q=robot", []
    while address:
        page = client.get(address).content.decode()
        pages.append(re.findall(r'<article class="card" id="(tec_\w+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/en/technologies/{html.unescape(following[1])}" if following else ""
    assert [len(rows) for rows in pages] == [20, 20, 5]
    assert len({row for rows in pages for row in rows}) == 45
    previous = html.unescape(re.search(r'rel="prev" href="([^"]+)"', page)[1])
    back = client.get(f"/en/technologies/{previous}").content.decode()
    assert re.findall(r'<article class="card" id="(tec_\w+)"', back) == pages[1]


def test_a_page_goes_on_where_the_last_one_ended_though_offers_come_and_go(client):
    offers = [offer(title_en=f"Robot {number}") for number in range(30)]
    first = client.get("/en/technologies/").content.decode()
    shown = re.findall(r'<article class="card" id="(tec_\w+)"', first)
    last = next(one for one in offers if one.public_id == shown[-1])
    type(last).objects.filter(pk=last.pk).update(state=TechnologyState.WITHDRAWN)
    offer(title_en="Robot, the newest")
    following = html.unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = client.get(f"/en/technologies/{following}").content.decode()
    rest = re.findall(r'<article class="card" id="(tec_\w+)"', second)
    assert {*shown, *rest} == {one.public_id for one in offers}
    assert not {*shown} & {*rest}


def choices(page: str, facet: str) -> dict[str, int]:
    found = re.findall(rf'name="{facet}" value="([^"]*)".*?<span class="n">(\d+)</span>', page)
    return {value: int(count) for value, count in found}


def test_counts_of_a_facet_respect_the_others_and_not_its_own_choices(client):
    for trl, status in ((2, "granted"), (5, "granted"), (5, "pending"), (8, "pending")):
        offer(trl=trl, ip_status=status)
    page = client.get("/en/technologies/", {"trl": "4-6", "ip": "granted"}).content.decode()
    assert choices(page, "trl") == {"1-3": 1, "4-6": 1}
    assert choices(page, "ip") == {"granted": 1, "pending": 1}


def test_every_facet_narrows(client):
    wanted = offer(
        cooperation_modes=["transfer", "open_licence"],
        ip_status="granted",
        price_min=200_000,
        price_max=300_000,
        confirmed_on=timezone.localdate() - timedelta(days=170),
    )
    offer(
        cooperation_modes=["consulting"],
        ip_status="pending",
        price_min=3_000_000,
        confirmed_on=timezone.localdate() - timedelta(days=190),
    )
    for query in (
        {"mode": ["open_licence"]},
        {"mode": ["open_licence", "equity"]},
        {"ip": "granted"},
        {"price": "100k-500k"},
        {"confirmed": "180"},
    ):
        assert found(client, **query) == {wanted.public_id}, query


def test_a_field_gives_way_to_chosen_ones_below_it(client):
    top = FieldFactory(code="materials", name_en="Materials")
    battery = FieldFactory(code="battery", parent=top)
    one, other = offer(), offer()
    one.fields.add(battery)
    other.fields.add(top)
    assert found(client, field="materials") == {one.public_id, other.public_id}
    assert found(client, field=["materials", "battery"]) == {one.public_id}


def test_chips_take_one_choice_away(client):
    offer(trl=5, ip_status="granted")
    page = client.get("/en/technologies/?q=&trl=4-6&ip=granted").content.decode()
    chips = [html.unescape(url) for url in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert chips == ["?ip=granted", "?trl=4-6"]


def test_nothing_found_names_the_strictest_filter_and_what_it_hides(client):
    for _ in range(3):
        offer(title_en="Robot arm", trl=2, ip_status="granted")
    page = client.get("/en/technologies/", {"q": "robot", "trl": "7-9", "ip": "granted"}).content.decode()
    assert "Without the filter “Technology readiness”" in page
    assert 'href="?q=robot&amp;ip=granted"' in page
    assert "3 technologies" in page
    assert "/en/needs/new/?text=robot" in page


def test_a_miss_is_counted_for_the_officials_without_what_tells_who(client):
    for _ in range(2):
        client.get("/en/technologies/", {"q": "Zebra  me@example.org +86 138 0000 0000"})
    miss = MissedSearch.objects.get()
    assert (miss.text, miss.count, miss.language) == ("zebra … …", 2, "en")


def test_what_a_trigger_keeps_holds_for_bulk_writes_and_raw_sql(client):
    one = offer(title_en="Robot arm", trl=2)
    type(one).objects.filter(pk=one.pk).update(trl=8)
    assert found(client, trl="7-9") == {one.public_id}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE universities_technology SET state = 'withdrawn' WHERE id = %s", [one.pk])
    assert found(client) == set()


def test_sorting_by_readiness_puts_the_readiest_first_and_unstated_last(client):
    offers = [offer(trl=trl) for trl in (3, None, 9)]
    page = client.get("/en/technologies/", {"sort": "trl"}).content.decode()
    order = re.findall(r'<article class="card" id="(tec_\w+)"', page)
    assert order == [offers[2].public_id, offers[0].public_id, offers[1].public_id]


def test_what_a_twin_hides_comes_back_when_the_other_is_withdrawn(client):
    shown = offer(title_en="Robot arm")
    hidden = offer(title_en="Robot arm again", university=shown.university)
    TechnologyTwinFactory(technology=hidden, shown_instead=shown)
    assert found(client, q="robot") == {shown.public_id}
    type(shown).objects.filter(pk=shown.pk).update(state=TechnologyState.WITHDRAWN)
    assert found(client, q="robot") == {hidden.public_id}


def test_an_empty_catalogue_says_so(client):
    page = client.get("/en/technologies/").content.decode()
    assert "No technologies yet" in page


def test_a_long_paragraph_makes_no_heavy_page(client):
    for number in range(45):
        offer(title_zh=f"锂电池在低温下的使用 {number}", title_en="", source_language="zh-hans")
    answer = client.get(
        "/technologies/", {"q": "我们的储能柜在冬天用不了，锂电池在低温下容量只剩一半。" * 80}
    )
    assert len(answer.content) < 100_000
    assert 'rel="next"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/en/technologies/", "/en/technologies/?q=robot+arm"])
def test_queries_do_not_grow_with_rows(client, path):
    counts = {}
    for number in (1, 3):
        for _ in range(number):
            offer(title_en="Robot arm", university=UniversityFactory()).fields.add(FieldFactory())
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        counts[number] = [entry["sql"] for entry in captured.captured_queries]
    assert len(counts[1]) == len(counts[3]), "\n".join(counts[3])


def test_a_kept_list_shows_a_withdrawal_at_once(client):
    first, second = offer(), offer()
    assert found(client) == {first.public_id, second.public_id}

    second.state = TechnologyState.WITHDRAWN
    second.save()
    assert found(client) == {first.public_id}


def test_what_is_kept_for_visitors_is_not_given_to_who_is_signed_in(client):
    offer()
    visitors = client.get("/en/technologies/")
    assert "Sign in" in visitors.content.decode()
    assert "Cookie" in client.get("/en/technologies/").headers["Vary"]

    client.force_login(UserFactory())
    mine = client.get("/en/technologies/").content.decode()
    assert "My pages" in mine
    client.logout()
    assert "My pages" not in client.get("/en/technologies/").content.decode()


class TestSpelling:
    @pytest.fixture(autouse=True)
    def electrolyte(self):
        offer(title_en="Electrolyte for the cold")
        refresh_search_terms()

    def test_a_slip_is_answered_by_the_word_it_may_have_been(self, client):
        page = client.get("/en/technologies/", {"q": "electrolite"}).content.decode()
        assert "Did you mean" in page
        assert '<a href="/en/technologies/?q=electrolyte">electrolyte</a>' in page

    def test_nothing_is_proposed_that_finds_nothing(self, client):
        Technology.objects.update(state="withdrawn")
        assert "Did you mean" not in client.get("/en/technologies/", {"q": "electrolite"}).content.decode()

    def test_what_was_typed_stays_text(self, client):
        page = client.get("/en/technologies/", {"q": "<b>electrolite"}).content.decode()
        assert "<b>electro" not in page
