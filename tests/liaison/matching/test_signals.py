"""Structured signals: scores, reasons and gaps of what both sides state, and the spans they point at."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity
from liaison.matching.signals import SIGNALS, all_signals
from liaison.matching.types import Demand, Offer, Signal

TODAY = date(2026, 11, 26)


def _quantity(names: str, comparator: str, value: float, unit: str) -> Quantity:
    return Quantity(tuple(names.split("|")), comparator, value, unit, f"{names} {comparator} {value} {unit}")


def _signal(name: str, need: DemandFacts, offer: OfferFacts) -> Signal:
    """The signal of a pair, its spans checked."""
    demand, supply = Demand("1", facts=need), Offer("2", facts=offer)
    signal = SIGNALS[name](demand, supply)
    _assert_sound(name, signal, demand, supply)
    return signal


def _assert_sound(name: str, signal: Signal, demand: Demand, offer: Offer) -> None:
    assert signal.score is None or 0 <= signal.score <= 1
    assert signal.score is not None or signal.reason is signal.gap is None
    for said in (signal.reason, signal.gap):
        if said is None:
            continue
        assert said.code == name
        for document, span in ((demand, said.need), (offer, said.offer)):
            assert span is not None
            assert document.source_text(span.source)[span.start : span.end] == span.text != ""
    assert signal.reason is None or 0 < signal.reason.weight <= 1


def test_sides_that_state_nothing_say_nothing() -> None:
    assert set(all_signals(Demand("1"), Offer("2")).values()) == {Signal()}


@pytest.mark.parametrize(
    ("wanted", "offered", "score"),
    [
        (("energy",), ("energy",), 1.0),
        (("energy/storage",), ("energy",), 0.7),
        (("energy",), ("energy/storage",), 0.7),
        (("energy/storage",), ("energy/wind",), 0.4),
        (("energy",), ("traffic",), 0.0),
        (("energy", "traffic"), ("traffic", "iot"), 0.5),
    ],
)
def test_fields_count_by_their_place_in_the_tree(
    wanted: tuple[str, ...], offered: tuple[str, ...], score: float
) -> None:
    signal = _signal("field", DemandFacts(fields=wanted), OfferFacts(fields=offered))
    assert signal.score == pytest.approx(score)


def test_the_field_in_common_is_the_reason() -> None:
    need, offer = DemandFacts(fields=("energy", "iot")), OfferFacts(fields=("traffic", "iot"))
    reason = _signal("field", need, offer).reason
    assert reason is not None
    assert (reason.need.source, reason.offer.source) == ("field/1", "field/1")


@pytest.mark.parametrize(
    ("wanted", "offered", "score"),
    [
        (("Force Control",), ("force controls",), 0.6),
        (("力控", "打磨"), ("打磨", "力控"), 0.84),
        (("力控", "force control"), ("力控", "force control"), 0.6),  # one keyword and its translation
        (("pump",), ("valve",), 0.0),
        (("lithium battery",), ("lithium battery pack",), 1 - 0.4 ** (1 / 3)),
        (("力控",), ("force control",), None),
        (("!!!",), ("???",), None),
    ],
)
def test_keywords_are_shared_in_either_language(
    wanted: tuple[str, ...], offered: tuple[str, ...], score: float | None
) -> None:
    signal = _signal("keyword", DemandFacts(keywords=wanted), OfferFacts(keywords=offered))
    assert signal.score == (None if score is None else pytest.approx(score))


@pytest.mark.parametrize(("reached", "score"), [(9, 1.0), (6, 1.0), (5, 0.75), (4, 0.5), (1, 0.0)])
def test_readiness_falls_with_each_missing_level(reached: int, score: float) -> None:
    signal = _signal("trl", DemandFacts(trl=6), OfferFacts(trl=reached))
    assert (signal.score, signal.reason is None, signal.gap is None) == (score, score < 1, score == 1)


@pytest.mark.parametrize(
    ("wished", "offered", "score"),
    [
        (("transfer",), ("service", "transfer"), 1.0),
        (("exclusive_licence",), ("non_exclusive_licence",), 0.7),
        (("transfer",), ("exclusive_licence",), 0.5),
        (("equipment_purchase",), ("consulting",), 0.0),
    ],
)
def test_related_ways_to_cooperate_count_in_part(
    wished: tuple[str, ...], offered: tuple[str, ...], score: float
) -> None:
    signal = _signal("mode", DemandFacts(modes=wished), OfferFacts(modes=offered))
    assert (signal.score, signal.reason is None, signal.gap is None) == (score, score < 0.7, score >= 0.7)


@pytest.mark.parametrize(
    ("budget", "price", "score"),
    [
        ((50, 100), (80, 130), 1.0),
        ((50, 100), (10, 20), 1.0),
        ((50, None), (500, 600), 1.0),
        ((None, 100), (200, None), 0.25),
        ((None, 100), (None, 200), 0.25),
        ((0, 0), (10, 20), 0.0),
        ((0, 0), (0, 0), 1.0),
        ((None, None), (10, 20), None),
        ((math.nan, math.nan), (1, 2), None),
    ],
)
def test_the_price_is_held_against_the_budget(
    budget: tuple[float | None, float | None], price: tuple[float | None, float | None], score: float | None
) -> None:
    need, offer = DemandFacts(money=Money(*budget, "CNY")), OfferFacts(money=Money(*price, "CNY"))
    signal = _signal("money", need, offer)
    assert signal.score == (None if score is None else pytest.approx(score))
    assert (signal.gap is None) == (score in (1.0, None))


def test_unlike_currencies_are_not_compared() -> None:
    need, offer = DemandFacts(money=Money(1, 2, "CNY")), OfferFacts(money=Money(1, 2, "USD"))
    assert _signal("money", need, offer) == Signal()


@pytest.mark.parametrize(("days", "score"), [(-3, 1.0), (90, 1.0), (200, 0.6), (365, 0.0), (9999, 0.0)])
def test_an_offer_goes_stale(days: int, score: float) -> None:
    offer = OfferFacts(confirmed_on=TODAY - timedelta(days))
    signal = _signal("freshness", DemandFacts(on=TODAY), offer)
    assert (signal.score, signal.gap is None) == (pytest.approx(score), score == 1)


def test_the_same_city_speaks_for_a_pair_and_another_not_against_it() -> None:
    need = DemandFacts(city="上海市")
    assert _signal("place", need, OfferFacts(city="上海市")).score == 1
    assert _signal("place", need, OfferFacts(city="北京市")).score == 0.5


def test_a_known_partner_speaks_for_a_pair_and_a_new_one_not_against_it() -> None:
    need = DemandFacts(partners=("3", "4"))
    known = _signal("partner", need, OfferFacts(organisation="4"))
    assert known.reason is not None
    assert known.reason.need.source == "partner/1"
    assert _signal("partner", need, OfferFacts(organisation="5")).score == 0.5


HALF = 0.9 * math.exp(-1)  # missed by 50 %
COMPARISONS = [
    (("le", 2, "N"), ("le", 1.5, "N"), 1.0),
    (("le", 2, "N"), ("about", 3, "N"), HALF),
    (("le", 50, "ms"), ("le", 0.04, "s"), 1.0),
    (("ge", 95, "%"), ("eq", 0.97, ""), 1.0),
    (("ge", 95, "%"), ("eq", 97, ""), 1.0),
    (("ge", 95, ""), ("eq", 97, "%"), 1.0),
    (("ge", 10, "kHz"), ("ge", 12000, "Hz"), 1.0),
    (("le", 1, "g/L"), ("eq", 1000, "mg/L"), 1.0),  # equal but for rounding
    (("ge", 300, "K"), ("eq", 30, "℃"), 1.0),
    (("le", 230, "°C"), ("le", 250, "°C"), 0.9 * math.exp(-2 * 20 / 230)),
    (("gt", 5, "V"), ("gt", 5, "V"), 1.0),
    (("gt", 5, "V"), ("eq", 5, "V"), 0.9),
    (("gt", 5, "V"), ("ge", 5, "V"), 0.9),
    (("le", 5, "V"), ("ge", 3, "V"), 0.5),
    (("ge", 50, "m"), ("le", 40, "m"), 0.9 * math.exp(-0.5)),
    (("eq", 220, "V"), ("eq", 225, "V"), 1.0),
    (("about", 100, "V"), ("eq", 150, "V"), HALF),
    (("le", -30, "°C"), ("eq", -20, "°C"), HALF),
    (("le", 0, "%"), ("eq", 3, "%"), 0.9 * math.exp(-2)),
    (("le", 1e-300, "m"), ("eq", 1e300, "km"), 0.0),
    (("le", 1, "pH"), ("le", 1, "H"), None),
    (("le", math.nan, "m"), ("le", 1, "m"), None),
    (("le", 1, "m"), ("le", math.inf, "m"), None),
]


@pytest.mark.parametrize(("target", "measured", "score"), COMPARISONS)
def test_a_measured_value_is_held_against_the_target(
    target: tuple[str, float, str], measured: tuple[str, float, str], score: float | None
) -> None:
    need = DemandFacts(parameters=(_quantity("contact level", *target),))
    offer = OfferFacts(parameters=(_quantity("contact level", *measured),))
    signal = _signal("parameter", need, offer)
    assert signal.score == (None if score is None else pytest.approx(score))
    assert (signal.reason is not None) == (score == 1)
    assert (signal.gap is not None) == (score not in (1, 0.5, None))


@pytest.mark.parametrize(
    ("need", "offer", "alike"),
    [
        ("接触力波动|variation of contact force", "力控误差|Force error", True),
        ("定位误差（95%）", "定位误差", True),
        ("cycle time", "test time", False),
        ("sintering temperature", "temperature error", False),
        ("识别耗时", "响应带宽", False),
        ("提前报警时间", "报警提前量", True),
        ("缺陷检出率", "渗漏检出率", False),
        ("error", "error", True),
        ("depth error", "error", False),
    ],
)
def test_parameters_are_paired_by_name(need: str, offer: str, alike: bool) -> None:
    wanted, measured = _quantity(need, "le", 2, "N"), _quantity(offer, "le", 1, "N")
    signal = _signal("parameter", DemandFacts(parameters=(wanted,)), OfferFacts(parameters=(measured,)))
    assert signal.score == (1.0 if alike else None)


def test_a_name_alike_in_part_is_a_lighter_reason() -> None:
    need = DemandFacts(parameters=(_quantity("positioning error", "le", 2, "m"),))
    weights = []
    for name in ("positioning error", "absolute positioning error"):
        reason = _signal("parameter", need, OfferFacts(parameters=(_quantity(name, "le", 1, "m"),))).reason
        assert reason is not None
        weights.append(reason.weight)
    assert weights[0] == 0.9 > weights[1]


def test_a_unit_may_stand_in_the_name() -> None:
    need = DemandFacts(parameters=(_quantity("训练差距", "le", 2, "百分点"),))
    offer = OfferFacts(parameters=(_quantity("训练差距（百分点）", "le", 1, ""),))
    assert _signal("parameter", need, offer).score == 1


def test_a_temperature_error_is_converted_as_a_difference() -> None:
    wanted, measured = _quantity("温度误差", "le", 0.5, "℃"), _quantity("温度误差", "le", 0.4, "K")
    signal = _signal("parameter", DemandFacts(parameters=(wanted,)), OfferFacts(parameters=(measured,)))
    assert signal.score == 1


def test_the_best_parameter_is_the_reason_and_the_worst_the_gap() -> None:
    targets = (
        _quantity("mass", "le", 2, "kg"),
        _quantity("range", "ge", 9, "m"),
        _quantity("noise", "le", 3, "dB"),
    )
    metrics = (
        _quantity("noise", "le", 30, "dB"),
        _quantity("range", "ge", 8, "m"),
        _quantity("mass", "le", 900, "g"),
    )
    signal = _signal("parameter", DemandFacts(parameters=targets), OfferFacts(parameters=metrics))
    assert signal.reason is not None
    assert signal.gap is not None
    assert (signal.reason.need.source, signal.reason.offer.source) == ("parameter/0", "parameter/2")
    assert (signal.gap.need.source, signal.gap.offer.source) == ("parameter/2", "parameter/0")  # type: ignore[union-attr]


quantities = st.lists(
    st.builds(
        _quantity,
        st.sampled_from(["mass", "质量|mass", "error", "温度误差", "range", "", "率"]),
        st.sampled_from(["eq", "ge", "le", "gt", "lt", "about", "odd"]),
        st.floats(),
        st.sampled_from(["kg", "g", "%", "", "℃", "K", "次", "万次", "张", "dB", "???"]),
    ),
    max_size=4,
).map(tuple)
monies = st.none() | st.builds(
    Money, st.none() | st.floats(), st.none() | st.floats(), st.sampled_from(["CNY", "USD", ""])
)
shared_facts = {
    "fields": st.lists(st.sampled_from(["a", "a/b", "a/c", "d"]), max_size=3).map(tuple),
    "keywords": st.lists(st.text(min_size=1, max_size=6) | st.just("force control"), max_size=4).map(tuple),
    "trl": st.none() | st.integers(1, 9),
    "modes": st.lists(st.sampled_from(["transfer", "equity", "service", "new"]), max_size=3).map(tuple),
    "money": monies,
    "parameters": quantities,
    "city": st.sampled_from(["", "上海市"]),
}
days = st.none() | st.dates()


@given(
    need=st.builds(DemandFacts, **shared_facts, on=days, partners=st.just(("1", "2"))),
    offer=st.builds(OfferFacts, **shared_facts, confirmed_on=days, organisation=st.sampled_from(["", "2"])),
)
def test_whatever_is_stated_scores_stay_in_bounds_and_spans_point_at_it(
    need: DemandFacts, offer: OfferFacts
) -> None:
    demand, supply = Demand("1", facts=need), Offer("2", facts=offer)
    signals = all_signals(demand, supply)
    for name, signal in signals.items():
        _assert_sound(name, signal, demand, supply)
    assert all_signals(demand, supply) == signals


@given(values=st.tuples(*[st.floats(0.001, 1e6)] * 2), target=st.floats(0.001, 1e6))
def test_the_further_a_target_is_missed_the_lower_the_score(
    values: tuple[float, float], target: float
) -> None:
    need = DemandFacts(parameters=(_quantity("mass", "le", target, "kg"),))
    scores = [
        _signal("parameter", need, OfferFacts(parameters=(_quantity("mass", "eq", value, "kg"),))).score
        for value in sorted(values)
    ]
    assert scores[0] >= scores[1]  # type: ignore[operator]
