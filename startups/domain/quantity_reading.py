"""Finds wanted parameters in sentences: a name, perhaps today's value, a comparator, a number, a unit."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yangpu_portal.core.enums import Comparator
from yangpu_portal.core.units import is_familiar

_MOST = 10
_LONGEST_NAME, _LONGEST_LATIN_NAME = 24, 40
_PHRASES = (
    (Comparator.AT_LEAST, "不低于|不少于|不小于|不得低于|不得少于|至少|大于等于|≥|>=|⩾"),
    (Comparator.AT_LEAST, "at least|no less than|not less than|minimum of"),
    (Comparator.AT_MOST, "不超过|不大于|不高于|不多于|不得超过|不得高于|不得大于|至多|最多|小于等于|≤|<=|⩽"),
    (Comparator.AT_MOST, "at most|no more than|not more than|up to|within|maximum of"),
    (Comparator.LESS, "小于|低于|少于|短于|<|below|under|less than"),
    (Comparator.MORE, "大于|高于|多于|超过|>|above|over|more than"),
    (Comparator.ABOUT, "大约|约|≈|about|around|approximately"),
    (Comparator.EQUAL, "等于|="),
)
_COMPARATORS = {word: kind for kind, words in _PHRASES for word in words.split("|")}
_RISES = "提高|提升|增加|增大|延长|加快|升|increase|raise|improve|extend"
_FALLS = "降低|减少|减小|缩短|下降|压缩|控制|降|减|reduce|cut|lower|shorten|decrease|bring"


def _either(words: Iterable[str]) -> str:
    """Any of these words, the longest first; Latin ones only as a whole."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(rf"\b{word}\b" if word[0].isascii() and word[0].isalpha() else word for word in longest)


_HAN = "\u4e00-\u9fff"
_NUMBER = r"[-−+±]?\d+(?:[.,]\d+)*"
_UNIT = rf"(?:[%％‰℃℉]|°\s?[CFK]|[A-Za-zµμΩ](?:[A-Za-zµμΩ0-9²³·^*%/-]|/[{_HAN}]){{0,30}}|[{_HAN}]{{1,5}})?"
_COMPARATOR = rf"(?P<comp>{_either(_COMPARATORS)})?"
_TODAY = rf"(?P<now>{_NUMBER})\s*(?P<unit0>{_UNIT})"
_WANTED = rf"(?P<wanted>{_NUMBER})\s*(?P<unit>{_UNIT})"
_ZH_NAME = r"(?P<name>[^\d，,。；;：:、]{2,30}?)"
_EN_NAME = r"(?:the |our |its )?(?P<name>[a-z][\w \-]{2,40}?)"
_ZH_VERB = "(?P<verb>" + "|".join(word for word in f"{_RISES}|{_FALLS}".split("|") if not word.isascii())
_EN_VERB = r"\b(?P<verb>" + "|".join(word for word in f"{_RISES}|{_FALLS}".split("|") if word.isascii())

# From the pattern that tells most to the one that tells least; a number is read once.
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<name>[^\d，,。；;：:、()（）]{{2,60}}?)\s*{_COMPARATOR[:-1]}\s*{_WANTED}[^。；;]{{0,30}}?[，,（(]\s*"
        rf"(?:但|而|but )?(?:目前|现在|现|today|currently|now)\s*(?:it is|is|只有|仅|为|是|约)*\s*{_TODAY}",
        rf"{_ZH_NAME}(?:目前|现在|现)?(?:从|由)(?:约|大约)?\s*{_TODAY}\s*[，,]?\s*"
        rf"{_ZH_VERB})(?:到|至|为|在)?\s*{_COMPARATOR}\s*{_WANTED}",
        rf"{_EN_VERB})\w*\s+{_EN_NAME}\s+from\s+(?:about\s+)?{_TODAY}\s+to\s+{_COMPARATOR}\s*{_WANTED}",
        rf"{_ZH_NAME}(?:要|须|应|需)?(?:控制)?在\s*{_WANTED}?\s*(?P<side>以内|以下|以上|之内)",
        rf"{_ZH_NAME}{_ZH_VERB}|达)(?:到|至|为|在)\s*{_COMPARATOR}\s*{_WANTED}",
        rf"{_EN_VERB})\w*\s+{_EN_NAME}\s+to\s+{_COMPARATOR}\s*{_WANTED}",
        rf"(?P<name>[^\d，,。；;：:、()（）]{{2,60}}?)\s*{_COMPARATOR[:-1]}\s*{_WANTED}",
    )
]
# What tells of today states no wish, unless it says from where to where.
_SAYS_TODAY = re.compile(r"目前|现在|现有|当前|today|currently|at present|at the moment", re.IGNORECASE)
_NO_PARAMETER = re.compile(r"trl|预算|budget|投入|成熟度|[$¥]", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:我们|我司|公司|希望|期望|需要|要求|目标是?|能够?|可以?|将|把|使|让|并且?|同时|且|和|及|的)+\s*"
    r"|^(?:[℃℉]|°\s?[CFK]?)\s*(?:时|下|以下)?\s*"
    r"|^(?:在|其|%)+\s*"
    r"|^(?:we|our|the|a|an|and|with|that|which|it|to|want|need|would like|must|should)\s+"
    r"|^(?:of|for|while|at|stay)\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:目前|现在|要|须|应|必须|需|能|可以|在|是|为|的|从|由|已|只有)+$"
    r"|\s+(?:must|should|stays?|be|is|are|of|to|that|at|has|have)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundParameter:
    name: str
    comparator: str
    target_value: Decimal
    unit: str = ""
    current_value: Decimal | None = None

    @property
    def columns(self) -> dict[str, object]:
        return {
            "name": self.name,
            "current_value": self.current_value,
            "comparator": self.comparator,
            "target_value": self.target_value,
            "unit": self.unit,
        }


def read_parameters(found: Sequence[str]) -> list[FoundParameter]:
    """The wanted parameters of these sentences, each name and unit once, in the order of the text."""
    known: dict[tuple[str, str], FoundParameter] = {}
    for sentence in found:
        for parameter in _in_sentence(sentence):
            known.setdefault((parameter.name.lower(), parameter.unit), parameter)
    return list(known.values())[:_MOST]


def _in_sentence(sentence: str) -> Iterator[FoundParameter]:
    taken: set[int] = set()
    hits: list[tuple[int, FoundParameter]] = []
    is_today = _SAYS_TODAY.search(sentence) is not None
    for pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            parts = match.groupdict()
            numbers = {match.start(name) for name in ("wanted", "now") if parts.get(name)}
            if numbers & taken or (is_today and not parts.get("now")):
                continue
            if parameter := _parameter(parts):
                taken |= numbers
                hits.append((match.start(), parameter))
    yield from (parameter for _start, parameter in sorted(hits, key=lambda hit: hit[0]))


def _parameter(parts: Mapping[str, str | None]) -> FoundParameter | None:
    name, wanted = _name(parts["name"] or ""), _decimal(parts["wanted"] or "")
    if not name or wanted is None or _NO_PARAMETER.search(parts["name"] or ""):
        return None
    unit = _unit(parts["unit"] or "") or _unit(parts.get("unit0") or "")
    return FoundParameter(name, _comparator(parts), wanted, unit, _decimal(parts.get("now") or ""))


def _comparator(parts: Mapping[str, str | None]) -> str:
    if side := parts.get("side"):
        return (Comparator.AT_LEAST if side == "以上" else Comparator.AT_MOST).value
    if word := parts.get("comp"):
        return _COMPARATORS[word.lower()].value
    falls = (parts.get("verb") or "").lower() in _FALLS.split("|")
    return (Comparator.AT_MOST if falls else Comparator.AT_LEAST).value


def _name(text: str) -> str:
    name = " ".join(text.split())
    # Each pass takes one filler word away: "we want the" are three.
    for pattern in (_LEAD, _LEAD, _LEAD, _LEAD, _TAIL, _TAIL):
        name = pattern.sub("", name).strip(" -–—·.\"'“”")
    if name.isascii():
        name = " ".join(name.split()[-4:])
    return name if 2 <= len(name) <= (_LONGEST_LATIN_NAME if name.isascii() else _LONGEST_NAME) else ""


def _unit(text: str) -> str:
    """The longest beginning that is a unit: of "秒以内" 秒, of "% of" the sign."""
    tidy = text.strip().rstrip(".-/·").replace("％", "%")
    return next((tidy[:end] for end in range(len(tidy), 0, -1) if _is_unit(tidy, end)), "")


def _is_unit(text: str, end: int) -> bool:
    # Of a Latin word only the whole can be a unit: the m of "minutes" is none.
    whole = end == len(text) or not (text[end].isascii() and text[end].isalpha() and text[end - 1].isalpha())
    return whole and is_familiar(text[:end])


def _decimal(text: str) -> Decimal | None:
    if not text:
        return None
    plain = text.replace("−", "-").replace(",", "").lstrip("±+")
    if plain.count(".") > 1:
        return None
    number = Decimal(plain)
    # What the column holds; what is larger is no parameter of anything.
    return (round(number, 6) if number != round(number, 6) else number) if abs(number) < 10**14 else None
