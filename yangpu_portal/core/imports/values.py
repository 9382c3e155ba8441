"""Reads single values from cells: text, words, levels, identifiers.

A value that is wrong in itself (level 12, the 31st of February) raises CellError and refuses its row. Words
we do not know are left out with a warning: they cost the row nothing but that value.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yangpu_portal.core.enums import CooperationMode, Language
from yangpu_portal.core.imports.columns import Warn, key
from yangpu_portal.core.imports.records import CellError
from yangpu_portal.core.tables import Cell, CellFault
from yangpu_portal.core.text import plain_text, printable, readable_case

TITLE_LIMIT = 300
TEXT_LIMIT = 100_000
KEYWORD_LIMIT = 120
ID_LIMIT = 120

_KEYWORD_BREAK = re.compile(r"[;；,，、|\n]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2,3}", re.IGNORECASE)
_LEVEL = re.compile(r"\d+(?:\.\d+)?")
# Stages Chinese platforms use instead of levels; the lowest level each of them vouches for.
_STAGES = {"概念验证": 3, "小试": 4, "中试": 6, "可量产": 8, "量产": 9, "产业化": 9}
_LANGUAGES = {
    **dict.fromkeys(("zh", "zhhans", "zhcn", "cn", "chinese", "中文", "汉语", "简体中文"), Language.ZH),
    **dict.fromkeys(("en", "eng", "enus", "engb", "english", "英文", "英语"), Language.EN),
}
_MODES = {
    CooperationMode.COMMISSIONED_DEVELOPMENT: ("委托开发", "commissioned development", "contract research"),
    CooperationMode.JOINT_DEVELOPMENT: (
        "合作开发",
        "联合开发",
        "联合研发",
        "joint development",
        "co-development",
    ),
    CooperationMode.TRANSFER: ("技术转让", "转让", "transfer", "technology transfer", "assignment"),
    CooperationMode.EXCLUSIVE_LICENCE: ("独占许可", "exclusive licence", "exclusive license", "exclusive"),
    CooperationMode.SOLE_LICENCE: ("排他许可", "sole licence", "sole license"),
    CooperationMode.NON_EXCLUSIVE_LICENCE: (
        "普通许可",
        "non-exclusive licence",
        "non-exclusive license",
        "non-exclusive",
    ),
    CooperationMode.OPEN_LICENCE: ("开放许可", "open licence", "open license"),
    CooperationMode.CONSULTING: ("技术咨询", "咨询", "consulting"),
    CooperationMode.SERVICE: ("技术服务", "服务", "service"),
    CooperationMode.EQUITY: ("作价投资", "作价入股", "技术入股", "equity"),
    CooperationMode.USE_FIRST_PAY_LATER: ("先使用后付费", "use first pay later"),
    CooperationMode.EQUIPMENT_PURCHASE: ("设备采购", "purchase of equipment", "equipment purchase"),
}
_MODE_BY_NAME = {key(name): mode for mode, names in _MODES.items() for name in (mode.value, *names)}


def as_text(cell: Cell) -> str:
    """The cell as a person would write it: 1.0 is "1", a date is 2026-11-23.

    Raises:
        CellError: the cell could not be read.
    """
    if isinstance(cell, CellFault):
        raise CellError(cell.reason)
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "\n".join(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell)


def refuse_lost_digits(cell: Cell) -> None:
    """Excel keeps fifteen digits of a number; a CSV it has written says 9.13E+17.

    Raises:
        CellError: the cell was a longer code.
    """
    is_number = isinstance(cell, float) and abs(cell) >= 1e15
    if is_number or (isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip())):
        raise CellError(
            _("Excel keeps this code as a number and has lost its last digits. Make the column text first.")
        )


def read_line(cell: Cell, warn: Warn | None = None) -> str:
    """Text on one line, without HTML and not in capitals."""
    return readable_case(" ".join(plain_text(as_text(cell)).split()))


def read_title(cell: Cell, warn: Warn | None = None) -> str:
    title = read_line(cell)
    if len(title) > TITLE_LIMIT:
        raise CellError(
            _("The title is longer than %(limit)d characters (%(length)d).")
            % {"limit": TITLE_LIMIT, "length": len(title)}
        )
    return title


def read_text(cell: Cell, warn: Warn | None = None) -> str:
    """Text with its paragraphs, without HTML and not in capitals."""
    raw = as_text(cell)
    text = readable_case(plain_text(raw)) if len(raw) <= 10 * TEXT_LIMIT else raw
    if len(text) > TEXT_LIMIT:
        raise CellError(
            _("The text is longer than %(limit)d characters (%(length)d).")
            % {"limit": TEXT_LIMIT, "length": len(text)}
        )
    return text


def read_keywords(cell: Cell, warn: Warn) -> list[str]:
    """Words divided by ; , 、 | or line ends, or a list; each once, in their order."""
    parts = (
        cell if isinstance(cell, list) else _json_list(as_text(cell)) or _KEYWORD_BREAK.split(as_text(cell))
    )
    words: dict[str, str] = {}
    for part in parts:
        word = read_line(part)
        if len(word) > KEYWORD_LIMIT:
            warn(
                _("A keyword longer than %(limit)d characters is left out: %(start)s…")
                % {"limit": KEYWORD_LIMIT, "start": word[:30]}
            )
        elif word:
            words.setdefault(word.casefold(), word)
    return list(words.values())


def _json_list(text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [str(entry) for entry in found if isinstance(entry, (str, int, float))]


def read_id(cell: Cell) -> str:
    refuse_lost_digits(cell)
    identifier = " ".join(printable(as_text(cell)).split())
    if len(identifier) > ID_LIMIT:
        raise CellError(
            _("The id is longer than %(limit)d characters (%(length)d).")
            % {"limit": ID_LIMIT, "length": len(identifier)}
        )
    return identifier


def read_level(cell: Cell, warn: Warn) -> int | None:
    """A technology readiness level: "TRL 6", 6, "4-5" (the lower), or a Chinese stage such as 中试."""
    text = as_text(cell).strip()
    if text in _STAGES:
        return _STAGES[text]
    numbers = [float(number) for number in _LEVEL.findall(text)]
    if not numbers:
        warn(_("“%(value)s” is no readiness level from 1 to 9 and is left out.") % {"value": text[:40]})
        return None
    if any(not (number.is_integer() and 1 <= number <= 9) for number in numbers):
        raise CellError(
            _("“%(value)s” is no readiness level; write a whole number from 1 to 9.") % {"value": text[:40]}
        )
    return int(min(numbers))


def read_language(cell: Cell, warn: Warn) -> Language | None:
    text = as_text(cell).strip()
    language = _LANGUAGES.get(key(text))
    if language is None and text:
        warn(
            _("The language “%(value)s” is not kept here; it is found from the text.") % {"value": text[:40]}
        )
    return language


def read_choice(cell: Cell, names: Mapping[str, Any], warn: Warn) -> Any:
    """The value a word stands for, else None; the keys of `names` are as columns.key makes them."""
    text = as_text(cell).strip()
    value = names.get(key(text))
    if value is None and text:
        warn(_("“%(value)s” is not known and is left out.") % {"value": text[:40]})
    return value


def read_modes(cell: Cell, _header: str, warn: Warn) -> dict[str, Any]:
    """Cooperation modes in either language, divided like keywords."""
    found = [read_choice(word, _MODE_BY_NAME, warn) for word in read_keywords(cell, warn)]
    modes = list(dict.fromkeys(mode.value for mode in found if mode))
    return {"cooperation_modes": modes} if modes else {}
