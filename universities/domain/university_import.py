"""Writes universities from sheets."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from universities.models import University
from yangpu_portal.core.domain.sheet_rows import bring_row, free_slug
from yangpu_portal.core.imports.records import Written


@transaction.atomic(savepoint=False)
def bring_university(*, ror: str | None, values: Mapping[str, Any]) -> Written:
    """Makes a university or brings it up to date: it is known by its ROR id, else by one of its names.

    Raises:
        ValidationError: a value does not fit.
    """
    university = _known(ror, values) or University(
        slug=free_slug(
            model=University,
            names=[values.get("name_en", ""), values.get("name_zh", "")],
            usual="university",
        )
    )
    return bring_row(row=university, values={**values, "ror": ror} if ror else values)


def _known(ror: str | None, values: Mapping[str, Any]) -> University | None:
    rows = University.objects.select_for_update(no_key=True)
    if ror and (found := rows.filter(ror=ror).first()):
        return found
    for name in ("name_zh", "name_en"):
        if values.get(name) and (found := rows.filter(**{name: values[name]}).first()):
            return found
    return None
