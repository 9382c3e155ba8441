"""What kind of file lies there, by its first bytes: names of files lie."""

import json
from pathlib import Path

from django.utils.translation import gettext as _

from yangpu_portal.core.tables.types import TableError

HEAD_BYTES = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_SHARE_OF_CONTROLS = 0.05  # stray control characters occur in tables; binary files are full of them


def file_kind(path: Path) -> str:
    """Returns "zip", "json", "jsonl" or "csv".

    Raises:
        TableError: the file is of a kind that holds no table.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_ZIP):
        return "zip"
    _refuse_foreign(path, head)
    return _text_kind(path, head)


def _refuse_foreign(path: Path, head: bytes) -> None:
    if head.startswith(_OLE):
        raise TableError(
            _(
                "%(file)s is an old Excel file (.xls) or protected by a password. "
                "Open it in Excel and save it as .xlsx without a password."
            )
            % {"file": path.name}
        )
    start = head.removeprefix(_MARKS[0]).lstrip()
    lowered = start[:20].lower()
    for signature, name in _FOREIGN:
        if start.startswith(signature) or lowered.startswith(signature):
            raise foreign_kind(path, name)
    if _is_binary(head):
        raise TableError(
            _("%(file)s is not a text file. Save the table as .csv, .xlsx, .json or .jsonl.")
            % {"file": path.name}
        )


def foreign_kind(path: Path, name: str) -> TableError:
    return TableError(
        _("%(file)s is a %(kind)s file, not a table. Save the table as .csv, .xlsx, .json or .jsonl.")
        % {"file": path.name, "kind": name}
    )


def _is_binary(head: bytes) -> bool:
    if head.startswith(_MARKS[1:]):
        return False
    controls = sum(byte < 32 and byte not in b"\0\t\n\r\f\x1f" for byte in head)
    return controls > len(head) * _SHARE_OF_CONTROLS


def _text_kind(path: Path, head: bytes) -> str:
    start = head.removeprefix(_MARKS[0]).lstrip()
    suffix = path.suffix.lower()
    if start.startswith(b"["):
        return "csv" if suffix in {".csv", ".tsv"} else "json"
    if suffix in _LINE_SUFFIXES:
        return "jsonl"
    if start.startswith(b"{"):
        return "jsonl" if _has_records_per_line(path) else "json"
    return "json" if suffix == ".json" else "csv"


def _has_records_per_line(path: Path) -> bool:
    with path.open("rb") as file:
        lines = (line.strip() for line in file)
        filled = [line for _count, line in zip(range(50), lines, strict=False) if line][:2]
    if len(filled) < 2:
        return False
    try:
        return isinstance(json.loads(filled[0].removeprefix(_MARKS[0])), dict)
    except (ValueError, RecursionError):
        return False
