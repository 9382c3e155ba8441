"""Which column of a foreign table is which of our fields.

Names are compared without case, spaces and punctuation: "Case Number", "case_number" and "CASE NUMBER:" are
the same; so are "标题（英文）", "英文标题" and "title_en". A name with dots (nested JSON) is also known by
its last part.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from yangpu_portal.core.enums import Language
from yangpu_portal.core.tables import Cell, TableError

Warn: TypeAlias = Callable[[str], None]

TEXT = "text"  # the field of cells with several labelled parts: "Title: …", "Abstract: …"
LEFT_OUT = "-"  # in --map: this column is not to be used
_NOISE = re.compile(r"[\W_]+")
_DECORATION = re.compile(r"(?:必填项?|选填项?|required|optional|万元|人民币|元|cny|rmb)+\Z")
_MARKS = {
    Language.ZH: ("zhhans", "zhcn", "chinese", "中文", "汉语", "zh", "cn"),
    Language.EN: ("english", "英文", "英语", "eng", "en"),
}


@dataclass(frozen=True, slots=True)
class PairedField:
    """Text we keep in two languages, as columns `<name>_zh` and `<name>_en`.

    Args:
        aliases: names of columns, best first.
        joins: of several such columns in a file all are read, as paragraphs; otherwise the best alone.
        read: (cell) -> text or list of words.
    """

    name: str
    aliases: tuple[str, ...]
    read: Callable[[Cell, Warn], Any]
    joins: bool = False


@dataclass(frozen=True, slots=True)
class PlainField:
    """A value without a language. `read` is (cell, header, warn) -> our columns and their values."""

    name: str
    aliases: tuple[str, ...]
    read: Callable[[Cell, str, Warn], Mapping[str, Any]]


Field: TypeAlias = PairedField | PlainField


@dataclass(frozen=True, slots=True)
class Use:
    """A column of the file put to use; `language` when its name says one."""

    column: str
    field: Field
    language: Language | None = None

    @property
    def target(self) -> str:
        return self.field.name if self.language is None else f"{self.field.name}_{self.language.suffix}"


@dataclass(frozen=True, slots=True)
class Columns:
    uses: tuple[Use, ...]
    unused: tuple[str, ...]


def match_columns(names: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str]) -> Columns:
    """Finds a use for each column.

    Args:
        mapping: from a column of the file to a field, or to "-"; goes before what the names suggest.

    Raises:
        TableError: the mapping names an unknown column or field, or no column is of use.
    """
    given = _given(names, fields, mapping)
    known = Names(fields)
    guesses = {name: guess for name in names if name not in given and (guess := known.guess(name))}
    fixed = {use.target for use in given.values() if use}
    chosen = {use.column for use in _best(guesses.values(), fixed)}
    uses = tuple(
        use for name in names if (use := given.get(name) or (guesses[name][1] if name in chosen else None))
    )
    if not uses:
        raise TableError(
            _(
                "No column is known by name: %(names)s. "
                "Say what they are with --map COLUMN=FIELD; fields: %(fields)s."
            )
            % {"names": _listed(names), "fields": ", ".join(targets(fields))}
        )
    used = {use.column for use in uses}
    return Columns(uses, tuple(name for name in names if name not in used))


def targets(fields: Iterable[Field]) -> list[str]:
    """What --map accepts on its right side."""
    found: list[str] = []
    for field in fields:
        found.append(field.name)
        if isinstance(field, PairedField):
            found += [f"{field.name}_zh", f"{field.name}_en"]
    return found


def key(name: str) -> str:
    """A column's name without what people vary."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())


def _given(
    names: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, Use | None]:
    by_key = {key(name): name for name in reversed(names)}
    known = {
        (field.name if language is None else f"{field.name}_{language.suffix}"): (field, language)
        for field in fields
        for language in (None, *Language)
        if language is None or isinstance(field, PairedField)
    }
    uses: dict[str, Use | None] = {}
    for column, target in mapping.items():
        name = column if column in names else by_key.get(key(column))
        if name is None:
            raise TableError(
                _("The file has no column “%(column)s”. Its columns: %(names)s.")
                % {"column": column, "names": _listed(names)}
            )
        if target == LEFT_OUT:
            uses[name] = None
        elif target in known:
            uses[name] = Use(name, *known[target])
        else:
            near = difflib.get_close_matches(target, known, n=3) or targets(fields)
            raise TableError(
                _("There is no field “%(field)s”. Known: %(known)s.")
                % {"field": target, "known": ", ".join(near)}
            )
    return uses


class Names:
    """The aliases of a set of fields, to ask what a name may mean."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._aliases: dict[str, tuple[int, Field]] = {}
        for field in fields:
            for rank, alias in enumerate((field.name, *field.aliases)):
                self._aliases.setdefault(key(alias), (rank, field))

    def know(self, name: str) -> bool:
        return self.guess(name) is not None

    def guess(self, name: str) -> tuple[int, Use] | None:
        """The use a name suggests, and how good an alias it is (0 is best)."""
        last = name.rsplit(".", 1)[-1]
        for variant in dict.fromkeys((key(name), key(last))):
            bare = _DECORATION.sub("", variant)
            for candidate, language in ((variant, None), (bare, None), *_without_mark(bare)):
                if candidate in self._aliases:
                    rank, field = self._aliases[candidate]
                    return rank, Use(name, field, language if isinstance(field, PairedField) else None)
        return None


def _without_mark(name: str) -> Iterable[tuple[str, Language]]:
    for language, marks in _MARKS.items():
        for mark in marks:
            if name.endswith(mark):
                yield name.removesuffix(mark), language
            if name.startswith(mark):
                yield name.removeprefix(mark), language


def _best(guesses: Iterable[tuple[int, Use]], fixed: set[str]) -> Iterable[Use]:
    """One column for each field, except for the fields that join several."""
    taken = set(fixed)
    for _rank, use in sorted(guesses, key=lambda guess: guess[0]):
        joins = isinstance(use.field, PairedField) and use.field.joins
        if use.target in taken and (not joins or use.target in fixed):
            continue
        taken.add(use.target)
        yield use


def _listed(names: Sequence[str], limit: int = 30) -> str:
    shown = ", ".join(names[:limit])
    return f"{shown}, … ({len(names)})" if len(names) > limit else shown
