"""Loads the technologies of the demo, each in the state it is told to have and dated back from today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from universities.domain.technology import create_technology, publish_technologies, transition_technologies
from universities.enums import TechnologyState
from universities.models import Laboratory, Patent, Researcher, Technology, University
from yangpu_portal.core.demo_files import demo_rows, exact_numbers
from yangpu_portal.core.enums import TranslationState
from yangpu_portal.core.models import Field

# What a row says in words of its own; every other key is a column.
_NOT_COLUMNS = (
    *("id", "university", "laboratory", "inventors", "patents", "fields", "metrics"),
    *("language", "translation", "price", "state", "confirmed_days_ago", "published_days_ago"),
)

_State = TechnologyState
# The steps after publication, in this order, and the states told in the files whose way they are on.
_FURTHER_STEPS = (
    (_State.IN_REVIEW, {_State.IN_REVIEW}),
    (_State.WITHDRAWN, {_State.WITHDRAWN}),
    (_State.EXPIRED, {_State.EXPIRED, _State.ARCHIVED}),
    (_State.ARCHIVED, {_State.ARCHIVED}),
)


@dataclass(frozen=True)
class Ground:
    """What technologies refer to.

    Fields by code, universities by short name, laboratories by the short names of university and laboratory,
    researchers and patents by their `id` in the demo's files.
    """

    fields: Mapping[str, Field]
    universities: Mapping[str, University]
    laboratories: Mapping[tuple[str, str], Laboratory]
    researchers: Mapping[str, Researcher]
    patents: Mapping[str, Patent]


def load_technologies(ground: Ground) -> int:
    """Makes the technologies that are missing.

    Returns:
        how many were made.

    Raises:
        KeyError: a row names something that the ground does not have.
        ValidationError: a value does not fit its column.
    """
    known = set(Technology.objects.exclude(external_id="").values_list("university__slug", "external_id"))
    rows = demo_rows("universities", "technologies")
    new = [row for row in rows if (row["university"], row["id"]) not in known]
    made = [(row, _make(row, ground).pk) for row in new]
    if made:
        _bring_into_state(made)
    return len(made)


def _make(row: Mapping[str, Any], ground: Ground) -> Technology:
    values = _values(row)
    if "laboratory" in row:
        laboratory = ground.laboratories[row["university"], row["laboratory"]]
        values |= {"laboratory": laboratory, "department": laboratory.department}
    return create_technology(
        university=ground.universities[row["university"]],
        source_language=row["language"],
        values=values,
        fields=[ground.fields[code] for code in row.get("fields", [])],
        inventors=[ground.researchers[name] for name in row.get("inventors", [])],
        patents=[ground.patents[name] for name in row.get("patents", [])],
        metrics=[exact_numbers(metric) for metric in row.get("metrics", [])],
    )


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in _NOT_COLUMNS}
    values["external_id"] = row["id"]
    values["translation_state"] = row.get("translation", TranslationState.NONE)
    if "price" in row:
        values["price_min"], values["price_max"] = row["price"]
    if "confirmed_days_ago" in row:
        values["confirmed_on"] = timezone.localdate() - timedelta(days=row["confirmed_days_ago"])
    return values


def _bring_into_state(made: Sequence[tuple[Mapping[str, Any], int]]) -> None:
    """Publishes what is or was public, oldest first and a day at a time; then takes the further step."""
    now = timezone.now()
    states = [(TechnologyState(row.get("state", TechnologyState.PUBLISHED)), row, pk) for row, pk in made]
    hidden = (TechnologyState.DRAFT, TechnologyState.IN_REVIEW)
    public = sorted(
        (-row.get("published_days_ago", 0), pk) for state, row, pk in states if state not in hidden
    )
    for days, group in groupby(public, key=lambda pair: pair[0]):
        publish_technologies(technology_ids=[pk for _days, pk in group], at=now + timedelta(days=days))
    for to, said in _FURTHER_STEPS:
        transition_technologies(technology_ids=[pk for state, _row, pk in states if state in said], to=to)
