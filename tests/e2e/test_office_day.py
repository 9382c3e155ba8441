"""A day of the membership office, in Chinese: an application approved and paid, renewals from Excel, the top
level suspended and restored, and the report of the month.
"""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect

from liaison.enums import MembershipState, TermState
from liaison.models import Membership, MembershipEvent
from startups.enums import SeatRole
from tests.factories import CompanyFactory, CompanyMemberFactory, UserFactory
from tests.imports.files import credit_code
from tests.memberships import begun, state_of, tiers
from tests.people import OFFICIAL, in_group, signed_in
from yangpu_portal.core.models import User

State = MembershipState
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def become(page: Page, user: User, url: str) -> None:
    cookie = signed_in(user).cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])


def confirm(page: Page) -> None:
    """Looks at the outcome and confirms it; what needs no second look goes on at once."""
    page.locator("button[name=confirm]").click()
    page.wait_for_load_state()
    if page.locator("button[name=confirm]").count():
        page.locator("button[name=confirm]").click()
    page.wait_for_url("**/change/")


def apply(page: Page, slug: str) -> Membership:
    page.goto(f"/memberships/apply/{slug}/")
    page.locator("[name=tier]").first.check()
    page.locator("[name=purpose]").fill("希望向实验室请教低温电池的问题")
    page.locator("[name=contact_name]").fill("沈悦")
    page.locator("[name=contact_email]").fill("shen@company.example")
    page.locator("[name=accept_terms]").check()
    page.locator("main form[enctype] button").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return Membership.objects.get(state=State.APPLIED)


def approve_and_pay(page: Page, membership: Membership) -> None:
    page.goto(f"/admin/liaison/membership/{membership.pk}/change/")
    page.locator("a[href$='/do/approve/']").click()
    confirm(page)
    page.locator("a[href$='/do/payment/']").first.click()
    page.locator("[name=voucher_number]").fill("银收-2026-0001")
    page.locator("[name=invoice_number]").fill("00012345")
    confirm(page)


def renew_from_excel(page: Page, members: list[Membership]) -> None:
    """Takes the template, fills it as Excel would, hands it in, looks, and has it written."""
    page.goto("/admin/liaison/importjob/new/")
    with page.expect_download() as download:
        page.locator("a[href*='renewals'][href*='template']").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    sheet.delete_rows(2)  # the example
    for number, member in enumerate(members, start=2):
        sheet.cell(number, 1, member.company.uscc)
    filled = BytesIO()
    book.save(filled)
    page.locator("a[href$='/new/renewals/']").click()
    file = FilePayload(name="续费.xlsx", mimeType=XLSX, buffer=filled.getvalue())
    page.locator("[name=file]").set_input_files(file)
    page.locator("#content form button[type=submit], main form button[type=submit]").first.click()
    expect(page.locator(".imports-counts .is-new strong")).to_have_text(str(len(members)))
    page.locator("form[action$='/write/'] button[type=submit], form[action$='/write/'] button").first.click()
    expect(page.locator(".imports-state.is-done")).to_be_visible()


@pytest.mark.django_db(transaction=True)
def test_from_an_application_to_the_report_of_the_month(page: Page, live_server):
    top, second = tiers()
    root = begun(top)
    companies = [CompanyFactory(district=root.district, uscc=credit_code(number)) for number in (1, 2, 3)]
    members = [begun(second, parent=root, company=company, starts=-300) for company in companies]
    owner = UserFactory(language="zh-hans")
    company = CompanyFactory(district=root.district)
    CompanyMemberFactory(user=owner, company=company, role=SeatRole.OWNER)
    official = in_group(OFFICIAL, language="zh-hans")

    become(page, owner, live_server.url)
    newcomer = apply(page, top.program.slug)
    become(page, official, live_server.url)
    approve_and_pay(page, newcomer)
    assert state_of(newcomer) == State.ACTIVE

    renew_from_excel(page, members)
    assert [m.terms.filter(state=TermState.DUE).count() for m in members] == [1, 1, 1]

    page.goto(f"/admin/liaison/membership/{root.pk}/do/suspend/")
    page.locator("[name=reason]").fill("协议续签未完成")
    page.locator("button[name=look]").click()
    expect(page.locator(".deed-outlook")).to_contain_text(members[0].company.name)
    confirm(page)
    assert {state_of(m) for m in (root, newcomer, *members)} == {State.SUSPENDED}

    page.goto(f"/admin/liaison/membership/{root.pk}/do/restore/")
    confirm(page)
    assert {state_of(m) for m in (root, newcomer, *members)} == {State.ACTIVE}
    assert MembershipEvent.objects.filter(membership=newcomer, reason="协议续签未完成").exists()

    page.goto("/admin/reports/")
    with page.expect_download() as report:
        page.locator("a[href$='zh.xlsx']").first.click()
    assert load_workbook(BytesIO(report.value.path().read_bytes())).worksheets
