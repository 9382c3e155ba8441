"""Loads parks, invented companies and their needs from `startups/demo/`, through the domain functions.

Rows that exist already (by short name or external id) are left as they are, so that what people changed
while trying the portal stays.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from startups.domain.need import create_need, open_needs, submit_need, transition_needs
from startups.domain.organisation import create_company, create_park, verify_company
from startups.enums import NeedState, ParkLevel
from startups.models import Company, Need, SciTechPark
from universities.models import University
from yangpu_portal.core.demo_files import demo_rows, exact_numbers
from yangpu_portal.core.enums import TranslationState
from yangpu_portal.core.models import District, Field, User

APP = "startups"
DISTRICT = "310110"


@transaction.atomic
def load_organisations() -> int:
    """Makes parks and companies that are missing.

    Returns:
        how many were made.

    Raises:
        KeyError: a row names a field, park or university that does not exist.
        ValidationError: a value does not fit its column.
    """
    district = District.objects.get(code=DISTRICT)
    fields = {field.code: field for field in Field.objects.all()}
    universities = {university.slug: university for university in University.objects.all()}
    parks = {park.slug: park for park in SciTechPark.objects.all()}
    companies = set(Company.objects.values_list("slug", flat=True))
    new_parks = [row for row in demo_rows(APP, "parks") if row["slug"] not in parks]
    new_companies = [row for row in demo_rows(APP, "companies") if row["slug"] not in companies]
    for row in new_parks:
        parks[row["slug"]] = _make_park(row, district, fields, universities)
    for row in new_companies:
        _make_company(row, parks[row["park"]], fields)
    return len(new_parks) + len(new_companies)


@transaction.atomic
def verify_companies(*, official: User) -> None:
    """Notes when an official looked at the companies' papers, where the demo says so."""
    unverified = {company.slug: company for company in Company.objects.filter(verified_at=None)}
    for row in demo_rows(APP, "companies"):
        if "verified_days_ago" in row and row["slug"] in unverified:
            at = timezone.now() - timedelta(days=row["verified_days_ago"])
            verify_company(company=unverified[row["slug"]], verified_by=official, at=at)


@transaction.atomic
def load_needs() -> int:
    """Makes needs that are missing, each in the state it is told to have.

    Returns:
        how many were made.

    Raises:
        KeyError: a row names a field, a company or an author that does not exist.
        ValidationError: a value does not fit its column.
    """
    known = set(Need.objects.exclude(external_id="").values_list("company__slug", "external_id"))
    rows = [row for row in demo_rows(APP, "needs") if (row["company"], row["id"]) not in known]
    companies = {company.slug: company for company in Company.objects.all()}
    fields = {field.code: field for field in Field.objects.all()}
    emails = {row["author"] for row in rows if "author" in row}
    authors = {user.email: user for user in User.objects.filter(email__in=emails)}
    made = [(row, _make_need(row, companies[row["company"]], authors, fields)) for row in rows]
    _bring_into_state(made)
    return len(made)


def _make_park(
    row: Mapping[str, Any],
    district: District,
    fields: Mapping[str, Field],
    universities: Mapping[str, University],
) -> SciTechPark:
    return create_park(
        slug=row["slug"],
        district=district,
        level=ParkLevel(row["level"]),
        university=universities[row["university"]] if "university" in row else None,
        values=_columns(row, "name", "summary", "operator", "address", "latitude", "longitude", "website"),
        fields=[fields[code] for code in row.get("fields", [])],
    )


def _make_company(row: Mapping[str, Any], park: SciTechPark, fields: Mapping[str, Field]) -> Company:
    return create_company(
        slug=row["slug"],
        district=park.district,
        park=park,
        uscc=row["uscc"],
        values={
            **_columns(row, "name", "summary", "stage", "founded", "employees", "listed"),
            "illustrative": True,
        },
        fields=[fields[code] for code in row["fields"]],
    )


def _make_need(
    row: Mapping[str, Any], company: Company, authors: Mapping[str, User], fields: Mapping[str, Field]
) -> Need:
    texts = _columns(row, "title", "situation", "target", "constraints", "tried", "keywords")
    values = {
        **texts,
        **_columns(row, "minimum_trl", "cooperation_modes", "confidentiality"),
        "external_id": row["id"],
        "translation_state": row.get("translation", TranslationState.NONE),
    }
    if "budget" in row:
        values["budget_min"], values["budget_max"] = row["budget"]
    if "wanted_in_days" in row:
        values["wanted_by"] = timezone.localdate() + timedelta(days=row["wanted_in_days"])
    return create_need(
        company=company,
        author=authors[row["author"]] if "author" in row else None,
        source_language=row["language"],
        values=values,
        fields=[fields[code] for code in row["fields"]],
        parameters=[exact_numbers(parameter) for parameter in row.get("parameters", [])],
    )


def _bring_into_state(made: Sequence[tuple[Mapping[str, Any], Need]]) -> None:
    """Takes each need the way through review; those opened on the same day open together."""
    for row, need in made:
        if row.get("state") != NeedState.DRAFT:
            submit_need(need=need)
    opened = [(row["opened_days_ago"], need) for row, need in made if "opened_days_ago" in row]
    for days, group in groupby(sorted(opened, key=lambda pair: -pair[0]), key=lambda pair: pair[0]):
        at = timezone.now() - timedelta(days=days)
        open_needs(need_ids=[need.pk for _days, need in group], at=at)
    for to in (NeedState.MATCHED, NeedState.CLOSED, NeedState.EXPIRED, NeedState.WITHDRAWN):
        transition_needs(need_ids=[need.pk for row, need in made if row.get("state") == to], to=to)


def _columns(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The values of these columns, each alone or as a pair of languages, where the row has them."""
    wanted = {column for name in names for column in (name, f"{name}_zh", f"{name}_en")}
    return {column: value for column, value in row.items() if column in wanted}
