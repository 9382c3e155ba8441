"""JSON and JSON Lines: a list of objects, whose nested objects become columns with dots in their names."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.encodings import TextFile
from yangpu_portal.core.tables.grid import MAX_COLUMNS, is_empty, too_wide
from yangpu_portal.core.tables.types import Cell, Row, TableError

MAX_DOCUMENT = 50_000_000  # a JSON document is read whole, and takes several times its size
MAX_OBJECTS = 2_000_000
_DEPTH = 4
_NAMES = ("name", "title", "label", "value")
_LONGEST_LINE = 20_000_000


def jsonl_table(file: TextFile) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Columns are collected in a first pass over the whole file, as no line need have all of them."""
    columns = _columns(file.path.name, _jsonl_rows(file))
    if not columns:
        raise TableError(
            _("%(file)s has no JSON object in any line. Each line should be one {…}.")
            % {"file": file.path.name}
        )
    return columns, _jsonl_rows(file)


def _jsonl_rows(file: TextFile) -> Iterator[Row]:
    with file.path.open(encoding=file.encoding, errors=file.errors) as stream:
        number = 0
        while line := stream.readline(_LONGEST_LINE):
            number += 1
            if not line.isspace():
                yield _record(number, line)


def _record(number: int, line: str) -> Row:
    try:
        value = _parse(line)
    except (ValueError, RecursionError) as error:
        return Row(number, {}, _("The line is not JSON: %(error)s.") % {"error": _why(error)})
    return _row(number, value)


def json_table(file: TextFile, sheet: str | None) -> tuple[tuple[str, ...], Iterator[Row], int]:
    """Returns columns, rows and their count.

    Args:
        sheet: the name of the list to read when the document has several.

    Raises:
        TableError: the document is too large, no JSON, or holds no list of objects.
    """
    text = _document(file)
    try:
        document = _parse(text)
    except (ValueError, RecursionError) as error:
        raise TableError(
            _("%(file)s is not JSON: %(error)s.") % {"file": file.path.name, "error": _why(error)}
        ) from error
    records = _records(file.path, document, sheet)
    rows = [_row(number, record) for number, record in enumerate(records, start=1)]
    return _columns(file.path.name, rows), iter(rows), len(rows)


def _document(file: TextFile) -> str:
    if file.path.stat().st_size > MAX_DOCUMENT:
        raise TableError(
            _("%(file)s is over %(limit)d MB, too large for one JSON document. Save it as .jsonl.")
            % {"file": file.path.name, "limit": MAX_DOCUMENT // 1_000_000}
        )
    text = file.path.read_text(encoding=file.encoding, errors=file.errors)
    if text.count("{") + text.count("[") > MAX_OBJECTS:
        raise TableError(
            _("%(file)s holds more than %(limit)d objects. Divide it into several files.")
            % {"file": file.path.name, "limit": MAX_OBJECTS}
        )
    return text


def _parse(text: str) -> Any:
    # NaN and Infinity are no JSON, yet programs write them for "nothing".
    return json.loads(text, parse_constant=lambda _name: None)


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    return str(error) or _("it is nested too deeply")


def _records(path: Path, document: Any, sheet: str | None) -> list[Any]:
    lists = dict(_lists(document))
    if sheet is not None:
        lists = {name: records for name, records in lists.items() if name == sheet} or lists
    elif any("." not in name for name in lists):  # what stands outermost is what the file is about
        lists = {name: records for name, records in lists.items() if "." not in name}
    if len(lists) == 1 or "" in lists:
        return lists.get("") or next(iter(lists.values()))
    if lists:
        raise TableError(
            _("%(file)s has several lists: %(names)s. Say which one to read with --sheet.")
            % {"file": path.name, "names": ", ".join(lists)}
        )
    raise TableError(_("%(file)s holds no list of objects, [{…}, {…}].") % {"file": path.name})


def _lists(document: Any, prefix: str = "", depth: int = 2) -> Iterator[tuple[str, list[Any]]]:
    """The lists of objects in a document, by name; the document itself is named ""."""
    if isinstance(document, list):
        if any(isinstance(entry, dict) for entry in document):
            yield prefix, document
    elif isinstance(document, dict) and depth:
        for name, value in document.items():
            yield from _lists(value, f"{prefix}.{name}" if prefix else name, depth - 1)


def _row(number: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(number, {}, _("The entry is not an object, {…}."))
    return Row(number, dict(_flat(value)))


def _flat(record: dict[str, Any], prefix: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, Cell]]:
    for name, value in record.items():
        column = f"{prefix}{name}"
        if isinstance(value, dict):
            if depth:
                yield from _flat(value, f"{column}.", depth - 1)
        elif isinstance(value, list):
            words = [word for word in map(_word, value) if word]
            if words:
                yield column, words
        elif not is_empty(value):
            yield column, value


def _word(entry: Any) -> str:
    """An entry of a list as text; of an object its name."""
    if isinstance(entry, dict):
        entry = next((entry[name] for name in _NAMES if isinstance(entry.get(name), str)), None)
    return str(entry) if isinstance(entry, (str, int, float)) else ""


def _columns(name: str, rows: Iterable[Row]) -> tuple[str, ...]:
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row.cells))
        if len(columns) > MAX_COLUMNS:
            raise too_wide(name, len(columns))
    return tuple(columns)
