"""The lines an import prints."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from yangpu_portal.core.imports.columns import Columns
from yangpu_portal.core.imports.records import RowIssue
from yangpu_portal.core.imports.run import ImportReport
from yangpu_portal.core.tables import Table

_WARNINGS_SHOWN = 5
_COLUMNS_SHOWN = 30


def column_lines(path: str, table: Table, columns: Columns) -> Iterator[str]:
    """How the file was understood."""
    details = ", ".join(f"{name} {value!r}" for name, value in table.details.items())
    yield f"{Path(path).name}: {table.kind}, {details}"
    uses = ", ".join(f"{use.column} → {use.target}" for use in columns.uses)
    yield _("Columns used: %(columns)s") % {"columns": uses}
    if columns.unused:
        shown = ", ".join(columns.unused[:_COLUMNS_SHOWN])
        more = f", … ({len(columns.unused)})" if len(columns.unused) > _COLUMNS_SHOWN else ""
        yield _("Not used: %(columns)s") % {"columns": shown + more}


def summary_line(report: ImportReport) -> str:
    return _(
        "%(read)d rows read: %(new)d new, %(changed)d changed, %(same)d same, %(refused)d wrong;"
        " %(seconds).1f s"
    ) % {
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "refused": report.refused,
        "seconds": report.seconds,
    }


def example_lines(report: ImportReport) -> Iterator[str]:
    """A few rows of each kind, for those who want to see before they write."""
    for title in report.examples_new:
        yield _("new: %(title)s") % {"title": title}
    for title, names in report.examples_changed:
        yield _("changed: %(title)s (%(columns)s)") % {"title": title, "columns": ", ".join(names)}
    for title in report.examples_same:
        yield _("same: %(title)s") % {"title": title}


def issue_lines(report: ImportReport, errors_file: str | None) -> Iterator[str]:
    """What is wrong, row by row, as far as it fits on a screen."""
    for issue in report.errors:
        yield _line(issue)
    hidden = report.refused - len({issue.row for issue in report.errors})
    if hidden > 0 and not errors_file:
        yield _("… and %(count)d more wrong rows; --errors FILE.csv writes all of them.") % {"count": hidden}
    for issue in report.warnings[:_WARNINGS_SHOWN]:
        yield _("Note, %(issue)s") % {"issue": _line(issue)}
    if report.warned > _WARNINGS_SHOWN:
        count = report.warned - _WARNINGS_SHOWN
        yield _("… and %(count)d more notes; --errors FILE.csv writes all of them.") % {"count": count}


def _line(issue: RowIssue) -> str:
    if issue.column:
        return _("row %(row)d, %(column)s: %(reason)s") % {
            "row": issue.row,
            "column": issue.column,
            "reason": issue.reason,
        }
    return _("row %(row)d: %(reason)s") % {"row": issue.row, "reason": issue.reason}
