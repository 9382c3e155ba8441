"""Units as people write them, and values converted between them."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yangpu_portal.core.units import comparable, converted, scale

SAME = [
    ("℃", "°C"),
    ("摄氏度", "degC"),
    ("µm", "μm"),
    ("um", "微米"),
    ("％", "%"),
    ("百分点", "percentage points"),
    ("次/分", "1/min"),
    ("r/min", "rpm"),
    ("转/分钟", "次/min"),
    ("N·m", "牛米"),
    ("W/(m·K)", "W/m·K"),
    ("W/(m²·K)", "W/(m2·K)"),
    ("mAh/g", "mAh·g⁻¹"),
    ("㎡", "平方米"),
    ("m^3/h", "m³/h"),
    ("KB", "kB"),
    ("B", "字节"),
    ("KHz", "kHz"),
    ("Kg", "公斤"),
    ("Mpa", "兆帕"),
    ("元/千克", "CNY/kg"),
    ("h", "小时"),
]
CONVERSIONS = [
    (1500, "mm", "m", 1.5),
    (0, "℃", "K", 273.15),
    (-40, "°F", "°C", -40),
    (2, "万次", "次", 20000),
    (3, "万元", "CNY", 30000),
    (60, "r/min", "Hz", 1),
    (1, "kWh", "MJ", 3.6),
    (93, "%", "", 0.93),
    (50, "ppm", "%", 0.005),
    (20, "µε", "", 2e-5),
    (500, "次", "", 500),
    (1, "d", "h", 24),
    (1, "年", "months", 12),
    (1, "ng/mL", "ng/L", 1000),
    (1, "°C/min", "K/s", 1 / 60),
    (8, "Mbps", "MB/s", 1),
]
INCOMPARABLE = [
    ("pH", "H"),  # picohenry to Pint
    ("C", "mC"),  # a charging rate
    ("MB", "%"),
    ("°", "%"),
    ("次", "%"),
    ("dB", ""),
    ("CNY", "USD"),
    ("HV", "HRC"),
    ("EU/mL", "mol/mL"),
    ("次/百床日", "次"),
    ("mm", "ms"),
]


@pytest.mark.parametrize(("unit", "other"), SAME)
def test_spellings_of_one_unit_are_read_alike(unit: str, other: str) -> None:
    assert scale(unit).kind == scale(other).kind != f"own {other}"
    assert converted(5, unit, other) == pytest.approx(5)


@pytest.mark.parametrize(("value", "unit", "wanted", "expected"), CONVERSIONS)
def test_values_are_converted(value: float, unit: str, wanted: str, expected: float) -> None:
    assert converted(value, unit, wanted) == pytest.approx(expected)
    assert converted(expected, wanted, unit) == pytest.approx(value)


@pytest.mark.parametrize(("unit", "other"), INCOMPARABLE)
def test_what_only_looks_alike_is_not_compared(unit: str, other: str) -> None:
    assert not comparable(unit, other)
    assert converted(1, unit, other) is None


def test_a_difference_of_temperatures_has_no_offset() -> None:
    assert converted(5, "°C", "K", difference=True) == pytest.approx(5)


def test_an_unknown_unit_compares_with_itself_only() -> None:
    assert converted(3, "核时", "核时") == 3
    assert not comparable("核时", "张")


@pytest.mark.parametrize(
    "unit",
    [
        *("9**9**9", "m**9**9**9", "1" * 40, "m" * 1000, "((((", "__import__", "1/", "\0"),
        *("W/(m·K", "m/(s", "m/s)", "1/(s", "米/(秒", "m/s)/(K", "m/(s/(K)", "(m"),
    ],
)
def test_a_strange_unit_is_unknown_and_does_no_harm(unit: str) -> None:
    assert scale(unit).kind.startswith("own ")


PIECES = [
    "m",
    "s",
    "K",
    "W",
    "kg",
    "%",
    "米",
    "秒",
    "万",
    "次",
    "°C",
    "count",
    "1",
    "2",
    "-",
    "²",
    "e",
    "nan",
]
LIKE_UNITS = st.lists(st.sampled_from([*PIECES, *"//(()*·^. "]), max_size=9).map("".join)


@given(unit=st.text(max_size=12) | LIKE_UNITS, value=st.floats())
@example(unit="W/(m·K", value=1.0)
def test_any_text_may_be_a_unit(unit: str, value: float) -> None:
    result = converted(value, unit, unit)
    assert result == value if math.isfinite(value) else result is None
    assert scale(unit).factor > 0


@given(
    value=st.floats(-1e9, 1e9),
    units=st.sampled_from(
        [("mm", "km"), ("℃", "K"), ("%", "ppm"), ("万次", "次"), ("kWh", "J"), ("d", "ms")]
    ),
)
def test_converting_there_and_back_changes_nothing(value: float, units: tuple[str, str]) -> None:
    there = converted(value, *units)
    assert there is not None
    assert converted(there, units[1], units[0]) == pytest.approx(value, rel=1e-9, abs=1e-6)
