"""A real Chromium against the running portal."""

import time
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.factories import (
    CompanyMemberFactory,
    DepartmentFactory,
    FieldFactory,
    LaboratoryFactory,
    MatchFactory,
    NeedFactory,
    NeedParameterFactory,
    TechnologyFactory,
    TechnologyMetricFactory,
    UniversityFactory,
    UserFactory,
)
from universities.domain.search import index_technologies
from yangpu_portal.core.models import User

PASSWORD = "correct horse 42"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)


class Requests:
    """Those the portal is answering: a test may end before what its last page still asks for."""

    def __init__(self) -> None:
        self.open: list[None] = []  # appended to and popped by threads of their own
        request_started.connect(self._start)
        request_finished.connect(self._finish)

    def _start(self, **kwargs: object) -> None:
        self.open.append(None)

    def _finish(self, **kwargs: object) -> None:
        if self.open:
            self.open.pop()

    def end(self) -> None:
        """Waits until all have been answered, so that the tables can be emptied without a deadlock."""
        latest = time.monotonic() + 10
        while self.open and time.monotonic() < latest:
            time.sleep(0.01)
        request_started.disconnect(self._start)
        request_finished.disconnect(self._finish)


@pytest.fixture(autouse=True)
def requests(live_server) -> Iterator[Requests]:
    requests = Requests()
    yield requests
    requests.end()


@pytest.fixture
def page(browser: Browser, live_server, requests: Requests) -> Iterator[Page]:
    """A page that fails the test when a script breaks or something is asked of another host."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((live_server.url, "data:")) else faults.append(request.url)
        ),
    )
    page.on(
        "console", lambda message: faults.append(message.text) if "Content Security" in message.text else None
    )
    yield page
    context.close()
    assert not faults, faults


@pytest.fixture
def owner(transactional_db: None) -> User:
    """A person with a seat in a company, who can sign in."""
    user = UserFactory(email="owner@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return CompanyMemberFactory(user=user, company__name_en="Northcell", company__name_zh="北芯储能").user


@pytest.fixture
def catalogue(transactional_db: None) -> dict[str, object]:
    """One university with two offers: a Chinese one about batteries, an English one about labels."""
    university = UniversityFactory(
        slug="tongji", name_zh="同济大学", name_en="Tongji University", ror="03rc6as71"
    )
    department = DepartmentFactory(university=university, school__university=university)
    battery = TechnologyFactory(
        university=university, department=department, laboratory=LaboratoryFactory(university=university),
        title_zh="低温锂电池电解液", title_en="", source_language="zh-hans",
        summary_zh="−40 °C 时保持 82% 的容量。", problem_zh="冬天电池容量骤降。",
        applications_zh="寒区汽车\n通信基站", trl=5, price_min=300000,
        cooperation_modes=["open_licence"], ip_status="granted", confirmed_on=timezone.localdate(),
    )  # fmt: skip
    TechnologyMetricFactory(technology=battery, name_zh="容量保持", name_en="", value=82, baseline=51)
    battery.fields.add(FieldFactory(parent=FieldFactory()))
    label = TechnologyFactory(
        university=university,
        title_en="Anti-counterfeiting labels",
        summary_en="A phone tells copies in 0.8 s.",
    )
    index_technologies(technology_ids=[battery.pk, label.pk])
    return {"university": university, "department": department, "battery": battery, "label": label}


@pytest.fixture
def need(owner: User, catalogue: dict[str, object]):
    """An open need of the owner's company with a match for each offer, a strong and a weak one."""
    company = owner.company_seats.get().company
    need = NeedFactory(
        company=company,
        source_language="zh-hans",
        title_zh="冬天也能用的储能柜",
        title_en="",
        situation_zh="容量只剩一半。",
    )
    NeedParameterFactory(need=need, current_value=50, target_value=75)
    quote = {
        "code": "sentence", "language": "zh-hans", "weight": 0.9,
        "need": {"start": 0, "end": 7, "text": "容量只剩一半。"},
        "offer": {"start": 0, "end": 9, "text": "冬天电池容量骤降。"},
    }  # fmt: skip
    gap = {
        "code": "parameter", "language": "zh-hans", "gain": 0.2,
        "need": {"start": 0, "end": 12, "text": "容量保持 ≥ 90 %"},
        "offer": {"start": 0, "end": 12, "text": "容量保持 = 82 %"},
    }  # fmt: skip
    MatchFactory(need=need, technology=catalogue["battery"], rank=1, reasons=[quote], gap=gap)
    MatchFactory(need=need, technology=catalogue["label"], rank=2, reasons=[], band="weak")
    return need


@pytest.fixture
def signed_in(page: Page, owner: User) -> Page:
    page.goto("/en/accounts/login/")
    page.get_by_label("Email").fill(owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/en/dashboard/")
    return page
