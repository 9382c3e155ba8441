"""Posting a need from a form that may be sent twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from startups.domain.draft import TEXTS
from startups.domain.draft_reading import Reading
from startups.domain.need import create_need
from startups.models import Company, Need
from yangpu_portal.core.models import Field, User


@transaction.atomic
def begin_need(
    *,
    submission: str,
    company: Company,
    author: User,
    source_language: str,
    described: str = "",
    reading: Reading | None = None,
    fields: Sequence[str] = (),
) -> Need:
    """Makes a draft once for each submission: the same form sent again gives the need it made.

    Args:
        submission: the form's one-time key.
        described: the text that was pasted, kept beside the answers.
        reading: what it was read as; all of it is to be confirmed.
        fields: codes of technology fields that are proposed.

    Raises:
        ValidationError: a value does not fit its column.
        PermissionDenied: the author has no seat in the company.
    """
    # Two copies of a form sent at once wait here for each other: the second sees the first one's need.
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    external_id = f"form:{submission}"
    made = Need.objects.filter(company=company, external_id=external_id).first()
    if made is not None:
        return made
    read = _proposed(reading, fields) if reading else {}
    return create_need(
        company=company,
        author=author,
        source_language=source_language,
        values={"external_id": external_id, "described": described, **read},
        fields=Field.objects.filter(code__in=fields),
        parameters=_parameters(reading) if reading else (),
    )


def _parameters(reading: Reading) -> list[dict[str, Any]]:
    return [_in_language(row.columns, reading.language.suffix) for row in reading.parameters]


def _proposed(reading: Reading, fields: Sequence[str]) -> dict[str, Any]:
    """The answers that were read as columns, with the list of what is to be confirmed."""
    suffix, found = reading.language.suffix, reading.values
    columns = {f"{name}_{suffix}" if name in TEXTS else name: value for name, value in found.items()}
    lists = [name for name, rows in (("fields", fields), ("parameters", reading.parameters)) if rows]
    return {**columns, "proposed": [*found, *lists]}


def _in_language(row: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    columns = dict(row)
    columns[f"name_{suffix}"] = columns.pop("name")
    return columns
