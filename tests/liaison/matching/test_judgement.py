"""The second look at candidates: exclusions, refusals, and offers judged without all the others."""

from dataclasses import replace
from datetime import date

import pytest

from liaison.matching.engine import Engine
from liaison.matching.facts import DemandFacts, OfferFacts
from liaison.matching.lexicon import Lexicon
from liaison.matching.types import Demand, Offer, RankedOffer
from liaison.matching.weights import shipped_weights

from .hashing_encoder import HashingEncoder

TODAY = date(2026, 11, 26)
NEED = Demand("need", "Wine labels", "Labels that prove wine is authentic")
LABELS = [Offer(f"label-{number:03}", "Wine labels", f"A label of kind k{number}") for number in range(150)]
OTHERS = [
    Offer(f"other-{number:03}", f"Topic t{number}", "桥梁监测" if number % 2 else "Bridges")
    for number in range(20)
]


def _ranking(engine: Engine, offers: list[Offer], need: Demand, top: int = 100) -> list[RankedOffer]:
    return engine.rank(engine.catalogue(offers), [need], top)[0]


@pytest.mark.parametrize("kind", ["words_engine", "hashing_engine"])
def test_what_was_refused_is_left_out_and_others_fill_its_place(
    request: pytest.FixtureRequest, kind: str
) -> None:
    engine: Engine = request.getfixturevalue(kind)
    refused = frozenset(offer.id for offer in LABELS[:140])
    need = replace(NEED, facts=DemandFacts(refused=refused))
    found = {ranked.offer_id for ranked in _ranking(engine, [*LABELS, *OTHERS], need, top=12)}
    assert len(found) == 12
    assert not found & refused


def test_near_duplicates_of_what_was_refused_sink(lexicon: Lexicon) -> None:
    shipped = shipped_weights(with_encoder=True)
    engine = Engine(lexicon, HashingEncoder(), replace(shipped, signals={"refusal": 10.0}))
    offers = [
        Offer("a", "Wine labels", "prove wine is authentic for exporters of bottles"),
        Offer("b", "Wine labels", "prove wine is authentic for exporters of many bottles"),
        Offer("c", "Wine labels", "glue paper print shop colour"),
        *OTHERS,
    ]
    before = {ranked.offer_id: ranked for ranked in _ranking(engine, offers, NEED)}
    need = replace(NEED, facts=DemandFacts(refused=frozenset({"a"})))
    after = {ranked.offer_id: ranked for ranked in _ranking(engine, offers, need)}
    assert before["b"].rank < before["c"].rank
    assert after["b"].rank > after["c"].rank
    assert after["b"].signals["refusal"] < 0.1
    assert "refusal" not in after["c"].signals


def test_near_duplicates_of_what_was_refused_are_known_by_their_words_alone(words_engine: Engine) -> None:
    twin = Offer("b", "Wine labels", "Prove wine is authentic, for exporters of bottles!")
    offers = [
        Offer("a", "Wine labels", "prove wine is authentic for exporters of bottles"),
        twin,
        *LABELS[:9],
    ]
    need = replace(NEED, facts=DemandFacts(refused=frozenset({"a"})))
    found = {ranked.offer_id: ranked for ranked in _ranking(words_engine, offers, need)}
    assert found["b"].signals["refusal"] == pytest.approx(0, abs=0.01)
    assert "refusal" not in found["label-000"].signals


def test_a_translation_of_what_was_refused_is_known_by_its_meaning(engine: Engine) -> None:
    refused = Offer("a", "荧光防伪标签", "用稀土材料制成的标签，用于酒瓶防伪。")
    twin = Offer("b", "Fluorescent security labels", "Labels of rare earths that prove wine is authentic.")
    other = Offer("c", "Dewatering of sludge", "A filter press lowers the water content of sludge.")
    need = replace(NEED, facts=DemandFacts(refused=frozenset({"a"})))
    found = {ranked.offer_id: ranked for ranked in _ranking(engine, [refused, twin, other], need)}
    assert found["b"].signals["refusal"] < 0.3
    assert "refusal" not in found["c"].signals


def test_an_expired_offer_is_not_ranked(words_engine: Engine) -> None:
    offers = [
        replace(LABELS[number], facts=OfferFacts(confirmed_on=TODAY.replace(year=year)))
        for number, year in enumerate((2024, 2025, 2026))
    ]
    need = replace(NEED, facts=DemandFacts(on=TODAY))
    assert [ranked.offer_id for ranked in _ranking(words_engine, offers, need)] == [
        offers[2].id,
        offers[1].id,
    ]


def test_facts_move_offers_of_the_same_text(words_engine: Engine) -> None:
    offers = [replace(LABELS[0], id=name, facts=OfferFacts(trl=trl)) for name, trl in (("a", 1), ("b", 9))]
    need = replace(NEED, facts=DemandFacts(trl=6))
    found = _ranking(words_engine, offers, need)
    assert [(ranked.offer_id, ranked.signals["trl"]) for ranked in found] == [("b", 1.0), ("a", 0.0)]


@pytest.mark.parametrize("kind", ["words_engine", "hashing_engine"])
def test_offers_judged_by_earlier_scales_get_the_scores_of_the_full_ranking(
    request: pytest.FixtureRequest, kind: str
) -> None:
    engine: Engine = request.getfixturevalue(kind)
    bilingual = Offer("label-001", "葡萄酒标签", "证明葡萄酒真伪的标签")
    offers = [*LABELS[:30], bilingual, *OTHERS]
    needs = [
        NEED,
        Demand("zh", "防伪标签", "葡萄酒"),
        replace(NEED, id="no", facts=DemandFacts(refused=frozenset({"label-001"}))),
    ]
    catalogue = engine.catalogue(offers)
    vectors = engine.centred_needs(needs)
    found = catalogue.rank_with_scales(needs, vectors, 100)
    few = ["other-003", "label-001", "label-002", "unknown"]
    judged = catalogue.judge(needs, vectors, [one.scales for one in found], few)
    for full, part in zip(found, judged, strict=True):
        wanted = {ranked.offer_id: ranked.score for ranked in full.ranking if ranked.offer_id in few}
        assert {ranked.offer_id: ranked.score for ranked in part} == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("few", [[], ["unknown"], ["label-001"]])
def test_few_or_no_offers_can_be_judged(hashing_engine: Engine, few: list[str]) -> None:
    catalogue = hashing_engine.catalogue([*LABELS[:3], *OTHERS])
    vectors = hashing_engine.centred_needs([NEED])
    scales = [found.scales for found in catalogue.rank_with_scales([NEED], vectors, 5)]
    (judged,) = catalogue.judge([NEED], vectors, scales, few)
    assert [ranked.offer_id for ranked in judged] == [name for name in few if name != "unknown"]


def test_a_need_without_scales_is_judged_by_what_is_usual(hashing_engine: Engine) -> None:
    catalogue = hashing_engine.catalogue(LABELS[:3])
    ((ranked,),) = catalogue.judge([NEED], hashing_engine.centred_needs([NEED]), [{}], ["label-001"])
    assert 0 < ranked.probability < 1


def test_a_pool_of_excluded_offers_is_not_the_end(words_engine: Engine) -> None:
    long_ago, lately = OfferFacts(confirmed_on=date(2020, 1, 1)), OfferFacts(confirmed_on=date(2026, 11, 1))
    expired = [Offer(f"old{n}", "Grinding of castings", "Force control", "en", long_ago) for n in range(250)]
    valid = [Offer(f"new{n}", "Polishing of castings", "", "en", lately) for n in range(5)]
    need = Demand("1", "Grinding of castings", "", "en", DemandFacts(on=date(2026, 11, 26)))
    (ranking,) = words_engine.rank(words_engine.catalogue([*expired, *valid]), [need], top=20)
    assert {item.offer_id for item in ranking} == {offer.id for offer in valid}
