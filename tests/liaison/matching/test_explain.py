"""Reasons, and the spans they point at."""

import time

import pytest
from hypothesis import given, settings

from liaison.matching.engine import Engine
from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity
from liaison.matching.fusion import probability
from liaison.matching.lexicon import Lexicon
from liaison.matching.types import Demand, Explanation, Offer

from .hostile_texts import HOSTILE, hostile_texts
from .test_engine import NEED, OFFERS

PAIRS = [
    (Demand("1", "防伪", "需要RFID防伪标签，用于智能制造。"), OFFERS[0]),
    (Demand("2", "Battery management", "State of charge of a lithium-ion battery."), OFFERS[2]),
    (Demand("3", "桥梁监测", "斜拉桥上的光纤光栅。"), OFFERS[4]),
    (Demand("4", "Pedestrian detection", "Lidar for ＡＵＴＯＮＯＭＯＵＳ driving"), OFFERS[1]),
]


def _texts(found: Explanation) -> list[tuple[str, str, str]]:
    return [(reason.code, reason.need.text, reason.offer.text) for reason in found.reasons]


def _assert_sound(found: Explanation, demand: Demand, offer: Offer) -> None:
    reasons = found.reasons
    assert len(reasons) <= 3
    assert [reason.weight for reason in reasons] == sorted(
        (reason.weight for reason in reasons), reverse=True
    )
    for reason in reasons:
        assert 0 < reason.weight <= 1
        for document, span in ((demand, reason.need), (offer, reason.offer)):
            assert document.source_text(span.source)[span.start : span.end] == span.text != ""


@pytest.mark.parametrize(("demand", "offer"), PAIRS)
def test_spans_point_at_the_original_text(engine: Engine, demand: Demand, offer: Offer) -> None:
    found = engine.explain(demand, offer, engine.catalogue(OFFERS))
    assert found.reasons
    _assert_sound(found, demand, offer)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_pair_is_explained(words_engine: Engine, text: tuple[str, str]) -> None:
    demand, offer = Demand("1", *text), Offer("1", *text)
    catalogue = words_engine.catalogue([*OFFERS, offer])
    started = time.process_time()
    for other in (offer, OFFERS[0], OFFERS[3]):
        _assert_sound(words_engine.explain(demand, other, catalogue), demand, other)
    assert time.process_time() - started < 5


@settings(max_examples=100, deadline=None)
@given(need=hostile_texts, supply=hostile_texts)
def test_spans_point_at_any_text(
    words_engine: Engine, need: tuple[str, str], supply: tuple[str, str]
) -> None:
    demand, offer = Demand("1", *need), Offer("1", *supply)
    for document in (offer, OFFERS[3], Offer("2", *need)):
        _assert_sound(words_engine.explain(demand, document), demand, document)


def test_a_chinese_term_meets_its_translation(words_engine: Engine) -> None:
    demand, offer = PAIRS[0]
    reasons = _texts(words_engine.explain(demand, offer, words_engine.catalogue(OFFERS)))
    assert ("term", "RFID", "RFID") in reasons
    assert any(code == "translation" and "防伪" in need and "Anti-counterfeiting" in supply
               for code, need, supply in reasons)  # fmt: skip


def test_an_english_term_meets_its_translation(words_engine: Engine) -> None:
    reasons = _texts(words_engine.explain(*PAIRS[1], words_engine.catalogue(OFFERS)))
    assert ("translation", "lithium-ion battery", "锂离子电池") in reasons
    assert ("translation", "State of charge", "荷电状态") in reasons


def test_the_longest_shared_phrase_is_shown(words_engine: Engine) -> None:
    demand = Demand("1", "", "We use wireless sensor networks in tunnels.")
    offer = Offer("1", "", "A wireless sensor network for the farm.")
    assert _texts(words_engine.explain(demand, offer)) == [
        ("term", "wireless sensor networks", "wireless sensor network")
    ]


def test_the_only_offer_is_explained_too(words_engine: Engine) -> None:
    offer = Offer("1", "低温锂电池电解液", "")
    found = words_engine.explain(Demand("1", "低温电解液", ""), offer, words_engine.catalogue([offer]))
    assert {reason.need.text for reason in found.reasons} == {"低温", "电解液"}


def test_neighbouring_translations_become_one(words_engine: Engine) -> None:
    demand, offer = Demand("1", "", "耐用陶瓷轴承"), Offer("1", "", "A ceramic bearing.")
    assert ("translation", "陶瓷轴承", "ceramic bearing") in _texts(words_engine.explain(demand, offer))


def test_stop_words_and_lone_characters_are_no_reason(words_engine: Engine) -> None:
    demand, offer = Demand("1", "", "the of 的 我们 在 水 2020"), Offer("1", "", "the of 的 我们 在 水 2020")
    assert words_engine.explain(demand, offer) == Explanation([])


def test_the_closest_sentences_are_a_reason(engine: Engine) -> None:
    offer = Offer("1", "", "We bake bread. 我们的防伪标签可以防止假酒。 The weather is fine.")
    reasons = engine.explain(NEED, offer).reasons
    (sentence,) = [reason for reason in reasons if reason.code == "sentence"]
    assert sentence.offer.text == "我们的防伪标签可以防止假酒。"


def test_sentences_may_be_left_out(engine: Engine) -> None:
    reasons = engine.explain(NEED, OFFERS[3], with_sentences=False).reasons
    assert "sentence" not in {reason.code for reason in reasons}


def test_the_gap_is_what_would_raise_the_match_most(words_engine: Engine) -> None:
    demand = Demand("1", "Labels", facts=DemandFacts(trl=8, city="上海市", money=Money(None, 100, "CNY")))
    offer = Offer("1", "Labels", facts=OfferFacts(trl=3, city="北京市", money=Money(50, None, "CNY")))
    gap = words_engine.explain(demand, offer, score=0.0).gap
    assert gap is not None
    assert (gap.code, gap.need.text, gap.offer.text) == ("trl", "8", "3")
    closed = 2 * words_engine.weights.signals["trl"]
    assert gap.gain == pytest.approx(probability(closed) - 0.5, abs=1e-3)


def test_a_met_wish_is_a_reason_beside_the_words(words_engine: Engine) -> None:
    wanted, measured = (
        Quantity(("thickness",), comparator, value, "mm", f"thickness {value} mm")
        for comparator, value in (("le", 2.0), ("eq", 1.5))
    )
    demand = Demand("1", "Security labels", facts=DemandFacts(parameters=(wanted,)))
    offer = Offer("1", "Security labels", facts=OfferFacts(parameters=(measured,)))
    found = words_engine.explain(demand, offer)
    _assert_sound(found, demand, offer)
    assert {reason.code: reason.offer.source for reason in found.reasons} == {
        "term": "content",
        "parameter": "parameter/0",
    }


def test_a_list_of_keywords_is_no_sentence(engine: Engine) -> None:
    demand = Demand("1", "锂电池低温电解液", "冬季户外设备的锂电池放不出电。\n锂电池、电解液、低温、放电")
    offer = Offer(
        "2",
        "Electrolyte",
        "Lithium batteries cannot discharge in the cold of winter.\nlithium battery, electrolyte, cold",
    )
    quoted = [reason for reason in engine.explain(demand, offer).reasons if reason.code == "sentence"]
    assert "、" not in quoted[0].need.text
    assert "," not in quoted[0].offer.text


def test_units_are_no_reason(words_engine: Engine) -> None:
    offer = Offer("2", "Tube bending", "Tubes of 30 mm bend in 5 ms.")
    assert words_engine.explain(Demand("1", "Cutting", "Sheets of 12 mm take 9 ms."), offer).reasons == []


@pytest.mark.parametrize(
    "text",
    [
        "系统给出结果，误差不超过两次，记录一台，低于三家。",
        "检测率低于要求，只有六个月，过大时给出。",
        "Nobody takes three or ten measures, and it costs a million CNY.",
        "Information systems improve the performance of other systems.",
    ],
)
def test_words_that_name_nothing_are_no_reason(words_engine: Engine, text: str) -> None:
    assert words_engine.explain(Demand("1", "", text), Offer("1", "", text)).reasons == []


def test_a_phrase_ends_before_words_that_name_nothing(words_engine: Engine) -> None:
    demand, offer = Demand("1", "", "定位漂移小于两米。"), Offer("2", "", "它的定位漂移小于两米。")
    assert [reason.offer.text for reason in words_engine.explain(demand, offer).reasons] == ["定位漂移"]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("硬度", "It hardly bends."),
        ("跟踪", "The tails of mice."),
        ("节拍", "Twelve meters."),
        ("范围", "It is limited."),
        ("入院", "Two hospitals."),
        ("下发", "The distribution of sizes."),
        ("港口", "The inlet port."),
        ("汽车", "A field bus."),
    ],
)
def test_a_word_of_the_same_stem_or_of_many_senses_translates_nothing(
    words_engine: Engine, chinese: str, english: str
) -> None:
    for need, supply in ((chinese, english), (english, chinese)):
        demand, offer = Demand("1", "", need), Offer("2", "", supply)
        assert words_engine.explain(demand, offer).reasons == []


def test_a_plural_of_the_first_gloss_translates(words_engine: Engine) -> None:
    found = words_engine.explain(Demand("1", "", "传感器"), Offer("2", "", "Two sensors."))
    assert _texts(found) == [("translation", "传感器", "sensors")]


def test_words_that_all_translate_each_other_take_bounded_time(
    words_engine: Engine, lexicon: Lexicon
) -> None:
    headwords: dict[str, list[str]] = {}
    for word in lexicon.entries:
        for gloss in lexicon.glosses(word)[:8] if len(word) > 1 else ():
            if " " not in gloss:
                headwords.setdefault(gloss, []).append(word)
    common = sorted(headwords, key=lambda gloss: (-len(headwords[gloss]), gloss))[:40]
    chinese = "，".join(word for gloss in common for word in headwords[gloss])[:50_000]
    english = (" ".join(common) + " ") * 400
    started = time.process_time()
    for need, supply in ((chinese, english), (english, chinese)):
        words_engine.explain(Demand("1", "", need), Offer("2", "", supply[:50_000]))
    assert time.process_time() - started < 3
