"""The start page of the admin and the pages of single figures."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.queries.figures import fees
from liaison.queries.figures.computed import FIGURES
from tests import factories
from tests.liaison.office.lives import another
from tests.memberships import day
from tests.people import AUDITOR, OFFICER, OFFICIAL, in_group, member_of, signed_in, tto_of
from yangpu_portal.core.models import ListExport

pytestmark = pytest.mark.django_db


@pytest.fixture
def official():
    return signed_in(in_group(OFFICIAL, language="en"))


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def page(client, path="/admin/", **query) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(client, **query) -> dict:
    answer = client.get("/admin/", query)
    groups = [answer.context["waiting"], *(found for _group, found in answer.context["groups"])]
    return {card.figure.name: card for group in groups for card in group}


def rows_listed(client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, url
    changelist = answer.context.get("cl")
    return changelist.queryset.count() if changelist else len(answer.context["rows"])


def lists_of(client, **query) -> tuple[dict[str, str], dict[str, int]]:
    """Where the number of each figure leads, and how many rows must be there."""
    links = {name: card.list_url for name, card in cards(client, **query).items()}
    when = client.get("/admin/", query).context["when"]
    return links, {name: FIGURES[name].value(None, when).count for name in links}


def test_every_number_is_that_of_its_list(official, monkeypatch, people):
    monkeypatch.setattr(fees, "first_recorded_day", lambda: day(-400))
    links, counts = lists_of(official)
    assert set(links) == set(FIGURES)
    assert all(counts.values()), "what counts nothing proves nothing"
    assert {name: rows_listed(official, link) for name, link in links.items()} == counts
    monthly, counts = lists_of(official, period="month")
    changed = [name for name, link in monthly.items() if link != links[name]]
    assert {name: rows_listed(official, monthly[name]) for name in changed} == {
        name: counts[name] for name in changed
    }


def test_every_number_of_a_day_that_is_over_is_that_of_its_list(official, monkeypatch, people):
    asked, later = day(0), timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    links, counts = lists_of(official, day=asked.isoformat())
    for name in ("members", "fees_due", "unmatched_needs"):
        assert counts[name], name
        assert rows_listed(official, links[name]) == counts[name], name


def test_filters_beside_a_figure_keep_it(official):
    html = page(official, "/admin/liaison/membershipterm/", figure="fees_corrected", period="month")
    form = html[html.index('id="filter-form"') :]
    assert '<input type="hidden" name="figure" value="fees_corrected">' in form
    assert '<input type="hidden" name="period" value="month">' in form


def test_every_number_of_the_table_is_that_of_its_list(official, people):
    table = official.get("/admin/").context["tiers"]
    links = [(number, url) for _tier, cells in table["rows"] for number, url in cells if url]
    assert links
    for number, url in links:
        assert rows_listed(official, url) == int(number.replace(",", ""))


def test_numbers_come_with_their_meaning_and_their_sheet(official, people):
    html = page(official)
    for figure in FIGURES.values():
        assert f'data-figure="{figure.name}"' in html
        assert f"/admin/figures/{figure.name}/sheet.xlsx" in html
    assert html.count("<h1") == 1
    assert "What it means" in html


def test_the_sheet_has_the_rows_with_their_kinds(official, people):
    answer = official.get("/admin/figures/due_90/sheet.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    header, first = (list(row) for row in sheet.iter_rows(min_row=1, max_row=2))
    cells = {head.value: cell for head, cell in zip(header, first, strict=True)}
    assert isinstance(cells["To"].value, datetime)
    assert "¥" in cells["Fee"].number_format
    assert sheet.freeze_panes == "A2"
    assert ListExport.objects.get().source == "figure due_90"


def test_charts_stand_beside_their_tables(official, people):
    html = page(official)
    assert html.count('<canvas class="chart"') == html.count("As a table") == 3


def test_a_past_day_links_to_its_own_list(official, people):
    shown = cards(official, day=day(-1).isoformat(), period="month")
    card = shown["members"]
    assert card.list_url == f"/admin/figures/members/?period=month&day={day(-1).isoformat()}"
    assert "As of" in page(official, card.list_url.split("?")[0], day=day(-1).isoformat())
    assert shown["applications"].numbers == ["not recorded"]


@pytest.mark.parametrize("asked", ["2026-02-31", "x", "99999-01-01", "\x00"])
def test_a_day_that_cannot_be_read_is_told(official, asked):
    assert "Write the day as 2026-03-31." in page(official, day=asked)


def test_a_day_to_come_is_told(official):
    assert "still to come" in page(official, day=day(3).isoformat())


@pytest.mark.parametrize("role", [OFFICIAL, OFFICER, AUDITOR])
def test_the_district_sees_all_figures(role):
    assert set(cards(signed_in(in_group(role)))) == set(FIGURES)


def test_a_transfer_officer_sees_the_own_offers_only():
    own = factories.TechnologyFactory(state="published", confirmed_on=day(-400))
    factories.TechnologyFactory(state="published", confirmed_on=day(-400))
    client = signed_in(tto_of(own.university))
    shown = cards(client)
    assert set(shown) == {"stale_offers"}
    assert rows_listed(client, shown["stale_offers"].list_url) == 1
    assert client.get("/admin/figures/members/").status_code == 404
    assert client.get("/admin/figures/members/sheet.xlsx").status_code == 404
    assert len(client.get("/admin/figures/stale_offers/").context["rows"]) == 1


def test_nobody_else_sees_figures():
    assert signed_in(member_of(factories.CompanyFactory())).get("/admin/figures/members/").status_code in (
        302,
        403,
    )
    assert signed_in(None).get("/admin/figures/members/").status_code == 302


def test_unknown_figures_are_not_there(official):
    assert official.get("/admin/figures/nothing/").status_code == 404


def test_the_start_page_takes_the_same_queries_for_one_office_and_three(official, people):
    taken = []
    for more in (1, 2):
        for _number in range(more):
            another()
        official.get("/admin/")
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            official.get("/admin/")
        taken.append(len(queries))
    assert taken[0] == taken[1]
