"""Units of parameters as people write them, in Chinese and English, and values converted between them.

Pint knows the units; this module knows how they are spelled, and which of Pint's readings are wrong for
parameters (pH is no picohenry, C a charging rate). A unit that nobody knows is comparable with itself only.
"""

import math
import re
import tokenize
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

import pint

_LONGEST_UNIT = 40

# Pint has these as plain numbers, and a file of 2 MB would be 200 percent; or not, or under another name.
_DEFINITIONS = (
    "bit = [information]",
    "radian = [angle] = rad",
    "count = [count]",
    "endotoxin_unit = [endotoxin] = EU",
    "colony_forming_unit = [colony] = CFU",
    "ppb = 1e-9",
    *(f"{code} = [money_{code}]" for code in ("CNY", "USD", "EUR", "GBP", "JPY", "HKD")),
)
# What Pint raises for text that is no unit: its own errors, and those of the parser and arithmetic below it.
_TRIPPED = (
    *(pint.PintError, tokenize.TokenError, SyntaxError),
    *(AttributeError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError),
)
# Scales of their own: levels and grades, of which a multiple or another unit means nothing.
_OWN_SCALES = frozenset({"C", "pH", "dB", "dBm", "dBi", "dBc", "dBA", "dB(A)", "HV", "HRC", "HB", "Ra"})


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_CHINESE = _table(
    "纳米=nm 微米=um 毫米=mm 厘米=cm 公里=km 千米=km 米=m "
    "平方毫米=mm² 平方厘米=cm² 平方米=m² 立方厘米=cm³ 立方米=m³ 公顷=hectare "
    "微克=ug 毫克=mg 千克=kg 公斤=kg 克=g 吨=t 微升=uL 毫升=mL 升=L 摩尔=mol "
    "纳秒=ns 微秒=us 毫秒=ms 秒=s 分钟=min 分=min 小时=h 时=h 天=d 日=d "
    "周=week 个月=month 月=month 年=year "
    "毫瓦=mW 千瓦=kW 兆瓦=MW 瓦=W 千瓦时=kWh 度电=kWh "
    "毫伏=mV 千伏=kV 伏=V 毫安=mA 安=A 毫安时=mAh 安时=Ah "
    "千欧=kohm 兆欧=Mohm 欧姆=ohm 欧=ohm 法拉=farad 特斯拉=tesla 流明=lm 勒克斯=lx "
    "赫兹=Hz 赫=Hz 千赫=kHz 兆赫=MHz 吉赫=GHz 帕=Pa 千帕=kPa 兆帕=MPa 吉帕=GPa 巴=bar "
    "牛=N 牛顿=N 千牛=kN 牛米=N*m 焦=J 焦耳=J 千焦=kJ 摄氏度=degC 开尔文=K 弧度=rad 度=degree "
    "字节=byte 比特=bit 百分点=percent 百分比=percent 元=CNY 人民币=CNY 美元=USD 欧元=EUR "
    "次=count 转=count 圈=count"
)
_SPELLINGS = _table(
    "pp=percent %=percent ‰=permille °C=degC °F=degF °K=K °=degree Ω=ohm kΩ=kohm MΩ=Mohm mΩ=mohm "
    "r=count rev=count cycle=count cycles=count time=count times=count rpm=count/min RPM=count/min "
    "hz=Hz khz=kHz KHz=kHz Khz=kHz Mhz=MHz Ghz=GHz pa=Pa kpa=kPa KPa=kPa Kpa=kPa Mpa=MPa Gpa=GPa "
    "Kg=kg KG=kg KM=km Km=km KN=kN KV=kV Kv=kV KW=kW Kw=kW kw=kW KWh=kWh kwh=kWh KWH=kWh mah=mAh "
    "KJ=kJ Kj=kJ KB=kB Mb=Mbit Gb=Gbit kb=kbit Mbps=Mbit/s kbps=kbit/s Gbps=Gbit/s bps=bit/s "
    "sec=s secs=s mins=min hrs=h mo=month yr=year yrs=year RMB=CNY"
)
_PHRASES = {"percentage points": "percent", "percentage point": "percent"}
_POWERS = str.maketrans({"⁻": "-", "¹": "1", "²": "2", "³": "3", "⁴": "4", "㎡": "m2", "㎥": "m3"})
_MANY = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}
_MULTIPLIER = re.compile(r"(百万|千万|十|百|千|万|亿)(?=[次元转圈]|美元|欧元|人民币)")
_CHINESE_UNIT = re.compile("|".join(sorted(_CHINESE, key=len, reverse=True)))
_EXPONENT = re.compile(r"(?<=[^\W\d_])\^?(-?[1-9])(?!\d)")
_SYMBOL = re.compile(r"[^\W\d]+|[%‰°][^\W\d]*")
# Pint works out any arithmetic: only what can be a unit reaches it, or 9**9**9 would never end.
_POWER = r"[^\W\d]+(?:\*\*-?[1-9])?"
_SOUND = re.compile(rf"(?:1/\(?)?{_POWER}(?:[*/]\(?{_POWER}\)?)*\)?")


@dataclass(frozen=True, slots=True)
class Scale:
    """How a unit is read: ``base value = factor * value + offset``. Units of one ``kind`` are comparable."""

    kind: str
    factor: float = 1.0
    offset: float = 0.0


_NUMBER, _RATIO, _COUNT, _OWN = "number", "ratio", "[count]", "own"
# A number without a unit may be a share (0.93 for 93 %) or a count.
_ALSO_COMPARABLE = frozenset({(_NUMBER, _RATIO), (_RATIO, _NUMBER), (_NUMBER, _COUNT), (_COUNT, _NUMBER)})


def comparable(unit: str, other: str) -> bool:
    """Whether values in these two units can be compared."""
    if unit == other:
        return True
    first, second = scale(unit).kind, scale(other).kind
    return first == second or (first, second) in _ALSO_COMPARABLE


def converted(value: float, unit: str, wanted: str, *, difference: bool = False) -> float | None:
    """Return a value in another unit; None when the units do not compare or the number is not finite.

    ``difference`` converts temperatures as differences: 5 °C are then 5 K and not 278.15 K.
    """
    if not comparable(unit, wanted):
        return None
    if unit != wanted:
        source, target = scale(unit), scale(wanted)
        shift = 0.0 if difference else source.offset - target.offset
        value = (source.factor * value + shift) / target.factor
    return value if math.isfinite(value) else None


def is_known(unit: str) -> bool:
    """Whether this is a unit that others can be converted to."""
    return not scale(unit).kind.startswith(_OWN)


def is_familiar(unit: str) -> bool:
    """Whether this is a unit or a scale of its own, such as dB, and no slip of the pen."""
    return is_known(unit) or " ".join(unit.split()) in _OWN_SCALES


@lru_cache(maxsize=4096)
def scale(unit: str) -> Scale:
    """Return how to read a unit as somebody wrote it. Never raises: the unknown is a kind of its own."""
    tidy = " ".join(unit.split())
    if not tidy:
        return Scale(_NUMBER)
    if tidy in _OWN_SCALES:
        return Scale(f"{_OWN} {tidy}")
    many, expression = spelled(tidy)
    known = _parsed(expression)
    if known is None:
        return Scale(f"{_OWN} {tidy}")
    return Scale(known.kind, known.factor * many, known.offset)


def spelled(unit: str) -> tuple[float, str]:
    """Return a unit in Pint's spelling and how many of it are meant: "万次" is (10000.0, "count")."""
    text = unit[:_LONGEST_UNIT].translate(_POWERS)
    text = unicodedata.normalize("NFKC", text)
    many = 1.0
    if multiplier := _MULTIPLIER.match(text):
        many, text = _MANY[multiplier[1]], text[multiplier.end() :]
    text = _PHRASES.get(text, text)
    text = _CHINESE_UNIT.sub(lambda match: _CHINESE[match[0]], text).translate(_POWERS)
    text = re.sub(r"\s*[·⋅・×.*]\s*|\s+(?!/)", "*", re.sub(r"\s*/\s*", "/", text.replace("**", "^")))
    text = _SYMBOL.sub(lambda match: _SPELLINGS.get(match[0], match[0]), text)
    text = _EXPONENT.sub(r"**\1", text).replace("^", "**")
    return many, _bracketed(text)


def _bracketed(text: str) -> str:
    """Return the unit with all that follows its only stroke below it: W/m·K is meant as W/(m·K)."""
    above, stroke, below = text.partition("/")
    product = "*" in below.replace("**", "")
    return f"{above}/({below})" if stroke and product and not set("/()") & set(below) else text


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry:
    """Pint's units, read when the first unit is: that takes about 0.2 s."""
    # Without a file Pint prepares nothing in advance, so that what is defined anew counts for all units.
    registry: pint.UnitRegistry = pint.UnitRegistry(None, on_redefinition="ignore")
    registry.load_definitions(str(files("pint") / "default_en.txt"))
    for definition in _DEFINITIONS:
        registry.define(definition)
    return registry


def _parsed(expression: str) -> Scale | None:
    if not _SOUND.fullmatch(expression) or expression.count("(") != expression.count(")"):
        return None
    try:
        unit = _registry().parse_units(expression)
        zero, one = (_registry().Quantity(number, unit).to_base_units() for number in (0.0, 1.0))
    # A stranger's spelling may trip the parser anywhere; then the unit is unknown, for one raised error would
    # end the matching of everybody.
    except _TRIPPED:
        return None
    factor, offset = float(one.magnitude - zero.magnitude), float(zero.magnitude)
    if not (math.isfinite(factor) and factor > 0):
        return None
    return Scale(_kind(cast(Mapping[str, float], unit.dimensionality)), factor, offset)


def _kind(dimensionality: Mapping[str, float]) -> str:
    dimensions = dict(dimensionality)
    if len(dimensions) > 1:
        dimensions.pop(_COUNT, None)  # 30 times a minute is a frequency
    return (
        " ".join(f"{name}^{power:g}" if power != 1 else name for name, power in sorted(dimensions.items()))
        or _RATIO
    )
