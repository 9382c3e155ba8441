"""One row of a sheet: written, or tried and taken back, with what is wrong told by column."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from yangpu_portal.core.domain.database_words import database_reason
from yangpu_portal.core.imports.records import Record, RowIssue, Written
from yangpu_portal.core.imports.sheet import ImportContext, SheetKind


@dataclass(slots=True)
class Judgement:
    """Either what was written or what is wrong."""

    written: Written | None = None
    issues: list[RowIssue] = field(default_factory=list)


def write_row(kind: SheetKind, record: Record, context: ImportContext, *, keep: bool = True) -> Judgement:
    """Writes a row in a transaction of its own, inside the caller's if there is one.

    Args:
        keep: False tries it and takes everything back, so that a preview says what the writing would.
    """
    try:
        with transaction.atomic():
            written = kind.write(record, context)
            if not keep:
                transaction.set_rollback(True)
    except ValidationError as error:
        return Judgement(issues=_issues(record, error))
    except PermissionDenied as error:
        return Judgement(issues=[RowIssue(record.row, "", str(error) or _("You may not make this change."))])
    except DatabaseError as error:
        if not connection.is_usable():
            raise
        return Judgement(issues=[RowIssue(record.row, "", database_reason(error))])
    return Judgement(written=written)


def _issues(record: Record, error: ValidationError) -> list[RowIssue]:
    if not hasattr(error, "error_dict"):
        return [RowIssue(record.row, "", message) for message in error.messages]
    return [
        RowIssue(record.row, "" if name == "__all__" else record.sources.get(name, name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
