"""Columns found by name, and values as people write them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from universities.imports.offers import OFFER_FIELDS
from yangpu_portal.core.imports.columns import match_columns
from yangpu_portal.core.imports.dates import read_date
from yangpu_portal.core.imports.issue_file import safe_cell
from yangpu_portal.core.imports.money import read_amounts
from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.imports.sections import divide
from yangpu_portal.core.imports.values import as_text, read_keywords, read_level, read_text, read_title
from yangpu_portal.core.tables import CellFault, TableError


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def warnings():
    return []


def uses(names, **mapping):
    return {use.column: use.target for use in match_columns(names, OFFER_FIELDS, mapping).uses}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Title", "title"),
        ("TITLE *", "title"),
        ("成果名称", "title"),
        ("标题（英文）", "title_en"),
        ("中文标题", "title_zh"),
        ("title_cn", "title_zh"),
        ("Abstract EN", "description_en"),
        ("Case Number", "id"),
        ("publication_number", "id"),
        ("关键词", "keywords"),
        ("attributes.name", "title"),
        ("参考价格（万元）", "price"),
        ("技术成熟度（必填）", "trl"),
        ("应用领域", "applications"),
    ],
)
def test_columns_are_found_by_name_in_both_languages(name, target):
    assert uses([name]) == {name: target}


def test_the_best_name_wins_and_long_texts_join():
    assert uses(["name", "title", "abstract", "benefits", "e-mail"]) == {
        "title": "title",
        "abstract": "description",
        "benefits": "description",
    }
    assert match_columns(["name", "title"], OFFER_FIELDS, {}).unused == ("name",)


def test_a_mapping_goes_before_names():
    assert uses(["headline", "title"], TITLE="-", headline="title_en") == {"headline": "title_en"}


def test_mappings_to_nothing_list_what_there_is():
    with pytest.raises(TableError, match=r"“Nmae”\. Its columns: Name, Text"):
        uses(["Name", "Text"], Nmae="title")
    with pytest.raises(TableError, match=r"“titel”\. Known: title"):
        uses(["Name"], Name="titel")
    with pytest.raises(TableError, match="No column is known by name: a, b"):
        uses(["a", "b"])


@pytest.mark.parametrize(
    "cell",
    [
        "2015-03-10",
        "2015/3/10",
        "2015.03.10",
        "20150310",
        "2015年3月10日",
        "10 March 2015",
        "10-Mar-2015",
        "March 10, 2015",
        "10th March 2015",
        "10/03/2015",
        "2015-03-10T08:00:00Z",
        datetime(2015, 3, 10, 8),
        date(2015, 3, 10),
    ],
)
def test_dates_as_people_write_them(cell):
    assert read_date(cell) == date(2015, 3, 10)


def test_dates_that_are_month_first_or_without_a_day():
    assert read_date("06/16/2024") == date(2024, 6, 16)
    assert read_date("2024年2月") == date(2024, 2, 29)
    assert read_date("September 2015") == date(2015, 9, 30)


@pytest.mark.parametrize("cell", ["soon", "31 February 2015", "2015-13-01", "13/13/2015", "1234"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(CellError):
        read_date(cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50万", (500_000, 500_000, None)),
        ("50-100万元", (500_000, 1_000_000, "CNY")),
        ("50万元～1.5亿元", (500_000, 150_000_000, "CNY")),
        ("¥1,200.50", (Decimal("1200.50"), Decimal("1200.50"), "CNY")),
        ("USD 5,000 to 8,000", (5000, 8000, "USD")),
        ("100万元以内", (None, 1_000_000, "CNY")),
        ("up to $2 million", (None, 2_000_000, "USD")),
        ("20万起", (200_000, None, None)),
        ("100", (100, 100, None)),
        ("面议", (None, None, None)),
    ],
)
def test_amounts_of_money(text, expected, warnings):
    assert read_amounts(text, "price", warnings.append) == expected


def test_the_unit_in_the_name_of_the_column_counts(warnings):
    assert read_amounts(50.0, "价格（万元）", warnings.append) == (500_000, 500_000, "CNY")


@pytest.mark.parametrize("text", ["-5", "100-50", "9" * 13])
def test_impossible_amounts_are_refused(text, warnings):
    with pytest.raises(CellError):
        read_amounts(text, "price", warnings.append)


@pytest.mark.parametrize(
    ("cell", "level"),
    [("TRL 6", 6), (6.0, 6), ("4-5", 4), ("中试", 6), ("TRL7（现场）", 7), ("mature", None)],
)
def test_readiness_levels(cell, level, warnings):
    assert read_level(cell, warnings.append) == level
    assert bool(warnings) == (level is None)


@pytest.mark.parametrize("cell", ["12", "0", "4.5"])
def test_impossible_levels_are_refused(cell, warnings):
    with pytest.raises(CellError):
        read_level(cell, warnings.append)


@pytest.mark.parametrize(
    "cell", ["电池;快换，Drone、电池", '["电池", "快换", "Drone"]', ["电池", "快换", "Drone"]]
)
def test_keywords_are_divided_and_each_kept_once(cell, warnings):
    assert read_keywords(cell, warnings.append) == ["电池", "快换", "Drone"]


def test_a_keyword_too_long_is_left_out_with_a_warning(warnings):
    assert read_keywords("x" * 121 + ";short", warnings.append) == ["short"]
    assert len(warnings) == 1


def test_texts_are_cleaned():
    assert read_text("<p>One &amp; <b>two</b></p><p>p < 0.05</p>") == "One & two\n\np < 0.05"
    assert (
        read_title("A  NOVEL METHOD\nFOR WATER TREATMENT BY NASA")
        == "A novel method for water treatment by NASA"
    )
    assert read_title("nul\0and\ud800surrogate") == "nul and surrogate"


def test_titles_too_long_are_refused_with_both_lengths():
    with pytest.raises(CellError, match=r"300 characters \(417\)"):
        read_title("x" * 417)


def test_numbers_of_workbooks_are_written_as_people_write_them():
    assert [as_text(cell) for cell in (1.0, 12, 1.5, True, date(2026, 1, 2), None)] == [
        "1",
        "12",
        "1.5",
        "True",
        "2026-01-02",
        "",
    ]
    with pytest.raises(CellError, match="no stored value"):
        as_text(CellFault("no stored value"))


def test_labelled_parts_of_a_cell_are_told_from_text_with_colons():
    labels = {"Title", "Abstract", "摘要", "标题"}
    text = "Title: A pump\nAbstract: It works.\nNote: cheap"
    assert divide(text, labels.__contains__) == [("Title", "A pump"), ("Abstract", "It works.\nNote: cheap")]
    assert divide("标题：泵\n摘要：可用", labels.__contains__) == [("标题", "泵"), ("摘要", "可用")]
    assert divide("Intro\nTitle: x", labels.__contains__) == [("", "Intro\nTitle: x")]
    assert [label for label, _part in divide("泵 [SEP] a b [SEP] 可用", labels.__contains__)] == [
        "title",
        "keywords",
        "description",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_texts_that_spreadsheets_take_for_formulas_are_quoted(text):
    assert safe_cell(text) == f"'{text}"
