"""Writes companies and parks from sheets."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from startups.models import Company, SciTechPark
from yangpu_portal.core.domain.sheet_rows import bring_row, free_slug
from yangpu_portal.core.imports.records import Written
from yangpu_portal.core.models import District, Field


@transaction.atomic(savepoint=False)
def bring_company(
    *, uscc: str, district: District | None, values: Mapping[str, Any], fields: Iterable[Field] = ()
) -> Written:
    """Makes a company or brings it up to date: it is known by its credit code, or by its name alone where the
    portal knows that name without a code.

    Args:
        district: of a new company; without one the only district there is.

    Raises:
        ValidationError: a value does not fit, or a new company has no district.
    """
    rows = Company.objects.select_for_update(no_key=True)
    company = rows.filter(uscc=uscc).first() or _without_code(values)
    changed = {**values, "uscc": uscc}
    if company is None:
        company = Company(slug=free_slug(model=Company, names=_names(values), usual="company"))
        company.district = district or _only_district()
    elif district is not None:
        changed["district"] = district
    return bring_row(row=company, values=changed, many={"fields": fields})


@transaction.atomic(savepoint=False)
def bring_park(
    *, district: District | None, values: Mapping[str, Any], fields: Iterable[Field] = ()
) -> Written:
    """Makes a park or brings it up to date: it is known by one of its names.

    Raises:
        ValidationError: a value does not fit, or a new park has no district.
    """
    park, changed = _park_named(values), dict(values)
    if park is None:
        park = SciTechPark(slug=free_slug(model=SciTechPark, names=_names(values), usual="park"))
        park.district = district or _only_district()
    elif district is not None:
        changed["district"] = district
    return bring_row(row=park, values=changed, many={"fields": fields})


def _without_code(values: Mapping[str, Any]) -> Company | None:
    rows = Company.objects.select_for_update(no_key=True).filter(uscc=None)
    for name in ("name_zh", "name_en"):
        found = list(rows.filter(**{name: values[name]})[:2]) if values.get(name) else []
        if len(found) == 1:
            return found[0]
    return None


def _park_named(values: Mapping[str, Any]) -> SciTechPark | None:
    for name in ("name_zh", "name_en"):
        if values.get(name):
            found = SciTechPark.objects.select_for_update(no_key=True).filter(**{name: values[name]}).first()
            if found:
                return found
    return None


def _names(values: Mapping[str, Any]) -> list[str]:
    return [values.get("name_en", ""), values.get("name_zh", "")]


def _only_district() -> District:
    districts = list(District.objects.all()[:2])
    if len(districts) != 1:
        raise ValidationError({"district": _("Say which district it is in.")}, "district")
    return districts[0]
