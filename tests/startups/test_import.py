"""manage.py import_needs: needs of a company from a file."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from startups.enums import Confidentiality, NeedState
from startups.models import Need
from startups.signals import need_opened
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def load(tmp_path):
    company = CompanyFactory(slug="deep-blue")

    def run(content, *options):
        path = tmp_path / "needs.csv"
        path.write_text(content, encoding="utf-8")
        out, err = StringIO(), StringIO()
        run.output = (out, err)
        call_command("import_needs", str(path), "--company", company.slug, *options, stdout=out, stderr=err)
        return out.getvalue() + err.getvalue()

    return run


def test_a_row_becomes_a_need_in_review(load):
    load(
        "需求编号,需求名称,需求描述,技术指标,预算,完成时间,合作方式,保密\n"
        "X1,高精度北斗定位模块,现有模块误差大。,误差小于2厘米,50-100万,2026年12月,委托开发,保密\n"
    )
    need = Need.objects.get()
    assert (need.title_zh, need.situation_zh, need.target_zh) == (
        "高精度北斗定位模块",
        "现有模块误差大。",
        "误差小于2厘米",
    )
    assert (need.budget_min, need.budget_max) == (Decimal(500_000), Decimal(1_000_000))
    assert need.wanted_by == date(2026, 12, 31)
    assert need.cooperation_modes == ["commissioned_development"]
    assert need.confidentiality == Confidentiality.OFFICERS
    assert (need.state, need.source_language, need.author) == (NeedState.IN_REVIEW, "zh-hans", None)


def test_a_second_run_changes_nothing_and_a_changed_cell_one_column(load):
    content = "id,title,description,closes\n1,Quiet pump,Ours is loud.,10 March 2026\n"
    load(content)
    assert "1 same" in load(content)
    assert "1 changed" in load(content.replace("loud", "too loud"))
    need = Need.objects.get()
    assert (need.situation_en, need.wanted_by) == ("Ours is too loud.", date(2026, 3, 10))


def test_a_day_that_does_not_exist_is_refused(load):
    with pytest.raises(CommandError, match="1 of 2 rows were refused"):
        load("id,title,deadline\n1,Quiet pump,31 February 2026\n2,Loud pump,06/16/2026\n")
    assert "row 2, deadline: There is no such day" in load.output[1].getvalue()
    assert Need.objects.get().wanted_by == date(2026, 6, 16)


def test_opening_sends_the_news_once_and_leaves_drafts_alone(load, django_capture_on_commit_callbacks):
    content = "id,title\n1,Quiet pump\n2,Loud pump\n"
    load(content)
    Need.objects.filter(external_id="2").update(state=NeedState.DRAFT)
    news = []

    def listen(need_ids, **kwargs):
        news.append(need_ids)

    receivers = need_opened.receivers
    need_opened.receivers = []
    need_opened.sender_receivers_cache.clear()
    need_opened.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            load(content, "--open")
    finally:
        need_opened.receivers = receivers
        need_opened.sender_receivers_cache.clear()
    opened = Need.objects.get(external_id="1")
    assert news == [[opened.pk]]
    assert (opened.state, opened.opened_at is not None) == (NeedState.OPEN, True)
    assert Need.objects.get(external_id="2").state == NeedState.DRAFT


def test_unknown_companies_name_the_nearest(load):
    with pytest.raises(CommandError, match=r"“deep-bleu”\. Known: deep-blue") as error:
        call_command("import_needs", "none.csv", "--company", "deep-bleu")
    assert error.value.returncode == 2
