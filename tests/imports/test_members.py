"""The sheets of the membership office: members, payments, renewals."""

from datetime import date
from decimal import Decimal

import pytest

from liaison.enums import ImportState, MembershipState, TierLevel
from liaison.models import Membership, MembershipTerm, Payment
from tests.factories import CompanyFactory, DistrictFactory, TierFactory
from tests.imports.files import checked, credit_code, imported, issues, sheet, text, verdicts
from tests.memberships import applied, begun, state_of
from tests.people import OFFICIAL, in_group

pytestmark = pytest.mark.django_db
MEMBERS = ["统一社会信用代码", "项目", "会员等级", "开始日期", "会费", "到账日期", "凭证号"]
PAYMENTS = ["统一社会信用代码", "金额", "到账日期", "凭证号"]
RENEWALS = ["信用代码", "会员等级", "会费"]


@pytest.fixture
def official():
    return in_group(OFFICIAL)


@pytest.fixture
def tier():
    """A second tier under a top-level membership of the district."""
    top = TierFactory(level=TierLevel.TOP, program__name_zh="麻省理工联络计划", annual_fee=600000)
    begun(top, district=DistrictFactory())
    return TierFactory(
        program=top.program, level=TierLevel.SECOND, name_zh="普通会员", annual_fee=Decimal(48000)
    )


@pytest.fixture
def company():
    return CompanyFactory(uscc=credit_code(1), name_zh="深蓝科技")


def company_member(tier, company, **options):
    parent = Membership.objects.get(tier__level=TierLevel.TOP)
    return begun(tier, parent=parent, company=company, **options)


def a_member(*rest):
    return [credit_code(1), "麻省理工联络计划", "普通会员", *rest]


def test_a_row_with_a_voucher_makes_an_active_member(official, tier, company):
    row = a_member("2026年3月1日", "4.8万", "2026.2.20", "YS-1")
    job = imported("members", sheet(MEMBERS, row), official)
    assert (job.state, issues(job)) == (ImportState.DONE, [])
    membership = Membership.objects.get(company=company)
    assert (membership.state, membership.starts_on) == (MembershipState.ACTIVE, date(2026, 3, 1))
    assert Payment.objects.get(voucher_number="YS-1").amount == Decimal("48000.00")


def test_a_row_without_a_voucher_waits_for_its_fee(official, tier, company):
    imported("members", sheet(MEMBERS, a_member()), official)
    membership = Membership.objects.get(company=company)
    assert (membership.state, membership.fee) == (MembershipState.APPROVED, Decimal(48000))


def test_an_application_is_approved_by_its_row(official, tier, company):
    parent = Membership.objects.get(tier__level=TierLevel.TOP)
    membership = applied(tier, parent=parent, company=company)
    job = imported("members", sheet(MEMBERS, a_member(None, "4万")), official)
    assert verdicts(job) == ["changed"]
    assert state_of(membership) == MembershipState.APPROVED


def test_members_that_come_twice_change_nothing(official, tier, company):
    rows = (MEMBERS, a_member("2026-03-01", 48000, "2026-02-20", "YS-1"))
    imported("members", sheet(*rows), official)
    assert verdicts(imported("members", sheet(*rows), official)) == ["same"]
    assert (
        Membership.objects.filter(company=company).count()
        == Payment.objects.filter(voucher_number="YS-1").count()
        == 1
    )


def test_what_a_member_is_already_is_not_overwritten(official, tier, company):
    company_member(tier, company)
    job = checked("members", sheet(MEMBERS, a_member("2020-01-01")), official)
    assert verdicts(job) == ["refused"]
    assert "member already" in issues(job)[0][1]


def test_wrong_rows_of_members_say_what_is_wrong(official, tier, company):
    rows = [
        [credit_code(2), "麻省理工联络计划", "普通会员"],
        [credit_code(1), "另一个计划", "普通会员"],
        [credit_code(1), "麻省理工联络计划", "金牌会员"],
        a_member("2026-02-30"),
        a_member("2026-03-01", "面议"),
        a_member("2026-03-01", None, None, "YS-9"),
    ]
    job = checked("members", text(MEMBERS, *rows), official)
    assert verdicts(job) == ["refused"] * 6
    said = [(row.issues[0][0], row.issues[0][1]) for row in job.rows.order_by("number")]
    assert [column for column, _reason in said] == [
        "统一社会信用代码", "项目", "会员等级", "开始日期", "会费", "到账日期",
    ]  # fmt: skip
    assert "is no tier of" in said[2][1]


def test_a_payment_begins_the_term_and_stands_once(official, tier, company):
    imported("members", sheet(MEMBERS, a_member()), official)
    rows = (PAYMENTS, [credit_code(1), "¥48,000.00", 46082, "YS-7"])
    job = imported("payments", sheet(*rows), official)
    assert issues(job) == []
    payment = Payment.objects.get(voucher_number="YS-7")
    assert payment.paid_on == date(2026, 3, 1)
    assert payment.term.membership.state == MembershipState.ACTIVE
    assert verdicts(imported("payments", sheet(*rows), official)) == ["same"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([1, "4.9万", "2026-03-01", "YS-8"], "still due"),
        ([1, 48000, "2099-03-01", "YS-8"], "still to come"),
        ([1, 48000, "2026-03-01", None], "needed"),
        ([2, 48000, "2026-03-01", "YS-8"], "No company"),
        ([1, -5, "2026-03-01", "YS-8"], "between 0"),
        ([1, "(500)", "2026-03-01", "YS-8"], "not one amount"),
        ([1, "约48000", "2026-03-01", "YS-8"], "not one amount"),
        ([1, "48,00", "2026-03-01", "YS-8"], "not one amount"),
        ([1, "8000美元", "2026-03-01", "YS-8"], "names a currency"),
        ([1, 48000, "2026年3月", "YS-8"], "several days"),
        ([1, 48000, "3/4/2026", "YS-8"], "several days"),
        ([1, 48000, "2026-03-01", 2.5312e19], "last digits"),
    ],
)
def test_wrong_payments(official, tier, company, row, words):
    imported("members", sheet(MEMBERS, a_member()), official)
    job = checked("payments", sheet(PAYMENTS, [credit_code(row[0]), *row[1:]]), official)
    assert verdicts(job) == ["refused"]
    assert words in issues(job)[0][1]


def test_a_name_that_is_not_that_of_the_code_is_noted(official, tier, company):
    imported("members", sheet(MEMBERS, a_member()), official)
    rows = [[credit_code(1), 48000, "2026-03-01", "YS-8", name] for name in ("深蓝科技", "浅蓝科技")]
    job = checked(
        "payments", sheet([*PAYMENTS, "企业名称"], rows[0], [*rows[1][:3], "YS-9", rows[1][4]]), official
    )
    assert verdicts(job) == ["new", "new"]
    assert issues(job) == [["企业名称", f"In the portal this code belongs to “{company.name_en}”."]]


def test_a_voucher_of_another_payment_is_refused(official, tier, company):
    company_member(tier, company)
    number = Payment.objects.get(term__membership__company=company).voucher_number
    job = checked("payments", sheet(PAYMENTS, [credit_code(1), 100, "2026-03-01", number]), official)
    assert issues(job)[0][0] == "凭证号"
    assert "recorded already" in issues(job)[0][1]


def test_the_district_pays_by_its_code(official, tier):
    job = checked("payments", sheet(PAYMENTS, ["310110", 100, "2026-03-01", "YS-3"]), official)
    assert "No fee is due for “Yangpu District" in issues(job)[0][1]


def test_renewals_in_bulk_and_once(official, tier, company):
    membership = company_member(tier, company, starts=-340)
    rows = (RENEWALS, [credit_code(1), None, "5万"])
    job = imported("renewals", sheet(*rows), official)
    term = MembershipTerm.objects.get(membership=membership, number=2)
    assert (verdicts(job), term.fee) == (["new"], Decimal(50000))
    assert membership.events.filter(reason__contains=job.public_id).exists()
    assert verdicts(imported("renewals", sheet(*rows), official)) == ["same"]
    other = checked("renewals", sheet(RENEWALS, [credit_code(1), None, "6万"]), official)
    assert "agreed already" in issues(other)[0][1]


def test_a_member_that_ended_may_be_renewed(official, tier, company):
    company_member(tier, company, starts=-500)
    assert Membership.objects.get(company=company).state == MembershipState.EXPIRED
    assert verdicts(checked("renewals", sheet(RENEWALS, [credit_code(1)]), official)) == ["new"]


def test_the_history_names_the_import_and_its_person(official, tier, company):
    job = imported("members", sheet(MEMBERS, a_member()), official)
    event = Membership.history.rel.related_model.objects.filter(company=company).latest("pgh_id")
    assert job.public_id in event.pgh_context.metadata["reason"]
    assert event.pgh_context.metadata["import_job"] == job.public_id
    assert event.pgh_context.metadata["user"] == official.pk
