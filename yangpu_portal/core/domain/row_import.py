"""Writes batches of imported records: new rows are made, changed ones changed, others left alone.

Only columns that the file fills are compared and written, so what people edit in other columns stays, and an
empty cell takes nothing away. A batch is one transaction that holds a lock on the owner of the rows (a
university, a company), so that two imports for it wait for each other instead of making rows twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from yangpu_portal.core.domain.database_words import database_reason
from yangpu_portal.core.enums import TranslationState
from yangpu_portal.core.imports.records import Record, Refusal, RowIssue


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go.

    Args:
        model: has `external_id`, `source_language`, `translation_state` and the owner's column.
        defaults: columns of new rows that no file fills, such as their state.
        after: called with the keys of the rows written, in the same transaction.
    """

    model: type[models.Model]
    owner_column: str
    owner: models.Model
    defaults: Mapping[str, Any] = field(default_factory=dict)
    after: Callable[[list[int]], Any] = lambda keys: None


@dataclass
class BatchOutcome:
    """Args:
    changed: records with the columns that changed.
    written: keys of the new and changed rows.
    known: keys of all rows the records stand for.
    """

    new: list[Record] = field(default_factory=list)
    changed: list[tuple[Record, list[str]]] = field(default_factory=list)
    same: list[Record] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Change:
    record: Record
    row: Any
    columns: list[str]
    is_new: bool


@transaction.atomic
def import_batch(*, target: Target, records: Sequence[Record], dry_run: bool = False) -> BatchOutcome:
    """Brings the records into the table.

    Args:
        records: no two with the same external id.
        dry_run: tell what would happen and write nothing.
    """
    outcome = BatchOutcome()
    existing = _existing(target, records, lock=not dry_run)
    changes = []
    for record in records:
        change = _change(target, record, existing.get(record.external_id))
        if issues := _issues(change):
            outcome.refused.append(Refusal(record.row, issues))
        elif change.is_new or change.columns:
            changes.append(change)
        else:
            outcome.same.append(record)
            outcome.known.append(change.row.pk)
    done = changes if dry_run else _write(target, changes, outcome)
    outcome.new = [change.record for change in done if change.is_new]
    outcome.changed = [(change.record, change.columns) for change in done if not change.is_new]
    outcome.written = [change.row.pk for change in done if change.row.pk]
    outcome.known += outcome.written
    return outcome


def _existing(target: Target, records: Sequence[Record], *, lock: bool) -> dict[str, Any]:
    owner = target.owner
    rows: models.QuerySet[Any] = target.model._default_manager.filter(
        **{target.owner_column: owner}, external_id__in=[record.external_id for record in records]
    )
    if lock:
        type(owner)._default_manager.select_for_update(no_key=True).get(pk=owner.pk)
        rows = rows.select_for_update(no_key=True)
    return {row.external_id: row for row in rows}


def _change(target: Target, record: Record, row: Any) -> _Change:
    if row is None:
        row = target.model(
            **{target.owner_column: target.owner},
            **target.defaults,
            external_id=record.external_id,
            source_language=record.language,
            translation_state=TranslationState.HUMAN if _is_bilingual(record) else TranslationState.NONE,
            **record.values,
        )
        return _Change(record, row, sorted(record.values), True)
    columns = [name for name, value in record.values.items() if getattr(row, name) != value]
    for name in columns:
        setattr(row, name, record.values[name])
    if columns and row.source_language != record.language:
        row.source_language = record.language
        columns.append("source_language")
    return _Change(record, row, columns, False)


def _is_bilingual(record: Record) -> bool:
    endings = {name.rsplit("_", 1)[-1] for name in record.values if not name.startswith("keywords_")}
    return endings >= {"zh", "en"}


def _issues(change: _Change) -> list[RowIssue]:
    """What the columns themselves say against the new values; the rest is up to the database."""
    names = set(change.columns)
    if not names:
        return []
    exclude = {each.name for each in change.row._meta.concrete_fields} - names
    try:
        change.row.clean_fields(exclude=exclude)
    except ValidationError as error:
        record = change.record
        return [
            RowIssue(record.row, record.sources.get(name, name), message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _write(target: Target, changes: list[_Change], outcome: BatchOutcome) -> list[_Change]:
    """Writes all at once; if the database refuses, one by one to find the rows it means."""
    try:
        with transaction.atomic():
            _write_rows(target, changes)
    except DatabaseError:
        if not connection.is_usable():
            raise
        return [change for change in changes if _write_alone(target, change, outcome)]
    return changes


def _write_alone(target: Target, change: _Change, outcome: BatchOutcome) -> bool:
    try:
        with transaction.atomic():
            _write_rows(target, [change])
    except DatabaseError as error:
        row = change.record.row
        outcome.refused.append(Refusal(row, [RowIssue(row, "", database_reason(error))]))
        return False
    return True


def _write_rows(target: Target, changes: list[_Change]) -> None:
    if not changes:
        return
    manager = target.model._default_manager
    manager.bulk_create([change.row for change in changes if change.is_new])
    old = [change for change in changes if not change.is_new]
    now = timezone.now()
    for change in old:
        change.row.updated_at = now  # bulk_update passes auto_now by
    columns = {name for change in old for name in change.columns}
    if old:
        manager.bulk_update([change.row for change in old], sorted(columns | {"updated_at"}))
    target.after([change.row.pk for change in changes])
