"""Translations without GNU gettext: extract messages, check them, compile them, with Babel.

English in the code is the source; locale/zh_Hans/LC_MESSAGES/django.po is the translation. locale/extra.pot
names messages of packages (allauth, unfold …) that bring no Chinese of their own; they live in the same file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = Path(settings.BASE_DIR) / "locale"
_FOLDERS = ("yangpu_portal", "universities", "startups", "liaison")
_PART = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-z]+")
_KEYWORDS = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


@dataclass
class Faults:
    """What is wrong with one translation, as lines for a reader."""

    untranslated: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [f"{kind}: {text}" for kind, texts in vars(self).items() for text in texts]


def translation_files() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def extracted() -> Catalog:
    """Every message of the code, the templates and the list of extra ones."""
    found = Catalog(charset="utf-8")
    for path, (line, message, comments, context) in _messages():
        found.add(message, locations=[(path, line)], auto_comments=comments, context=context)
    extra = LOCALE / "extra.pot"
    if extra.exists():
        with extra.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    found.add(message.id, context=message.context, auto_comments=["from a package"])
    return found


def _messages() -> Iterator[tuple[str, tuple]]:
    base = Path(settings.BASE_DIR)
    for folder in _FOLDERS:
        for path in sorted((base / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                with path.open("rb") as file:
                    for found in extract("python", file, _KEYWORDS, options={"encoding": "utf-8"}):
                        yield str(path.relative_to(base)), found
    for path in sorted([*base.glob("templates/**/*.html"), *base.glob("templates/**/*.txt")]):
        # A template turned to calls of gettext() reads as JavaScript; the reader of Python trips over it.
        source = BytesIO(templatize(path.read_text("utf-8")).encode())
        for found in extract("javascript", source, _KEYWORDS, options={"encoding": "utf-8"}):
            yield str(path.relative_to(base)), found


def update(path: Path) -> Catalog:
    """Brings a translation in line with the code: new messages empty, those no longer used dropped."""
    catalog = read_catalog(path)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    draft = path.with_suffix(".po.new")  # in one step, so that two who collect at once leave a whole file
    with draft.open("wb") as file:
        write_po(file, catalog, width=110, include_lineno=False, sort_output=True, omit_header=False)
    draft.replace(path)
    return catalog


def is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def compile_catalog(path: Path) -> None:
    """Writes the .mo beside the .po, in one step, so that a running server never reads half of it."""
    draft = path.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, read_catalog(path))
    draft.replace(path.with_suffix(".mo"))


def faults(path: Path) -> Faults:
    """Compares a translation with the code."""
    catalog, wanted = read_catalog(path), extracted()
    found = Faults()
    for message in wanted:
        if not message.id:
            continue
        translated = catalog.get(message.id, message.context)
        if translated is None:
            found.missing.append(_shown(message))
        elif not _strings(translated):
            found.untranslated.append(_shown(message))
        elif translated.fuzzy:
            found.fuzzy.append(_shown(message))
        elif _parts(message.id) != _parts(translated.string):
            found.broken.append(_shown(message))
    found.obsolete += [
        _shown(message)
        for message in catalog
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return found


def _parts(text: Any) -> set[str]:
    """Placeholders and tags: a translation may move but not lose them. Of plurals, the last form counts."""
    return set(_PART.findall(text[-1] if isinstance(text, (list, tuple)) else text))


def _strings(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(texts) and bool(texts)


def _shown(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    where = f" ({message.locations[0][0]})" if message.locations else ""
    return f"{text!r}{where}"
