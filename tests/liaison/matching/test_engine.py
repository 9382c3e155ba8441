"""The engine: what is ranked first, on small catalogues and on text of any kind."""

import math
import time

import numpy as np
import pytest

from liaison.matching.engine import Engine
from liaison.matching.types import Demand, Offer, RankedOffer

OFFERS = [
    Offer("rfid", "Anti-counterfeiting RFID labels", "Labels for bottles that prove a wine is authentic."),
    Offer("lidar", "Pedestrian detection", "A lidar detects pedestrians at night in autonomous driving."),
    Offer("battery", "锂电池管理系统", "估计锂离子电池的荷电状态，防止热失控。"),
    Offer("label", "荧光防伪标签", "用稀土发光材料制成的防伪标签，用于酒瓶。"),
    Offer("bridge", "桥梁健康监测", "用光纤光栅传感器监测斜拉桥的裂缝和应变。"),
    Offer("pasta", "Drying of pasta", "An oven that dries pasta in four hours."),
]
NEED = Demand("need", "防伪", "我们需要防伪标签，防止假酒。")

HOSTILE = {
    "empty": ("", ""),
    "one word": ("pump", ""),
    "one character": ("泵", ""),
    "stop words": ("the", "of and 的 了"),
    "50,000 Chinese characters": ("", "无线传感器网络" * 7_000),
    "50,000 letters": ("", "anti-counterfeiting label " * 2_000),
    "one endless word": ("a" * 50_000, ""),
    "mixed": ("RFID 防伪 label", "用 blockchain 做 traceability 的 solution"),
    "OCR": ("l0w-c0st f1ow s e n s o r", "dataminingand recommen- dation 方 法的研 究�"),
    "capitals": ("THERMODYNAMIC VENT SYSTEM", "LABELS AGAINST COUNTERFEIT WINE"),
    "emoji": ("😀👩‍🔬", "🍷🍷🍷"),
    "HTML": ("<b>Labels</b>", "<p>wine &lt; beer</p><script>alert(1)</script>"),
    "control characters": ("a\0b\x1bc", "\u202elabel\u200b\ufeff"),
    "lone surrogates": ("\ud800", "label \udfff wine"),
    "ligatures": ("\ufdfa" * 100, "ﬁlm"),
    "numbers": ("123", "4.5 6,7 8e9"),
}


def _finite(ranking: list[RankedOffer]) -> bool:
    return all(math.isfinite(item.score) and math.isfinite(item.lexical) for item in ranking)


@pytest.mark.parametrize("kind", ["engine", "words_engine"])
def test_a_need_finds_offers_of_both_languages(request: pytest.FixtureRequest, kind: str) -> None:
    engine: Engine = request.getfixturevalue(kind)
    catalogue = engine.catalogue(OFFERS)
    (ranking,) = engine.rank(catalogue, [NEED])
    assert {item.offer_id for item in ranking[:2]} == {"label", "rfid"}
    assert [item.rank for item in ranking] == [1, 2, 3, 4, 5, 6]
    assert ranking[0].probability > 5 * ranking[-1].probability


@pytest.mark.parametrize("kind", ["engine", "words_engine"])
def test_an_english_need_finds_a_chinese_offer(request: pytest.FixtureRequest, kind: str) -> None:
    engine: Engine = request.getfixturevalue(kind)
    need = Demand("need", "Monitoring of bridges", "Cracks in a cable-stayed bridge")
    (ranking,) = engine.rank(engine.catalogue(OFFERS), [need])
    assert ranking[0].offer_id == "bridge"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_need_is_ranked(words_engine: Engine, text: tuple[str, str]) -> None:
    started = time.process_time()
    (ranking,) = words_engine.rank(words_engine.catalogue(OFFERS), [Demand("need", *text)])
    assert len(ranking) == len(OFFERS)
    assert _finite(ranking)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_offer_is_ranked(words_engine: Engine, text: tuple[str, str]) -> None:
    catalogue = words_engine.catalogue([*OFFERS, Offer("hostile", *text)])
    assert _finite(words_engine.rank(catalogue, [NEED])[0])


def test_any_text_is_ranked_with_the_encoder(engine: Engine) -> None:
    texts = list(HOSTILE.values())
    catalogue = engine.catalogue([Offer(str(number), *text) for number, text in enumerate(texts)])
    rankings = engine.rank(catalogue, [Demand(str(number), *text) for number, text in enumerate(texts)])
    assert all(len(ranking) == len(texts) and _finite(ranking) for ranking in rankings)


def test_no_offers_no_ranking(engine: Engine) -> None:
    assert engine.rank(engine.catalogue([]), [NEED]) == [[]]


def test_no_needs_no_rankings(engine: Engine) -> None:
    assert engine.rank(engine.catalogue(OFFERS), []) == []


def test_a_single_offer_is_judged_on_its_merits(engine: Engine) -> None:
    fitting, other = (
        engine.rank(engine.catalogue([offer]), [NEED])[0][0] for offer in (OFFERS[3], OFFERS[5])
    )
    assert fitting.lexical > 3 > other.lexical
    assert fitting.dense > 2 > other.dense
    assert fitting.probability > other.probability


def test_identical_offers_are_ordered_by_id(words_engine: Engine) -> None:
    offers = [Offer(name, "防伪标签", "") for name in ("c", "a", "b")]
    (ranking,) = words_engine.rank(words_engine.catalogue(offers), [NEED])
    assert [item.offer_id for item in ranking] == ["a", "b", "c"]


def test_the_order_of_offers_does_not_matter(words_engine: Engine) -> None:
    forward, backward = (
        words_engine.rank(words_engine.catalogue(offers), [NEED]) for offers in (OFFERS, OFFERS[::-1])
    )
    assert forward == backward


def test_two_versions_of_an_offer_are_one(words_engine: Engine) -> None:
    offers = [*OFFERS, Offer("label", "Fluorescent security label", "")]
    (ranking,) = words_engine.rank(words_engine.catalogue(offers), [NEED], top=6)
    assert sorted(item.offer_id for item in ranking) == sorted(offer.id for offer in OFFERS)


def test_top_limits_the_ranking(words_engine: Engine) -> None:
    assert [len(ranking) for ranking in words_engine.rank(words_engine.catalogue(OFFERS), [NEED], top=2)] == [
        2
    ]


def test_blocks_do_not_change_the_ranking(words_engine: Engine) -> None:
    catalogue = words_engine.catalogue(OFFERS)
    many = [Demand(str(number), NEED.title, NEED.text) for number in range(300)]
    assert words_engine.rank(catalogue, many) == words_engine.rank(catalogue, [NEED]) * 300


def test_stored_vectors_give_the_same_ranking(engine: Engine) -> None:
    stored = engine.catalogue(OFFERS, engine.encode(OFFERS, "passage"))
    wanted = engine.rank(engine.catalogue(OFFERS), [NEED])
    assert engine.rank(stored, [NEED], vectors=engine.encode([NEED], "query")) == wanted


def test_encoding_through_a_store_gives_the_same_vectors(engine: Engine) -> None:
    seen: list[str] = []

    def through(texts, role, progress):
        seen.extend(texts)
        return engine.encoder.encode(texts, role, progress)

    assert np.array_equal(engine.encode([NEED], "query", through=through), engine.encode([NEED], "query"))
    assert seen == [NEED.content, "防伪\n"]


def test_a_broken_stored_vector_leaves_the_words(engine: Engine) -> None:
    vectors = engine.encode(OFFERS, "passage")
    vectors[3] = np.nan
    ranking = engine.rank(engine.catalogue(OFFERS, vectors), [NEED])[0]
    assert _finite(ranking)
    assert "label" in {item.offer_id for item in ranking[:3]}


def test_vectors_of_another_encoder_are_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="are needed"):
        engine.catalogue(OFFERS, np.zeros((len(OFFERS), 768)))


def test_the_engine_without_encoder_has_no_vectors(words_engine: Engine) -> None:
    assert words_engine.encode([NEED], "query") is None
    assert words_engine.encoder_id == "none"
    assert words_engine.rank(words_engine.catalogue(OFFERS), [NEED])[0][0].dense is None


def test_a_stated_language_is_believed() -> None:
    assert [Offer("1", "RFID", "", language).spoken_language for language in ("zh", "zh-CN", "en", None)] == [
        "zh-hans",
        "zh-hans",
        "en",
        "en",
    ]
