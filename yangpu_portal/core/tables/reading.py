"""Opens a file of any kind as a table."""

import os
from pathlib import Path

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.delimited import delimited_rows, find_delimiter
from yangpu_portal.core.tables.encodings import inspect_text
from yangpu_portal.core.tables.grid import Knows, knows_none, named_rows
from yangpu_portal.core.tables.kinds import file_kind
from yangpu_portal.core.tables.records import json_table, jsonl_table
from yangpu_portal.core.tables.spreadsheet import open_sheet
from yangpu_portal.core.tables.types import Table, TableError

SIZE_LIMIT = 200_000_000  # bytes


def read_table(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    size_limit: int = SIZE_LIMIT,
    knows: Knows = knows_none,
) -> Table:
    """Opens a CSV, TSV, XLSX, JSON or JSON Lines file.

    Args:
        sheet: the sheet of a workbook (else the first visible one), or the list of a JSON document.
        size_limit: bytes.
        knows: as `named_rows` takes it.

    Raises:
        TableError: there is no such table. Reading the rows can raise it too, for damage further inside.
    """
    file = Path(path)
    check_file(file, size_limit)
    kind = file_kind(file)
    if kind == "zip":
        raw, last, name = open_sheet(file, sheet)
        columns, rows = named_rows(file.name, raw, knows)
        return Table("xlsx", columns, rows, last, {"sheet": name})
    text = inspect_text(file)
    details = {"encoding": text.encoding}
    if kind == "json":
        columns, rows, count = json_table(text, sheet)
        return Table("json", columns, rows, count, details)
    if kind == "jsonl":
        columns, rows = jsonl_table(text)
        return Table("jsonl", columns, rows, text.lines, details)
    delimiter = find_delimiter(text)
    columns, rows = named_rows(file.name, delimited_rows(text, delimiter), knows)
    return Table("csv", columns, rows, text.lines, {**details, "delimiter": delimiter})


def check_file(path: Path, size_limit: int, name: str = "") -> None:
    """Raises TableError unless there is a readable file that is neither empty nor too large."""
    name = name or path.name or str(path)
    try:
        size = path.stat().st_size
        readable = os.access(path, os.R_OK)
    except (OSError, ValueError) as error:
        raise TableError(_("There is no file %(path)s.") % {"path": path}) from error
    if not path.is_file():
        raise TableError(_("%(path)s is not a file.") % {"path": path})
    if not readable:
        raise TableError(_("%(path)s may not be read; check its permissions.") % {"path": path})
    if size == 0:
        raise TableError(_("%(file)s is empty.") % {"file": name})
    if size > size_limit:
        raise TableError(
            _("%(file)s has %(size)d MB; at most %(limit)d MB can be read. Divide it into several files.")
            % {"file": name, "size": size // 1_000_000 or 1, "limit": size_limit // 1_000_000}
        )
