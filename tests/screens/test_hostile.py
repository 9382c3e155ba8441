"""What people write stays text: on screens, in the admin, API, mails, sheets, site maps and downloads."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from liaison.domain.deletion import plan_deletion
from liaison.domain.personal_data import personal_archive
from liaison.models import Match
from liaison.tasks import send_saved_searches, send_weekly_digests
from startups.domain.seat import invite_colleague
from startups.models import Company
from tests.conftest import Mailbox
from tests.people import signed_in
from tests.screens import rows
from tests.screens.browser import demo_person
from tests.screens.hostile import living, make_everything_hostile
from tests.screens.table import SCREENS
from tests.screens.test_pseudo_locale import forget_rendered
from universities.domain.search import index_technologies
from universities.models import Technology
from yangpu_portal.api_urls import RESOURCES
from yangpu_portal.core.mail.delivery import deliver_due_mail
from yangpu_portal.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hostile")]
WRITTEN = {
    "core.user.name", "universities.university.name_zh", "universities.laboratory.name_en",
    "universities.laboratory.equipment_zh", "universities.technology.title_zh",
    "universities.technology.summary_en", "universities.technologymetric.name_zh",
    "universities.researcher.name_en", "startups.company.name_zh", "startups.company.summary_en",
    "startups.scitechpark.name_en", "startups.need.title_zh", "startups.need.situation_en",
    "startups.needparameter.name_zh", "liaison.savedsearch.text", "liaison.program.name_en",
}  # fmt: skip
# Screens that say what somebody wrote: without it there, nothing would be proved.
TELLING = {"technology", "search", "company", "need", "laboratory", "researcher", "seats", "saved-searches"}


@pytest.fixture(scope="module")
def hostile(demo: None, django_db_blocker) -> Iterator[set[str]]:
    """The demo with hostile texts everywhere, in a transaction that ends with the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        written = make_everything_hostile()
        index_technologies(technology_ids=list(Technology.objects.values_list("pk", flat=True)))
        yield written
        transaction.set_rollback(True)
    forget_rendered()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_rendered()


def as_role(role: str) -> Client:
    return signed_in(None if role == "visitor" else demo_person(role))


def boss() -> Client:
    user, _new = User.objects.get_or_create(email="boss@example.org", is_staff=True, is_superuser=True)
    return signed_in(user)


def test_every_column_people_write_into_was_taken(hostile):
    assert hostile >= WRITTEN, WRITTEN - hostile


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screens(screen):
    answer = as_role(screen.role).get(screen.path("en"), follow=True)
    assert answer.status_code == screen.status
    page = answer.content.decode()
    assert living(page) == []
    assert screen.name not in TELLING or "&lt;xss" in page
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        json.loads(data)


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_admin(model):
    row = model._default_manager.first()
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    addresses = [reverse(f"{base}_changelist")]
    if row is not None:
        addresses += [reverse(f"{base}_{page}", args=[row.pk]) for page in ("change", "history")]
    for address in addresses:
        assert living(boss().get(address, follow=True).content.decode()) == [], address


@pytest.mark.parametrize("name", RESOURCES)
def test_api(name):
    answer = as_role("official").get(f"/api/v1/{name}/")
    assert answer["Content-Type"].startswith("application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    json.loads(answer.content)


def test_site_maps_and_robots():
    index = ElementTree.fromstring(as_role("visitor").get("/sitemap.xml").content)
    for place in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"):
        ElementTree.fromstring(as_role("visitor").get((place.text or "").split("8000")[-1]).content)


@pytest.mark.parametrize("language", ["", "/en"])
def test_sheet(language):
    path = f"{language}/technologies/{rows.technology()[0]}/sheet.pdf"
    answer = as_role("visitor").get(path)
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "root:" not in text
    assert "<xss" in text


def test_mails(smtp: Mailbox):
    owner = demo_person("owner")
    Match.objects.update(probability=0.99, band="strong")
    send_weekly_digests()
    send_saved_searches()
    company = Company.objects.get(slug=rows.own_company()[0])
    invite_colleague(company=company, email="colleague@example.org", language="en", actor=owner)
    plan_deletion(user=owner)
    deliver_due_mail()
    assert len(smtp.messages) > 3
    for message in smtp.messages:
        assert message["Bcc"] is None
        parts = {part.get_content_type(): part for part in message.walk()}
        assert living(parts["text/html"].get_payload(decode=True).decode()) == []


def test_download():
    with ZipFile(BytesIO(personal_archive(user=demo_person("owner")))) as archive:
        for name in archive.namelist():
            assert not name.endswith(".json") or json.loads(archive.read(name))
