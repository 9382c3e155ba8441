"""Writes of parks, companies and the seats of people in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from startups.enums import ParkLevel, SeatRole
from startups.models import Company, CompanyMember, SciTechPark
from universities.models import University
from yangpu_portal.core.identifiers import normalise_uscc
from yangpu_portal.core.models import District, Field, User


@transaction.atomic
def create_park(
    *,
    slug: str,
    district: District,
    level: ParkLevel,
    university: University | None = None,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
) -> SciTechPark:
    """Makes a park.

    Args:
        university: the one it is affiliated with, if any.
        values: further columns of SciTechPark by name.
        fields: its industry clusters.

    Raises:
        ValidationError: a value does not fit its column or a constraint.
    """
    park = SciTechPark(slug=slug, district=district, level=level, university=university, **values)
    park.full_clean()
    park.save()
    park.fields.set(fields)
    return park


@transaction.atomic
def create_company(
    *,
    slug: str,
    district: District,
    park: SciTechPark | None = None,
    uscc: str | None = None,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
) -> Company:
    """Makes a company.

    Args:
        uscc: its Unified Social Credit Code, as people write it.
        values: further columns of Company by name.

    Raises:
        ValidationError: a value does not fit its column or a constraint, such as a wrong credit code.
    """
    code = normalise_uscc(uscc) if uscc else None
    company = Company(slug=slug, district=district, park=park, uscc=code, **values)
    company.full_clean()
    company.save()
    company.fields.set(fields)
    return company


def verify_company(*, company: Company, verified_by: User, at: datetime | None = None) -> None:
    """Notes that an official has compared the company with its papers."""
    company.verified_at, company.verified_by = at or timezone.now(), verified_by
    company.save(update_fields=["verified_at", "verified_by", "updated_at"])


def add_member(*, company: Company, user: User, role: SeatRole = SeatRole.MEMBER) -> CompanyMember:
    """Gives a person a seat in a company.

    Raises:
        ValidationError: the person has a seat there already.
    """
    seat = CompanyMember(company=company, user=user, role=role)
    seat.full_clean()
    seat.save()
    return seat
