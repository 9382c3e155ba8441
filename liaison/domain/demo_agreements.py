"""Loads the agreements of the demo; those that exist are left as they are."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from liaison.domain.agreement import add_file, add_obligation, bring_obligations, make_agreement
from liaison.enums import ObligationState
from liaison.models import Agreement
from universities.models import University
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.models import District, User
from yangpu_portal.core.typesetting import pdf

_COPIED = ("kind", "number", "subject_zh", "subject_en", "summary_zh", "summary_en")
_PAPER = Path(__file__).parents[1] / "typst" / "paper.typ"
_DATED = datetime(2026, 1, 1, tzinfo=UTC)  # equal data give equal bytes


@transaction.atomic
def load_agreements(app: str) -> int:
    """Returns: how many were made."""
    # By what stays when words are corrected.
    known = set(Agreement.objects.values_list("university__slug", "number"))
    rows = [row for row in demo_rows(app, "agreements") if (row["university"], row["number"]) not in known]
    for row in rows:
        _make(row)
    return len(rows)


def _make(row: Mapping[str, Any]) -> None:
    values = {name: row[name] for name in _COPIED}
    values |= {name: _day(row.get(name)) for name in ("signed_on", "starts_on", "ends_on")}
    values["university"] = University.objects.get(slug=row["university"])
    values["district"] = District.objects.get(code=row["district"])
    values["officer"] = User.objects.filter(email=row.get("officer")).first()
    agreement = make_agreement(values=values)
    if agreement.signed_on:
        add_file(agreement_id=agreement.pk, file=ContentFile(_paper(agreement), f"{agreement.number}.pdf"))
    for owed in row["obligations"]:
        _owe(agreement, owed)


def _paper(agreement: Agreement) -> bytes:
    facts = [[agreement.number, str(agreement.university)]]
    note = "演示用文件，内容为虚构。 A paper of the demonstration; its content is invented."
    return pdf(_PAPER, {"title": agreement.subject_zh, "facts": facts, "note": note}, dated=_DATED)


def _owe(agreement: Agreement, owed: Mapping[str, Any]) -> None:
    values = {name: owed[name] for name in ("party", "text_zh", "text_en")}
    made = add_obligation(agreement_id=agreement.pk, values={**values, "due_on": _day(owed["due_on"])})
    if "state" in owed:
        bring_obligations(
            obligation_ids=[made.pk],
            to=ObligationState(owed["state"]),
            done_on=_day(owed.get("done_on")),
            note=owed["note"],
        )


def _day(offset: int | None) -> date | None:
    return None if offset is None else timezone.localdate() + timedelta(days=offset)
