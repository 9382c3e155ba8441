"""Reads offers and needs from files of one JSON object per line, and reports the lines it cannot use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from liaison.matching.types import Demand, Offer

Read = TypeVar("Read", Offer, Demand)
Report = Callable[[str], None]

_LANGUAGES = ("zh", "en")
_FORBIDDEN_IN_ID = frozenset("\t\r\n")


class UnusableFileError(Exception):
    """The file cannot be read at all; the message says why and what is expected."""


class _BadLineError(Exception):
    """One line cannot be used."""


def read_documents(path: Path, kind: type[Read], report: Report) -> list[Read]:
    """Return the documents of a file: objects with "id" and, each optional, "title", "text" and "language".

    ``report`` gets one line of text for each line that is skipped: broken ones, and ids seen before. Raises
    UnusableFileError when the file cannot be opened or none of its lines can be used.
    """
    documents: dict[str, Read] = {}
    lines = 0
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        lines += 1
        try:
            document = _document(line, kind)
        except _BadLineError as error:
            report(f"{path}, line {number}: skipped, {error}")
            continue
        if document.id in documents:
            report(f'{path}, line {number}: skipped, the id "{document.id}" occurred before')
            continue
        documents[document.id] = document
    if lines and not documents:
        raise UnusableFileError(
            f'{path}: no line can be used; each must be like {{"id": "1", "title": "…", "text": "…"}}.'
        )
    return list(documents.values())


def _lines(path: Path) -> list[bytes]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    return content.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def _document(line: bytes, kind: type[Read]) -> Read:
    try:
        row = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _BadLineError("it is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _BadLineError(f"it is not JSON ({error})") from error
    if not isinstance(row, dict):
        raise _BadLineError('it is not an object like {"id": "1", "text": "…"}')
    return kind(_id(row.get("id")), _text(row, "title"), _text(row, "text"), _language(row.get("language")))


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise _BadLineError('it has no "id"')
    if _FORBIDDEN_IN_ID & set(value) or not value.isprintable():
        raise _BadLineError('its "id" has a tab, a line end or another character that cannot be printed')
    return value


def _text(row: dict[str, object], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadLineError(f'its "{key}" is {type(value).__name__} instead of text')
    return value


def _language(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not value.lower().startswith(_LANGUAGES):
        raise _BadLineError('its "language" is neither "zh-hans" nor "en"; leave it out to have it detected')
    return value
