"""manage.py import_offers: what goes in, what is refused, and what a second run does."""

import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import Workbook

from tests.core.test_tables import inline, sheet_book
from tests.factories import TechnologyFactory, UniversityFactory
from universities.domain.technology import publish_technologies
from universities.enums import TechnologyState
from universities.models import Technology, TechnologySearch
from universities.signals import technology_published
from yangpu_portal.core.imports import run as import_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def university():
    return UniversityFactory(slug="fudan-university")


@pytest.fixture
def load(university, tmp_path):
    """Imports CSV text, or a file, and returns what was printed."""

    def run(content, *options):
        path = content
        if isinstance(content, str):
            path = tmp_path / "offers.csv"
            path.write_text(content, encoding="utf-8")
        out, err = StringIO(), StringIO()
        run.output = (out, err)
        call_command(
            "import_offers", str(path), "--university", university.slug, *options, stdout=out, stderr=err
        )
        return out.getvalue() + err.getvalue()

    return run


def refused(load, *arguments):
    """Runs an import that must end with exit code 1, and returns what it said about rows."""
    with pytest.raises(CommandError) as error:
        load(*arguments)
    assert error.value.returncode == 1
    return "".join(stream.getvalue() for stream in load.output)


def test_a_row_becomes_a_draft_that_search_knows(load, university):
    load(
        "编号,成果名称,摘要,关键词,技术成熟度,参考价格（万元）,知识产权,合作方式,应用领域\n"
        "A-1,无人机电池快换装置,<p>三分钟完成更换。</p>,电池；无人机,"
        "TRL 6,50-80,已授权,技术转让、作价入股,物流\n"
    )
    technology = Technology.objects.get()
    assert technology.university == university
    assert technology.external_id == "A-1"
    assert technology.title_zh == "无人机电池快换装置"
    assert technology.description_zh == "三分钟完成更换。"
    assert technology.keywords_zh == ["电池", "无人机"]
    assert (technology.trl, technology.ip_status) == (6, "granted")
    assert (technology.price_min, technology.price_max) == (Decimal(500_000), Decimal(800_000))
    assert technology.cooperation_modes == ["transfer", "equity"]
    assert technology.applications_zh == "物流"
    assert technology.source_language == "zh-hans"
    assert technology.state == TechnologyState.DRAFT
    assert "无人" in TechnologySearch.objects.get(technology=technology).document


def test_each_text_goes_to_its_language(load):
    load(
        "id,title,abstract,keywords\n1,A pump without a seal,The impeller floats.,pump\n"
        "2,无密封泵,叶轮悬浮。,floating impeller\n3,CART3D,网格生成软件。,网格\n"
    )
    english, chinese, short = Technology.objects.order_by("external_id")
    assert (english.title_en, english.source_language) == ("A pump without a seal", "en")
    assert (chinese.description_zh, chinese.keywords_en) == ("叶轮悬浮。", ["floating impeller"])
    assert (short.title_zh, short.source_language) == ("CART3D", "zh-hans")


def test_paired_columns_go_where_they_say(load):
    load("id,title_zh,title_en,abstract_en\n1,无密封泵,Seal-free pump,It floats.\n")
    technology = Technology.objects.get()
    assert (technology.title_zh, technology.title_en) == ("无密封泵", "Seal-free pump")
    assert (technology.source_language, technology.translation_state) == ("zh-hans", "human")


def test_the_language_can_be_given(load):
    load("id,title\n1,Gwasanaeth newydd sbon\n", "--language", "zh-hans")
    assert Technology.objects.get().title_zh == "Gwasanaeth newydd sbon"


def test_labelled_and_joined_parts_of_a_cell_are_divided(load):
    load(
        'publication_number,text\nCN1,"Title: 水电机组仿真方法\n'
        'Keywords: simulation; output\nAbstract: 本发明公开了方法。"\n'
        "CN2,测评方法 [SEP] heart rate monitoring [SEP] 本发明提出了方法。\n"
    )
    first, second = Technology.objects.order_by("external_id")
    assert (first.title_zh, first.keywords_en) == ("水电机组仿真方法", ["simulation", "output"])
    assert first.description_zh == "本发明公开了方法。"
    assert (second.title_zh, second.description_zh) == ("测评方法", "本发明提出了方法。")


def test_a_second_run_changes_nothing(load):
    content = "id,title,abstract\n1,Alpha pump,Light.\n2,Beta pump,Quiet.\n"
    load(content)
    before = list(Technology.objects.values())
    assert "2 same" in load(content)
    assert list(Technology.objects.values()) == before


def test_rows_without_an_id_are_known_by_their_title(load):
    load("title,abstract\nAlpha pump,Light.\n")
    assert "1 changed" in load("title,abstract\nALPHA  pump,Lighter.\n")
    assert Technology.objects.count() == 1


def test_changed_cells_change_their_columns_and_nothing_else(load):
    load("id,title,abstract,trl\n1,Alpha pump,Light.,4\n2,Beta pump,Quiet.,5\n")
    first = Technology.objects.get(external_id="1")
    publish_technologies(technology_ids=[first.pk])
    Technology.objects.filter(pk=first.pk).update(limits_en="Not for acids", title_zh="甲泵", trl=6)
    output = load("id,title,abstract,trl\n1,Alpha pump,Lighter.,\n2,Beta pump,Quiet.,5\n", "--dry-run")
    assert "changed: 甲泵 (description_en)" in output or "changed: Alpha pump (description_en)" in output
    assert "1 changed, 1 same" in load(
        "id,title,abstract,trl\n1,Alpha pump,Lighter.,\n2,Beta pump,Quiet.,5\n"
    )
    first.refresh_from_db()
    assert (first.description_en, first.trl, first.limits_en) == ("Lighter.", 6, "Not for acids")
    assert (first.state, first.title_zh) == (TechnologyState.PUBLISHED, "甲泵")
    assert "lighter" in TechnologySearch.objects.get(technology=first).document


def test_offers_of_other_universities_are_left_alone(load):
    other = TechnologyFactory(external_id="1", title_en="Other")
    load("id,title\n1,Alpha pump\n")
    other.refresh_from_db()
    assert other.title_en == "Other"
    assert Technology.objects.count() == 2


def test_bad_rows_are_reported_and_the_rest_goes_in(load):
    long = "x" * 417
    output = refused(
        load,
        f"id,title,trl,price\n1,Alpha,4,50万\n2,Beta,12,100-50\n3,{long},4,\n4,Delta,4,\n5,,4,\n6,Zeta,4,9,9\n",
    )
    assert "6 rows read: 2 new, 0 changed, 0 same, 4 wrong" in output
    for line in (
        "row 3, trl: “12” is no readiness level",
        "row 3, price: “100-50”: the lower amount",
        "row 4, title: The title is longer than 300 characters (417).",
        "row 6: The row has neither a title nor a text.",
        "row 7: The row has 5 cells under 4 columns",
    ):
        assert line in output
    assert set(Technology.objects.values_list("external_id", flat=True)) == {"1", "4"}


def test_all_or_nothing_writes_nothing_when_a_row_is_wrong(load, monkeypatch):
    monkeypatch.setattr(import_run, "BATCH", 2)
    content = "id,title,trl\n" + "".join(f"{number},Pump {number},4\n" for number in range(5)) + "9,Last,12\n"
    assert "Nothing was written." in refused(load, content, "--all-or-nothing")
    assert not Technology.objects.exists()
    load(content.replace("12", "3"), "--all-or-nothing")
    assert Technology.objects.count() == 6


def test_a_repeated_id_is_refused_with_the_first_row(load):
    output = refused(load, "id,title\n1,Alpha\n2,Beta\n1,Gamma\n")
    assert "row 4: The same id as in row 2: 1." in output
    assert Technology.objects.count() == 2


def test_a_repeated_title_without_id_is_refused_with_the_first_row(load):
    assert "row 3: The same title as in row 2" in refused(load, "title,note\nAlpha,x\nALPHA,y\n")


def test_a_dry_run_writes_nothing_and_shows_what_would_happen(load):
    output = load("id,title\n1,Alpha pump\n", "--dry-run", "--publish")
    assert "new: Alpha pump" in output
    assert "Nothing was written." in output
    assert not Technology.objects.exists()


def test_a_text_without_title_gives_one_with_a_warning(load):
    sentence = "A very long sentence about a pump " * 6
    output = load(f"id,title,abstract\n1,,The pump floats. It is quiet.\n2,,{sentence}\n")
    first, second = Technology.objects.order_by("external_id")
    assert first.title_en == "The pump floats"
    assert len(second.title_en) <= 120
    assert second.title_en.endswith("…")
    assert "Note, row 2: The row has no title" in output


def test_a_long_summary_is_a_description(load):
    load(f"id,title,summary,description\n1,Pump,{'word ' * 120},More.\n2,Valve,Short.,Long.\n")
    pump, valve = Technology.objects.order_by("external_id")
    assert pump.summary_en == ""
    assert pump.description_en.endswith("word\n\nMore.")
    assert (valve.summary_en, valve.description_en) == ("Short.", "Long.")


def test_hostile_text_goes_in_as_text(load, tmp_path):
    path = tmp_path / "a.jsonl"
    record = {
        "id": "a\0b",
        "title": "<script>alert(1)</script>Pump",
        "abstract": "nul\0 \ud800 '; DROP TABLE",
    }
    path.write_text(json.dumps(record))
    load(path)
    technology = Technology.objects.get()
    assert (technology.external_id, technology.title_en) == ("a b", "Pump")
    assert technology.description_en == "nul '; DROP TABLE"


def test_workbooks_with_numbers_dates_and_formulas(load, tmp_path):
    book = Workbook()
    for row in (["编号", "标题", "成熟度"], [1.0, "电池", 6], [2, '="A"&"B"', 5], [3, "电机", "#N/A"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    output = refused(load, tmp_path / "a.xlsx")
    assert "row 3, 标题: Cell B3 is a formula without a stored value" in output
    assert "row 4, 成熟度: Cell C4 shows the error #N/A" in output
    assert Technology.objects.get().external_id == "1"


def test_what_the_database_refuses_is_one_bad_row(load, university):
    TechnologyFactory(university=university, external_id="2", title_en="Beta", price_max=100)
    output = refused(load, "id,title,price_min\n1,Alpha,5\n2,Beta,500\n3,Gamma,5\n")
    assert "row 3: The lower price is above the upper one." in output
    assert Technology.objects.filter(price_min=5).count() == 2


def test_publishing_sends_the_news_once(load, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(import_run, "BATCH", 2)
    news = []

    def listen(technology_ids, **kwargs):
        news.append(sorted(technology_ids))

    receivers = technology_published.receivers
    technology_published.receivers = []
    technology_published.sender_receivers_cache.clear()
    technology_published.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            load("id,title\n" + "".join(f"{number},Pump {number}\n" for number in range(5)), "--publish")
    finally:
        technology_published.receivers = receivers
        technology_published.sender_receivers_cache.clear()
    published = Technology.objects.filter(state=TechnologyState.PUBLISHED, published_at__isnull=False)
    assert news == [sorted(published.values_list("pk", flat=True))]
    assert len(news[0]) == 5


def test_publishing_goes_on_where_a_run_was_cut_off_and_leaves_withdrawn_ones(load):
    content = "id,title\n1,Alpha\n2,Beta\n"
    load(content)
    Technology.objects.filter(external_id="2").update(state=TechnologyState.WITHDRAWN)
    load(content, "--publish")
    assert dict(Technology.objects.values_list("external_id", "state")) == {
        "1": "published",
        "2": "withdrawn",
    }


def test_batches_written_before_damage_in_the_file_stay(load, monkeypatch, tmp_path):
    monkeypatch.setattr(import_run, "BATCH", 2)
    text = "The pump floats and is quiet. " * 100  # so that the damage lies beyond what is read at once
    sheet = (
        f'<row r="1">{inline("A1", "id")}{inline("B1", "title")}{inline("C1", "abstract")}</row>'
        + "".join(
            f'<row r="{n}">{inline(f"A{n}", n)}{inline(f"B{n}", f"Pump {n}")}{inline(f"C{n}", text)}</row>'
            for n in range(2, 103)
        )
    )
    refused(load, sheet_book(tmp_path, f"{sheet}<row "))
    written = Technology.objects.count()
    assert 0 < written < 101
    assert f"{101 - written} new, 0 changed, {written} same" in load(sheet_book(tmp_path, sheet))


def test_all_issues_go_to_a_file_safe_for_spreadsheets(load, tmp_path):
    rows = "".join(f"{number},Pump {number},12\n" for number in range(30))
    errors = tmp_path / "errors.csv"
    output = refused(load, f"id,title,=trl\n{rows}", "--errors", str(errors), "--map", "=trl=trl")
    assert output.count("no readiness level") == 20
    lines = list(csv.reader(StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert lines[0] == ["row", "kind", "column", "reason"]
    assert len(lines) == 31
    assert lines[1][:3] == ["2", "error", "'=trl"]


def test_an_error_file_that_cannot_be_written_is_one_line(load, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        load("id,title\n1,Alpha\n", "--errors", str(tmp_path / "none" / "errors.csv"))
    assert not Technology.objects.exists()


def test_unknown_universities_name_the_nearest(university, tmp_path):
    with pytest.raises(CommandError, match=r"“fudan”\. Known: fudan-university"):
        call_command("import_offers", str(tmp_path / "a.csv"), "--university", "fudan")


@pytest.mark.parametrize("content", ["", "id,title\n", "alpha,beta\n1,2\n", "%PDF-1.7"])
def test_files_of_which_nothing_can_be_read_end_with_code_2(load, content):
    with pytest.raises(CommandError) as error:
        load(content)
    assert error.value.returncode == 2


def test_columns_used_and_not_used_are_told(load):
    output = load("id,title,contact\n1,Alpha,me@example.org\n")
    assert "Columns used: id → id, title → title" in output
    assert "Not used: contact" in output


def test_five_hundred_rows_take_few_queries(load, django_assert_max_num_queries):
    content = "id,title\n" + "".join(f"{number},Pump {number}\n" for number in range(400))
    with django_assert_max_num_queries(410):  # one for each search document, a dozen for everything else
        load(content)
