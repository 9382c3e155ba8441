"""Gives memberships of the demo what their companies handed in: contacts, hopes, and papers as PDF."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from liaison.domain.application import store_application
from liaison.models import Membership, MembershipApplication
from startups.enums import SeatRole
from startups.models import Company
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.models import User
from yangpu_portal.core.typesetting import pdf

_PAPER = Path(__file__).parents[1] / "typst" / "paper.typ"
_PROGRAM = "mit-ilp"
_DATED = datetime(2026, 1, 1, tzinfo=UTC)  # equal data give equal bytes


def load_applications(app: str) -> None:
    """Adds the applications that are missing."""
    rows = {row["company"]: row for row in demo_rows(app, "applications")}
    waiting = Membership.objects.filter(
        program__slug=_PROGRAM, company__slug__in=rows, application__isnull=True
    ).select_related("company")
    for membership in waiting:
        if membership.company:
            _store(membership, membership.company, rows[membership.company.slug])


def _store(membership: Membership, company: Company, row: Mapping[str, Any]) -> None:
    owner = User.objects.filter(company_seats__company=company, company_seats__role=SeatRole.OWNER).first()
    contact = row["contact"]
    application = MembershipApplication(
        membership=membership,
        applicant=owner,
        contact_name=contact["name"],
        contact_email=contact["email"],
        contact_phone=contact["phone"],
        purpose=row["purpose"],
    )
    store_application(application=application, documents=_papers(company, row["papers"]))


def _papers(company: Company, titles: list[str]) -> Iterator[ContentFile]:
    for title in titles:
        data = {
            "title": title,
            "facts": [[company.name_zh, company.name_en], ["USCC", company.uscc]],
            "note": "演示用文件，内容为虚构。 A paper of the demonstration; its content is invented.",
        }
        yield ContentFile(pdf(_PAPER, data, dated=_DATED), name=f"{title}.pdf")
