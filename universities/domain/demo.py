"""Loads universities and what they offer from `universities/demo/`, through the domain functions.

Rows that exist already (by short name, name, number or external id) are left as they are, so that what
people changed while trying the portal stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from universities.domain.demo_technologies import Ground, load_technologies
from universities.domain.organisation import (
    create_department,
    create_laboratory,
    create_patent,
    create_researcher,
    create_school,
    create_university,
)
from universities.models import Department, Laboratory, Patent, Researcher, School, University
from yangpu_portal.core.demo_files import demo_rows
from yangpu_portal.core.models import Field

APP = "universities"
Row = TypeVar("Row")


@dataclass
class _Known:
    """What is in the database: what rows refer to, and what they need not make again.

    Schools, departments, laboratories: by the short names of university and part. Researchers: by the
    university's short name and the person's English name. Patents: by office and number.
    """

    fields: dict[str, Field]
    universities: dict[str, University]
    schools: dict[tuple[str, str], School]
    departments: dict[tuple[str, str], Department]
    laboratories: dict[tuple[str, str], Laboratory]
    researchers: dict[tuple[str, str], Researcher]
    patents: dict[tuple[str, str], Patent]

    def fields_of(self, row: Mapping[str, Any]) -> list[Field]:
        return [self.fields[code] for code in row.get("fields", [])]


@transaction.atomic
def load_supply() -> int:
    """Makes universities, their parts and people, patents and technologies that are missing.

    Returns:
        how many were made.

    Raises:
        KeyError: a row names something that does not exist, such as a field or a laboratory.
        ValidationError: a value does not fit its column.
    """
    known = _read()
    new = _load_universities(known)
    new += _load_schools(known)
    new += _load_departments(known)
    new += _load_laboratories(known)
    researchers = {row["id"]: row for row in demo_rows(APP, "researchers")}
    patents = {row["id"]: row for row in demo_rows(APP, "patents")}
    new += _load_researchers(known, researchers)
    new += _load_patents(known, patents)
    ground = Ground(
        fields=known.fields,
        universities=known.universities,
        laboratories=known.laboratories,
        researchers={name: known.researchers[_person(row)] for name, row in researchers.items()},
        patents={name: known.patents[_number(row)] for name, row in patents.items()},
    )
    return new + load_technologies(ground)


def _read() -> _Known:
    universities = {university.slug: university for university in University.objects.all()}
    slugs = {university.pk: slug for slug, university in universities.items()}
    return _Known(
        fields={field.code: field for field in Field.objects.all()},
        universities=universities,
        schools={(slugs[row.university_id], row.slug): row for row in School.objects.all()},
        departments={(slugs[row.university_id], row.slug): row for row in Department.objects.all()},
        laboratories={(slugs[row.university_id], row.slug): row for row in Laboratory.objects.all()},
        researchers={(slugs[row.university_id], row.name_en): row for row in Researcher.objects.all()},
        patents={(row.office, row.number): row for row in Patent.objects.all()},
    )


def _load_universities(known: _Known) -> int:
    before = len(known.universities)
    for row in demo_rows(APP, "universities"):
        if row["slug"] not in known.universities:
            values = _without(row, "slug", "ror")
            known.universities[row["slug"]] = create_university(
                slug=row["slug"], ror=row.get("ror"), values=values
            )
    return len(known.universities) - before


def _load_schools(known: _Known) -> int:
    before = len(known.schools)
    for position, row in enumerate(demo_rows(APP, "schools"), start=1):
        if _place(row) not in known.schools:
            known.schools[_place(row)] = create_school(
                university=known.universities[row["university"]],
                slug=row["slug"],
                values={**_without(row, "university", "slug"), "position": position},
            )
    return len(known.schools) - before


def _load_departments(known: _Known) -> int:
    before = len(known.departments)
    for position, row in enumerate(demo_rows(APP, "departments"), start=1):
        if _place(row) not in known.departments:
            known.departments[_place(row)] = create_department(
                university=known.universities[row["university"]],
                slug=row["slug"],
                school=_named(known.schools, row, "school"),
                values={**_without(row, "university", "slug", "school"), "position": position},
            )
    return len(known.departments) - before


def _load_laboratories(known: _Known) -> int:
    before = len(known.laboratories)
    for row in demo_rows(APP, "laboratories"):
        if _place(row) not in known.laboratories:
            known.laboratories[_place(row)] = create_laboratory(
                university=known.universities[row["university"]],
                slug=row["slug"],
                school=_named(known.schools, row, "school"),
                department=_named(known.departments, row, "department"),
                values=_without(row, "university", "slug", "school", "department", "fields"),
                fields=known.fields_of(row),
            )
    return len(known.laboratories) - before


def _load_researchers(known: _Known, rows: Mapping[str, Mapping[str, Any]]) -> int:
    before = len(known.researchers)
    for row in rows.values():
        if _person(row) not in known.researchers:
            known.researchers[_person(row)] = create_researcher(
                university=known.universities[row["university"]],
                department=_named(known.departments, row, "department"),
                laboratory=_named(known.laboratories, row, "laboratory"),
                orcid=row.get("orcid"),
                values=_without(row, "id", "university", "department", "laboratory", "orcid", "fields"),
                fields=known.fields_of(row),
            )
    return len(known.researchers) - before


def _load_patents(known: _Known, rows: Mapping[str, Mapping[str, Any]]) -> int:
    before = len(known.patents)
    numbers = ("office", "application_number", "publication_number")
    for row in rows.values():
        if _number(row) not in known.patents:
            known.patents[_number(row)] = create_patent(
                university=known.universities[row["university"]],
                **{name: row[name] for name in numbers if name in row},
                values=_without(row, "id", "university", *numbers),
            )
    return len(known.patents) - before


def _named(places: Mapping[tuple[str, str], Row], row: Mapping[str, Any], part: str) -> Row | None:
    """The school, department or laboratory of its university that a row names, if it names one."""
    return places[row["university"], row[part]] if part in row else None


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["university"], row["slug"]


def _person(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["university"], row["name_en"]


def _number(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["office"], row.get("publication_number") or row["application_number"]


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
