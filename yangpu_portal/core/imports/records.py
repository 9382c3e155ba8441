"""What is between a foreign row and a row of ours."""

from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import models


class CellError(Exception):
    """A cell that cannot be taken as it is; the message says why, translated."""


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One thing to tell about a row: its number in the file, the column (or ""), and the reason."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row that may go in.

    Args:
        row: its number in the file.
        external_id: stable from one run to the next.
        language: of the text, a value of core.enums.Language.
        values: what the file says, by model column; what it leaves empty is not there.
        sources: the file's column behind each of the values.
    """

    row: int
    external_id: str
    language: str
    values: dict[str, Any]
    sources: dict[str, str] = field(default_factory=dict)
    warnings: list[RowIssue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that may not, and everything that is wrong with it."""

    row: int
    issues: list[RowIssue]


@dataclass(frozen=True, slots=True)
class Change:
    """What a row alters: the column's name for people, what stood there, what will."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Written:
    """What became of a row: "new", "changed" or "same"; the row of ours it stands for."""

    verdict: Literal["new", "changed", "same"]
    row: models.Model | None
    title: str
    changes: list[Change] = field(default_factory=list)
