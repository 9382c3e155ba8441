"""Posting a need from a form that may be sent twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from startups.domain.need import create_need
from startups.models import Company, Need
from yangpu_portal.core.models import Field, User


@transaction.atomic
def post_need(
    *,
    submission: str,
    company: Company,
    author: User,
    source_language: str,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
    parameters: Sequence[Mapping[str, Any]] = (),
) -> Need:
    """Makes a draft once for each submission: the same form sent again gives the need it made.

    Args:
        submission: the form's one-time key.
        values, fields, parameters: as `create_need` takes them.

    Raises:
        ValidationError: a value does not fit its column or a constraint.
        PermissionDenied: the author has no seat in the company.
    """
    # Two copies of a form sent at once wait here for each other: the second sees the first one's need.
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    external_id = f"form:{submission}"
    made = Need.objects.filter(company=company, external_id=external_id).first()
    if made is not None:
        return made
    return create_need(
        company=company,
        author=author,
        source_language=source_language,
        values={**values, "external_id": external_id},
        fields=fields,
        parameters=parameters,
    )
