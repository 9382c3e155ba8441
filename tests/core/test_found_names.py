"""Rows found by name, by pinyin and by code: what finds them, and that it stays in step with the rows."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.models import Membership
from startups.models import Company
from tests.factories import (
    CompanyFactory,
    MembershipFactory,
    PatentFactory,
    PaymentFactory,
    ResearcherFactory,
    SciTechParkFactory,
    TechnologyFactory,
    UniversityFactory,
    UserFactory,
)
from tests.people import AUDITOR, in_group, signed_in, tto_of
from universities.models import Technology
from yangpu_portal.core.domain.found_names import refresh_names
from yangpu_portal.core.models import FoundName
from yangpu_portal.core.queries.found_names import named_rows
from yangpu_portal.core.text.pinyin import sounds


def finds(row, text: str) -> bool:
    rows = named_rows(type(row)._default_manager.all(), text)
    return rows.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "typed",
    [
        "杨浦",
        "浦科",
        "科技",
        "yangpu",
        "yp",
        "YPKJ",
        "yang pu",
        "pukeji",
        "keji",
        "杨浦 kj",
        "杨浦keji",
        "shanghai",
        "shanghaiyp",
        "yangpukj",
        "ypkeji",
    ],
)
@pytest.mark.django_db
def test_a_company_is_found_however_it_is_typed(typed):
    assert finds(CompanyFactory(name_zh="上海杨浦科技有限公司"), typed)


@pytest.mark.parametrize(
    "typed", ["angpu", "anghai", "浦杨", "yangpx", "shanghaikj", "yangpu meiyou", "!", "，"]
)
@pytest.mark.django_db
def test_what_is_not_in_the_name_does_not_find_it(typed):
    assert not finds(CompanyFactory(name_zh="上海杨浦科技有限公司", name_en="", slug="q1"), typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆机床", "chongqing"),
        ("重庆机床", "zhongqing"),
        ("重庆机床", "cqjc"),
        ("单田芳", "shantian"),
        ("曾国藩", "zengguofan"),
        ("仇和", "qiuhe"),
        ("长江银行", "yinhang"),
    ],
)
def test_characters_with_several_readings_keep_them(name, typed):
    assert any(word.startswith(typed) for word in sounds(name))


@pytest.mark.parametrize("name", ["行" * 200, "重长乐单曾仇" * 30, "𠮷" * 100, "a" * 5000])
def test_no_name_grows_without_end(name):
    words = sounds(name)
    assert len(words) < 250
    assert sum(map(len, words)) < 20_000


@pytest.mark.django_db
def test_persons_universities_parks_and_codes():
    assert finds(UserFactory(name="单雄信"), "shanxiong")
    assert finds(UserFactory(email="wang.xm@example.org"), "wang.xm@exam")
    assert finds(ResearcherFactory(name_zh="曾小明"), "zxm")
    assert finds(UniversityFactory(name_zh="复旦大学"), "fddx")
    assert finds(SciTechParkFactory(name_zh="同济科技园"), "tjkjy")
    patent = PatentFactory(application_number="202310123456.7", publication_number="")
    assert finds(patent, "20231012")
    assert finds(patent, "202310123456.7")
    assert finds(TechnologyFactory(external_id="FD-2024 017"), "fd 2024")
    company = CompanyFactory(uscc="91310110MA1G8XNQ2D")
    assert finds(company, "91310110ma")
    assert finds(company, company.public_id[:12])


@pytest.mark.django_db
def test_memberships_terms_and_payments_are_found_by_their_holder():
    membership = MembershipFactory(district__name_zh="杨浦区")
    payment = PaymentFactory(term__membership=membership, voucher_number="YS-2026-017")
    assert list(named_rows(Membership.objects.all(), "ypq")) == [membership]
    for row in (membership, payment.term, payment):
        assert finds(row, "ypq")
    assert finds(membership, membership.public_id)
    assert finds(payment.term, membership.public_id)
    assert finds(payment, "ys-2026")


@pytest.mark.django_db
def test_a_changed_name_is_found_at_once_and_the_old_no_more():
    company = CompanyFactory(name_zh="旧名", name_en="")
    company.name_zh = "新名"
    company.save()
    assert finds(company, "xinming")
    assert not finds(company, "jiuming")
    company.delete()
    assert not FoundName.objects.filter(model="startups.company").exists()


@pytest.mark.django_db
def test_what_was_written_past_the_model_is_found_after_a_refresh():
    company, gone = CompanyFactory(name_zh="旧名"), CompanyFactory()
    Company.objects.filter(pk=company.pk).update(name_zh="杨树浦")
    Company.objects.filter(pk=gone.pk).delete()
    FoundName.objects.create(model="startups.company", object_id=0, source="", words="")
    assert not finds(company, "yangshupu")
    call_command("refresh_found_names")
    assert finds(company, "yangshupu")
    assert refresh_names() == 0


@pytest.mark.django_db
def test_lists_and_choices_of_the_admin_are_searched_by_pinyin():
    client = signed_in(in_group(AUDITOR))
    company = CompanyFactory(name_zh="杨浦量子")
    CompanyFactory(name_zh="虹口电池")
    found = client.get("/admin/startups/company/", {"q": "yplz"}).context["cl"].result_list
    assert list(found) == [company]
    choices = {"app_label": "startups", "model_name": "need", "field_name": "company", "term": "yplz"}
    answer = client.get("/admin/autocomplete/", choices).json()["results"]
    assert [row["id"] for row in answer] == [str(company.pk)]


@pytest.mark.django_db
def test_a_transfer_officer_finds_the_own_university_only():
    own, other = UniversityFactory(), UniversityFactory()
    mine, theirs = (TechnologyFactory(university=one, title_zh="杨浦电池") for one in (own, other))
    found = signed_in(tto_of(own)).get("/admin/universities/technology/", {"q": "ypdc"}).context["cl"]
    assert mine in found.result_list
    assert theirs not in found.result_list


@pytest.mark.django_db
def test_a_search_reads_the_index_of_names():
    with CaptureQueriesContext(connection) as queries:
        list(named_rows(Technology.objects.all(), "yp")[:5])
    sql = queries[0]["sql"]
    assert "core_foundname" in sql
    assert "LIKE" not in sql
