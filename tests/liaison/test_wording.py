"""Reasons, gaps and strengths as sentences, in Chinese and English."""

from dataclasses import asdict
from datetime import date

import pytest
from django.utils import translation

from liaison.enums import MatchBand
from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity
from liaison.matching.signals import SIGNALS
from liaison.matching.types import Demand, Offer, Signal
from liaison.wording import SIGNAL_NAMES, gap_sentence, reason_sentence
from tests.factories import FieldFactory

NEED = DemandFacts(
    fields=("energy", "iot/iot-edge"),
    keywords=("力控",),
    trl=6,
    modes=("transfer", "joint_development"),
    money=Money(None, 200000, "CNY"),
    parameters=(Quantity(("恢复时间",), "le", 50, "ms", "恢复时间 ≤ 50 ms"),),
    city="上海市",
    partners=("3",),
    on=date(2026, 11, 26),
)
FIT = OfferFacts(
    fields=("energy",),
    keywords=("力控",),
    trl=7,
    modes=("joint_development",),
    money=Money(80000, 130000, "CNY"),
    parameters=(Quantity(("恢复时间",), "le", 0.03, "s", "恢复时间 ≤ 0.03 s"),),
    organisation="3",
    city="上海市",
    confirmed_on=date(2026, 11, 1),
)
UNFIT = OfferFacts(
    trl=4,
    modes=("equipment_purchase",),
    money=Money(300000, None, "CNY"),
    parameters=(Quantity(("恢复时间",), "le", 80, "ms", "恢复时间 ≤ 80 ms"),),
    confirmed_on=date(2026, 2, 3),
)
REASONS = {
    "field": ("Both belong to the field “Energy”.", "双方同属“能源”领域。"),
    "keyword": ("Both mention “力控”.", "双方都提到“力控”。"),
    "trl": (
        "It is ready enough: TRL 7, and you ask for TRL 6 or higher.",
        "成熟度足够：该技术为 TRL 7，您要求不低于 TRL 6。",
    ),
    "mode": ("It is offered the way you wish: Joint development.", "合作方式符合您的意愿：合作开发。"),
    "money": (
        "The price (¥80,000–130,000) lies within your budget (up to ¥200,000).",
        "价格（¥8–13 万）在您的预算（不超过 ¥20 万）之内。",
    ),
    "parameter": (
        "Your target “恢复时间 ≤ 50 ms” is reached: “恢复时间 ≤ 0.03 s”.",
        "您的目标“恢复时间 ≤ 50 ms”已达到：“恢复时间 ≤ 0.03 s”。",
    ),
    "place": ("The university is at home in your city.", "该高校与贵公司在同一城市。"),
    "partner": ("Your company already has ties with this university.", "贵公司与该高校已有合作基础。"),
    "freshness": ("The offer was confirmed on Nov. 1, 2026.", "该技术于2026年11月1日核实有效。"),
}
GAPS = {
    "trl": (
        "The need asks for TRL 6 or higher; this offer is at TRL 4.",
        "需求要求不低于 TRL 6，该技术目前为 TRL 4。",
    ),
    "mode": (
        "The need wishes for “Technology transfer”; this offer names “Purchase of equipment”.",
        "需求希望的合作方式是“技术转让”，该技术给出的是“购买设备”。",
    ),
    "money": (
        "The price (from ¥300,000) is above the budget (up to ¥200,000).",
        "价格（¥30 万 起）高于预算（不超过 ¥20 万）。",
    ),
    "parameter": (
        "The need asks for “恢复时间 ≤ 50 ms”; this offer states “恢复时间 ≤ 80 ms”.",
        "需求要求“恢复时间 ≤ 50 ms”，该技术给出的是“恢复时间 ≤ 80 ms”。",
    ),
    "freshness": (
        "This offer was last confirmed on Feb. 3, 2026; ask whether it still stands.",
        "该技术上次核实是在2026年2月3日，请询问是否仍然有效。",
    ),
}


def _signal(name: str, offer: OfferFacts) -> Signal:
    return SIGNALS[name](Demand("1", facts=NEED), Offer("2", facts=offer))


@pytest.fixture
def energy(db):
    return FieldFactory(code="energy", name_zh="能源", name_en="Energy")


@pytest.mark.parametrize("name", SIGNALS)
def test_the_reason_of_each_signal_reads_in_both_languages(name, energy):
    reason = asdict(_signal(name, FIT).reason)
    for language, sentence in zip(("en", "zh-hans"), REASONS[name], strict=True):
        with translation.override(language):
            assert reason_sentence(reason) == sentence


@pytest.mark.parametrize("name", GAPS)
def test_the_gap_of_each_signal_reads_in_both_languages(name):
    gap = asdict(_signal(name, UNFIT).gap)
    for language, sentence in zip(("en", "zh-hans"), GAPS[name], strict=True):
        with translation.override(language):
            assert gap_sentence(gap) == sentence


def test_related_fields_and_modes_are_both_named(energy):
    FieldFactory(code="energy-wind", parent=energy, name_en="Wind", name_zh="风能")
    span = {"start": 0, "end": 1}
    field = {
        "code": "field",
        "need": {"text": "energy/energy-wind"} | span,
        "offer": {"text": "energy"} | span,
    }
    mode = {"code": "mode", "need": {"text": "sole_licence"}, "offer": {"text": "open_licence"}}
    with translation.override("en"):
        assert reason_sentence(field) == "Your field “Wind” and its field “Energy” are closely related."
        assert reason_sentence(mode).startswith("You wish for “Sole licence”; “Open licence” is offered")


def test_many_fields_are_named_with_one_query(energy, django_assert_num_queries):
    reason = asdict(_signal("field", FIT).reason)
    with django_assert_num_queries(1):
        assert len({reason_sentence(reason) for _ in range(3)}) == 1


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("term", "Both mention “pump”."),
        ("translation", "You wrote “泵”, the offer says “pump”."),
        ("sentence", "You wrote: “泵” The offer says: “pump”"),
        ("unheard-of", "You wrote: “泵” The offer says: “pump”"),
    ],
)
def test_reasons_stored_before_still_read(code, sentence):
    reason = {
        "code": code,
        "need": {"start": 0, "end": 1, "text": "泵"},
        "offer": {"text": "pump"},
        "weight": 1,
    }
    with translation.override("en"):
        assert reason_sentence(reason) == sentence


@pytest.mark.parametrize("text", ["gone", "nan–x CNY", "", "2026-99-99"])
@pytest.mark.parametrize("code", ["mode", "money", "freshness"])
def test_what_no_longer_exists_is_shown_as_it_was_stored(code, text):
    span = {"start": 0, "end": len(text), "text": text}
    with translation.override("en"):
        assert isinstance(gap_sentence({"code": code, "need": span, "offer": None}), str)


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (MatchBand.STRONG, ("Strong match", "很匹配")),
        ("possible", ("Possible match", "可能匹配")),
        ("weak", ("Worth a look", "可参考")),
    ],
)
def test_strengths_have_words(band, words):
    for language, expected in zip(("en", "zh-hans"), words, strict=True):
        with translation.override(language):
            assert MatchBand(band).label == expected


def test_every_signal_has_a_name():
    assert set(SIGNAL_NAMES) == set(SIGNALS)
