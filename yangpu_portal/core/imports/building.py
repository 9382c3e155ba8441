"""Makes a record of a row: reads its cells, finds its language, its id, and a title where there is none."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yangpu_portal.core.enums import Language
from yangpu_portal.core.imports.columns import (
    TEXT,
    Columns,
    Field,
    Names,
    PairedField,
    PlainField,
    Use,
)
from yangpu_portal.core.imports.records import CellError, Record, Refusal, RowIssue
from yangpu_portal.core.imports.sections import divide
from yangpu_portal.core.imports.values import as_text, read_id, read_language
from yangpu_portal.core.tables import Cell, Row
from yangpu_portal.core.text import contains_han, detect_language, normalise, sentences

MADE_TITLE_LIMIT = 120
_LATIN_LETTERS = re.compile(r"[A-Za-z]")
_FEWEST_LETTERS = 12  # below that a Latin text may be a name inside Chinese text

ID, LANGUAGE = "external_id", "language"


def id_field(*aliases: str) -> PlainField:
    return PlainField("id", aliases, lambda cell, _header, _warn: {ID: read_id(cell)})


def language_field(*aliases: str) -> PlainField:
    return PlainField("language", aliases, lambda cell, _header, warn: {LANGUAGE: read_language(cell, warn)})


def text_field(*aliases: str) -> PlainField:
    """A cell that may hold several labelled parts; the builder divides it."""
    return PlainField(TEXT, aliases, lambda _cell, _header, _warn: {})


@dataclass
class _Reading:
    """What has been read of one row so far."""

    row: Row
    plain: dict[str, Any] = field(default_factory=dict)
    paired: dict[tuple[str, Language | None], Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    errors: list[RowIssue] = field(default_factory=list)
    warnings: list[RowIssue] = field(default_factory=list)


class RecordBuilder:
    """Builds records from the rows of one table.

    Args:
        fields: what the columns may mean.
        main: the field that holds the text proper, from which a missing title is taken.
        language: of all text whose column names none; else it is found from each text.
        finish: a last change to the values, such as moving what is too long for its column.
    """

    def __init__(
        self,
        columns: Columns,
        fields: Sequence[Field],
        *,
        main: str,
        language: Language | None = None,
        finish: Callable[[dict[str, Any]], None] = lambda values: None,
    ) -> None:
        self._uses = columns.uses
        self._names = Names(each for each in fields if each.name != TEXT)
        self._main = next(each for each in fields if each.name == main)
        self._language = language
        self._finish = finish

    def build(self, row: Row) -> Record | Refusal:
        if row.fault:
            return Refusal(row.number, [RowIssue(row.number, "", row.fault)])
        reading = _Reading(row)
        if row.note:
            reading.warnings.append(RowIssue(row.number, "", row.note))
        for use, cell in self._cells(reading):
            _read(reading, use, cell)
        if reading.errors:
            return Refusal(row.number, reading.errors)
        return self._record(reading)

    def _cells(self, reading: _Reading) -> Iterator[tuple[Use, Cell]]:
        for use in self._uses:
            cell = reading.row.cells.get(use.column)
            if cell is None:
                continue
            if use.field.name != TEXT:
                yield use, cell
                continue
            try:
                parts = divide(as_text(cell), lambda label: self._names.guess(label) is not None)
            except CellError as error:
                reading.errors.append(RowIssue(reading.row.number, use.column, str(error)))
                continue
            for label, part in parts:
                guess = self._names.guess(label) if label else None
                known = guess[1] if guess else Use(use.column, self._main)
                yield Use(use.column, known.field, known.language), part

    def _record(self, reading: _Reading) -> Record | Refusal:
        stated = self._language or reading.plain.pop(LANGUAGE, None)
        reading.plain.pop(LANGUAGE, None)
        language = stated or self._found_language(reading)
        values = {**reading.plain, **_by_language(reading, language, stated is not None)}
        self._finish(values)
        row = reading.row.number
        if not (values.get("title_zh") or values.get("title_en")) and not self._make_title(values, language):
            reason = _("The row has neither a title nor a text.")
            return Refusal(row, [RowIssue(row, "", reason)])
        if not any(reading.paired.get(("title", each)) for each in (None, *Language)):
            reason = _("The row has no title; the beginning of its text is taken.")
            reading.warnings.append(RowIssue(row, "", reason))
        identifier = values.pop(ID, "") or _id_from_title(values)
        return Record(row, identifier, language.value, values, reading.sources, reading.warnings)

    def _found_language(self, reading: _Reading) -> Language:
        texts = [reading.paired.get((name, None)) for name in ("title", self._main.name)]
        if text := " ".join(text for text in texts if text):
            return Language(detect_language(text))
        has_chinese = any(language is Language.ZH for _name, language in reading.paired)
        return Language.ZH if has_chinese else Language.EN

    def _make_title(self, values: dict[str, Any], language: Language) -> bool:
        """Takes the first sentence of the text as the title."""
        for ending in (language.suffix, language.other.suffix):
            text = values.get(f"{self._main.name}_{ending}", "")
            spans = sentences(text[:2000])
            if spans:
                values[f"title_{ending}"] = _cut(" ".join(text[slice(*spans[0])].split()))
                return True
        return False


def _read(reading: _Reading, use: Use, cell: Cell) -> None:
    """Reads one cell into the reading, or what is wrong with it."""

    def warn(reason: str) -> None:
        reading.warnings.append(RowIssue(reading.row.number, use.column, reason))

    try:
        if isinstance(use.field, PairedField):
            _add(reading, use, use.field.read(cell, warn))
        else:
            for name, value in use.field.read(cell, use.column, warn).items():
                reading.plain[name] = value
                reading.sources[name] = use.column
    except CellError as error:
        reading.errors.append(RowIssue(reading.row.number, use.column, str(error)))


def _add(reading: _Reading, use: Use, value: Any) -> None:
    """Adds text or words to what other columns of the same field gave."""
    if not value:
        return
    place = (use.field.name, use.language)
    before = reading.paired.get(place)
    if not before:
        reading.paired[place] = value
    elif isinstance(value, list):
        reading.paired[place] = list(dict.fromkeys([*before, *value]))
    elif value not in before:
        reading.paired[place] = f"{before}\n\n{value}"
    for ending in ("zh", "en"):
        reading.sources.setdefault(f"{use.field.name}_{ending}", use.column)


def _by_language(reading: _Reading, language: Language, stated: bool) -> dict[str, Any]:
    """Puts text into the columns of its language; what a column names goes before what is found."""
    values: dict[str, Any] = {}
    for (name, named), value in sorted(reading.paired.items(), key=lambda item: item[0][1] is None):
        chosen = named or (language if stated else _own_language(value, language))
        values.setdefault(f"{name}_{chosen.suffix}", value)
    return values


def _own_language(value: str | list[str], usual: Language) -> Language:
    text = " ".join(value) if isinstance(value, list) else value
    if contains_han(text):
        return Language(detect_language(text))
    return Language.EN if len(_LATIN_LETTERS.findall(text)) >= _FEWEST_LETTERS else usual


def _cut(sentence: str) -> str:
    if len(sentence) <= MADE_TITLE_LIMIT:
        return sentence.rstrip(" .。;；")
    start = sentence[: MADE_TITLE_LIMIT - 1]
    if not contains_han(start[-20:]) and " " in start[-20:]:
        start = start.rsplit(" ", 1)[0]
    return f"{start.rstrip(' ,，、')}…"


def _id_from_title(values: dict[str, Any]) -> str:
    """An id for rows without one: the same title gives the same id, whatever its case and spaces."""
    titles = "\n".join(values.get(f"title_{ending}", "") for ending in ("zh", "en"))
    plain = " ".join(normalise(titles).casefold().split())
    return f"title-{hashlib.sha256(plain.encode()).hexdigest()[:24]}"
