"""Writes of what technologies belong to: universities and their parts, researchers, patents.

In each function `values` are further columns of the model by name, and ValidationError says which value
does not fit its column or a constraint.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from universities.models import Department, Laboratory, Patent, Researcher, School, University
from yangpu_portal.core.identifiers import (
    normalise_cn_application,
    normalise_cn_publication,
    normalise_orcid,
    normalise_ror,
)
from yangpu_portal.core.models import Field


@transaction.atomic
def create_university(*, slug: str, ror: str | None = None, values: Mapping[str, Any]) -> University:
    """Makes a university.

    Args:
        ror: its ROR id, as people write it, also as an address.

    Raises:
        ValidationError: a value does not fit, such as a wrong ROR id.
    """
    university = University(slug=slug, ror=normalise_ror(ror) if ror else None, **values)
    university.full_clean()
    university.save()
    return university


@transaction.atomic
def create_school(*, university: University, slug: str, values: Mapping[str, Any]) -> School:
    """Makes a school.

    Raises:
        ValidationError: a value does not fit.
    """
    school = School(university=university, slug=slug, **values)
    school.full_clean()
    school.save()
    return school


@transaction.atomic
def create_department(
    *, university: University, slug: str, school: School | None = None, values: Mapping[str, Any]
) -> Department:
    """Makes a department, without a school for a unit that stands beside the schools.

    Raises:
        ValidationError: a value does not fit, or the school is of another university.
    """
    department = Department(university=university, slug=slug, school=school, **values)
    department.full_clean()
    department.save()
    return department


@transaction.atomic
def create_laboratory(
    *,
    university: University,
    slug: str,
    school: School | None = None,
    department: Department | None = None,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
) -> Laboratory:
    """Makes a laboratory.

    Raises:
        ValidationError: a value does not fit, or school or department are of another university.
    """
    laboratory = Laboratory(university=university, slug=slug, school=school, department=department, **values)
    laboratory.full_clean()
    laboratory.save()
    laboratory.fields.set(fields)
    return laboratory


@transaction.atomic
def create_researcher(
    *,
    university: University,
    department: Department | None = None,
    laboratory: Laboratory | None = None,
    orcid: str | None = None,
    values: Mapping[str, Any],
    fields: Iterable[Field] = (),
) -> Researcher:
    """Makes the profile of a researcher, not shown publicly unless `values` say so.

    Args:
        orcid: the ORCID iD, as people write it.

    Raises:
        ValidationError: a value does not fit, such as a wrong ORCID iD.
    """
    researcher = Researcher(
        university=university,
        department=department,
        laboratory=laboratory,
        orcid=normalise_orcid(orcid) if orcid else None,
        **values,
    )
    researcher.full_clean()
    researcher.save()
    researcher.fields.set(fields)
    return researcher


@transaction.atomic
def create_patent(
    *,
    university: University,
    office: str = "CN",
    application_number: str = "",
    publication_number: str = "",
    values: Mapping[str, Any],
) -> Patent:
    """Makes a patent or application.

    Args:
        office: WIPO ST.3 code of the office.
        application_number, publication_number: as people write them; one of the two is needed.

    Raises:
        ValidationError: a value does not fit, such as a Chinese number with a wrong check digit.
    """
    if office == "CN":
        application_number = normalise_cn_application(application_number)
        publication_number = normalise_cn_publication(publication_number)
    patent = Patent(
        university=university,
        office=office,
        application_number=application_number,
        publication_number=publication_number,
        **values,
    )
    patent.full_clean()
    patent.save()
    return patent
