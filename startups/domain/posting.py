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
    values: dict[str, Any] = {"external_id": external_id, "described": described}
    parameters: list[Mapping[str, Any]] = []
    if reading is not None:
        suffix = reading.language.suffix
        found = reading.values
        parameters = [_in_language(row.columns, suffix) for row in reading.parameters]
        values |= {f"{name}_{suffix}" if name in TEXTS else name: value for name, value in found.items()}
        lists = [name for name, rows in (("fields", fields), ("parameters", parameters)) if rows]
        values["proposed"] = [*found, *lists]
    return create_need(
        company=company,
        author=author,
        source_language=source_language,
        values=values,
        fields=Field.objects.filter(code__in=fields),
        parameters=parameters,
    )


def _in_language(row: Mapping[str, Any], suffix: str) -> dict[str, Any]:
    columns = dict(row)
    columns[f"name_{suffix}"] = columns.pop("name")
    return columns
