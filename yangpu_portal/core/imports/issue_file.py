"""All errors and warnings of a run as CSV, safe to open in a spreadsheet."""

import csv
from pathlib import Path
from types import TracebackType

from yangpu_portal.core.imports.records import RowIssue

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class IssueFile:
    """Writes each issue as it comes. Raises OSError on opening when the place cannot be written to."""

    def __init__(self, path: str) -> None:
        # With a mark, so that Excel takes the Chinese for UTF-8.
        self._file = Path(path).open("w", encoding="utf-8-sig", errors="replace", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file)
        self._writer.writerow(["row", "kind", "column", "reason"])

    def __enter__(self) -> "IssueFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, issue: RowIssue, is_error: bool) -> None:
        kind = "error" if is_error else "warning"
        self._writer.writerow([issue.row, kind, safe_cell(issue.column), safe_cell(issue.reason)])


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
