"""Reads a pasted description into the answers of a need: sentences by their cue words, numbers with units.

Rules only, so that the same text always reads the same. What it finds is a proposal that a person confirms;
every sentence ends up in exactly one answer, and the text itself is kept beside them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from startups.domain.draft_check import LONGEST_TITLE
from startups.domain.quantity_reading import FoundParameter, read_parameters
from yangpu_portal.core.enums import Language
from yangpu_portal.core.text import detect_language, printable, sentences

LONGEST_DESCRIPTION = 8000

_TRIED = re.compile(
    r"试过|尝试|曾用|曾经|用过|买过|做过实验|效果不|未能|没有成功"
    r"|\b(?:tried|tested|attempted|so far|previously|bought|did not (?:work|help)|was not enough)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"不能|不得|不可|不允许|必须|要求符合|须|限制|兼容|符合|现有设备|工况|环境温度|空间|预算|期限|交付"
    r"|\b(?:must|cannot|can't|may not|without|comply|compatible|existing|budget|deadline|no more than"
    r"|limited to|available space|delivery)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"希望|期望|目标|需要|想要|寻求|寻找|力争|要求|提高到|提升到|提升至|提高至|降到|降低到|降至|降低至|缩短到|缩短至|控制在|达到"
    r"|\b(?:want|would like|wish|need|needs|looking for|seek|aim|target|goal|should|reduce|cut|raise|increase"
    r"|improve|lower|shorten|reach|achieve)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"目前|现在|现有|当前|如今|\b(?:today|currently|at present|now|at the moment)\b", re.IGNORECASE
)
_SHORT = re.compile(r"(?<=[a-z%\d][.!?])\s+(?=[A-Z])|(?<=[。！？；])")
_WISH = re.compile(
    r"^(?:我们|我司)?(?:希望|期望|需要|想要|目标是)(?:能够?)?把?"
    r"|^(?:we|our goal is|the goal is)?\s*(?:want|would like|need|wish|are looking for|seek|aim)?"
    r"\s*(?:to|for)?\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,；;：:。.!！?？]")
_LEVEL = re.compile(r"(?:TRL|技术成熟度)\D{0,8}([1-9])(?!\d)", re.IGNORECASE)
_BUDGET = re.compile(
    r"(?:预算|投入|budget)[^\d¥]{0,16}(?P<low>\d[\d,.]*)\s*(?P<first>万|k|million)?\s*"
    r"(?:(?:-|–|—|~|～|至|到|to)\s*(?:CNY|RMB|¥)?\s*(?P<high>\d[\d,.]*)\s*)?(?P<unit>万|亿|k|million|元|CNY|RMB)?",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s+")
_MANY = {"万": 10**4, "亿": 10**8, "k": 10**3, "million": 10**6}
_MOST_MONEY = Decimal(10**12 - 1)


@dataclass
class Reading:
    """What a description says, answer by answer."""

    language: Language
    title: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    parameters: list[FoundParameter] = field(default_factory=list)
    minimum_trl: int | None = None
    budget: tuple[Decimal, Decimal] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The answers by name, those that were found."""
        found: dict[str, Any] = {"title": self.title, **self.answers, "minimum_trl": self.minimum_trl}
        if self.budget:
            found["budget_min"], found["budget_max"] = self.budget
        return {name: value for name, value in found.items() if value not in ("", None)}


def read_description(text: str) -> Reading:
    """The answers a description holds; whatever fits none describes what happens today."""
    # Rows of blanks say nothing, and patterns that look for blanks would try each with each other.
    whole = _BLANKS.sub(_one_blank, printable(text)[:LONGEST_DESCRIPTION]).strip()
    language = Language.of(detect_language(whole))
    reading = Reading(language)
    first, _newline, rest = whole.partition("\n")
    body = whole
    if rest.strip() and len(first.strip()) <= LONGEST_TITLE and not first.rstrip().endswith(("。", ".")):
        reading.title, body = first.strip(" #*-—"), rest
    kinds = [(_kind_of(sentence), sentence) for sentence in _sentences(body)]
    joint = "" if language is Language.ZH else " "
    for name in ("situation", "target", "constraints", "tried"):
        reading.answers[name] = joint.join(sentence for kind, sentence in kinds if kind == name)
    if not reading.answers["situation"] and len(kinds) > 1:
        # Something has to tell what happens today: the first sentence usually sets the scene.
        _move_first(reading, kinds, joint)
    reading.title = reading.title or _title_of(kinds)
    reading.parameters = read_parameters([sentence for _kind, sentence in kinds])
    if level := _LEVEL.search(whole):
        reading.minimum_trl = int(level[1])
    reading.budget = _budget_in(whole)
    return reading


def _one_blank(blanks: re.Match[str]) -> str:
    return "\n" * min(blanks[0].count("\n"), 2) or " "


def _sentences(text: str) -> list[str]:
    """Short ones, too, each alone: they often say the most."""
    pieces = [part for start, end in sentences(text) for part in _SHORT.split(text[start:end])]
    return [piece.strip() for piece in pieces if piece.strip()]


def _kind_of(sentence: str) -> str:
    if _TRIED.search(sentence):
        return "tried"
    today, wish = _TODAY.search(sentence), _WANTED.search(sentence)
    # "We need 80 %, today it is 50 %" is a wish, "today we need two people" tells what happens.
    wish_first = today and wish and wish.start() < today.start()
    if today and not wish_first and not re.search(r"希望|want|would like|looking for|目标", sentence):
        return "situation"
    if _BOUND.search(sentence) and not re.match(
        r"\s*(?:希望|我们希望|目标|We (?:want|would|need))", sentence
    ):
        return "constraints"
    return "target" if _WANTED.search(sentence) else "situation"


def _move_first(reading: Reading, kinds: Sequence[tuple[str, str]], joint: str) -> None:
    kind, sentence = kinds[0]
    reading.answers["situation"] = sentence
    reading.answers[kind] = joint.join(text for other, text in kinds[1:] if other == kind)


def _title_of(kinds: Sequence[tuple[str, str]]) -> str:
    """The first wish, else the first sentence, cut at the end of a clause."""
    wanted = [sentence for kind, sentence in kinds if kind == "target"] or [text for _kind, text in kinds]
    if not wanted:
        return ""
    sentence = wanted[0].rstrip("。.!！?？；; ")
    if (bare := _WISH.sub("", sentence, count=1).strip()) and len(bare) >= 6:
        sentence = bare[0].upper() + bare[1:]
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    ends = [cut.start() for cut in _CLAUSE.finditer(sentence) if 8 <= cut.start() <= LONGEST_TITLE]
    if ends:
        return sentence[: ends[-1]]
    room = sentence[: LONGEST_TITLE - 1]
    return f"{room.rsplit(' ', 1)[0] if ' ' in room else room}…"


def _budget_in(text: str) -> tuple[Decimal, Decimal] | None:
    match = _BUDGET.search(text)
    if match is None:
        return None
    unit = (match["unit"] or match["first"] or "").lower()
    amounts = []
    for number in (match["low"], match["high"] or match["low"]):
        digits = number.replace(",", "").rstrip(".")
        if digits.count(".") > 1:
            return None
        amounts.append(round(Decimal(digits) * _MANY.get(unit, 1)))
    low, high = (Decimal(amount) for amount in sorted(amounts))
    # "预算 3 年" names no sum of money.
    return (low, high) if low >= 1000 and high <= _MOST_MONEY else None
