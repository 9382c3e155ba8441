"""Offers listed twice are found, different ones are left alone."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.dense import centred, shipped_means
from liaison.matching.duplicates import MEANING, PATENT, TITLE, Twin, find_twins
from liaison.matching.engine import Engine
from liaison.matching.facts import OfferFacts
from liaison.matching.lexicon import Lexicon
from liaison.matching.types import Offer

LASER = "A pulsed laser removes rust from steel bridges without sand and without damage to the metal below, "
LASER += "and a suction head takes up the dust, so that no tent is needed around the place of work."
LASER_ZH = (
    "脉冲激光不用喷砂即可清除钢桥上的铁锈，不损伤下面的金属；吸尘头收走粉尘，施工处不需要搭建围挡帐篷。"
)
YEAST = "A yeast strain ferments straw into ethanol at forty degrees and tolerates the acids that steam sets "
YEAST += "free from the straw, so that the mash need not be washed before it is fermented."


def offer(key: str, title: str, text: str = LASER, language: str = "en", **facts) -> Offer:
    return Offer(key, title, text, language, facts=OfferFacts(**{"organisation": "tongji", **facts}))


def vectors(engine: Engine, offers: list[Offer]) -> np.ndarray:
    spoken = [one.spoken_language for one in offers]
    return centred(engine.encode(offers, "passage"), spoken, "passage", shipped_means(engine.encoder.id))


def twins(lexicon: Lexicon, *offers: Offer, **decided) -> list[tuple[str, str, str]]:
    """By words alone: what is hidden, what is shown instead, and why."""
    found = find_twins(offers, None, lexicon, **decided)
    return [(twin.offer_id, twin.shown_instead, twin.why) for twin in found]


def test_a_title_is_the_same_whatever_its_width_case_and_punctuation(lexicon):
    first, second = offer("1", "Laser rust-removal （Ⅱ）"), offer("2", "LASER Rust Removal(II)")
    assert twins(lexicon, first, second) == [("2", "1", TITLE)]


def test_the_same_title_over_another_text_is_another_offer(lexicon):
    assert twins(lexicon, offer("1", "Project report", LASER), offer("2", "Project report", YEAST)) == []


def test_a_title_of_another_organisation_needs_nearly_the_same_text(lexicon):
    first = offer("1", "Laser removal of rust")
    other = replace(first, id="2", text="Rust is removed from bridges by a laser.")
    elsewhere = OfferFacts(organisation="fudan")
    assert twins(lexicon, first, other) == [("2", "1", TITLE)]
    assert twins(lexicon, first, replace(other, facts=elsewhere)) == []
    assert twins(lexicon, first, replace(other, text=LASER, facts=elsewhere)) == [("2", "1", TITLE)]


def test_unknown_organisations_are_not_one_organisation(lexicon):
    first = offer("1", "Laser removal of rust", organisation="")
    assert twins(lexicon, first, replace(first, id="2", text="Rust is removed by a laser.")) == []


def test_application_and_grant_of_one_patent_are_the_same_offer(lexicon):
    first = offer("1", "Laser against rust", patents=("CN117151122A",), organisation="fudan")
    assert twins(lexicon, first, offer("2", "Laser cleaner", patents=("CN 117151122 B",))) == [
        ("2", "1", PATENT)
    ]


def test_two_technologies_may_rest_on_one_patent(lexicon):
    first = offer("1", "Rust laser", LASER, patents=("202310123456.6",))
    assert twins(lexicon, first, offer("2", "Hot yeast", YEAST, patents=("ZL202310123456.6",))) == []


def test_versions_in_two_languages_are_no_duplicates_of_each_other(lexicon):
    assert (
        twins(lexicon, offer("1", "Laser 激光除锈"), offer("1", "Laser 激光除锈", LASER_ZH, "zh-hans")) == []
    )


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"1": {"confirmed_on": date(2026, 1, 1)}, "2": {"confirmed_on": date(2026, 3, 1)}}, "2"),
        ({"1": {"confirmed_on": date(2026, 1, 1)}, "2": {}}, "1"),
        ({"1": {}, "2": {}}, "1"),
    ],
)
def test_the_offer_confirmed_last_is_shown(lexicon, facts, shown):
    offers = [offer(key, "Laser removal of rust", **facts[key]) for key in ("1", "2")]
    assert [found[1] for found in twins(lexicon, *offers)] == [shown]


def test_of_two_confirmed_alike_that_with_more_text_is_shown(lexicon):
    first = offer("1", "Laser removal of rust")
    assert twins(lexicon, first, replace(first, id="2", text=f"{LASER} It is for hire.")) == [
        ("1", "2", TITLE)
    ]


def test_three_of_a_kind_leave_one(lexicon):
    offers = [offer(key, "Laser removal of rust") for key in ("3", "1", "2")]
    assert twins(lexicon, *offers) == [("2", "1", TITLE), ("3", "1", TITLE)]


def test_a_copy_elsewhere_leaves_those_of_one_organisation_behind_their_own(lexicon):
    own = [offer(key, "Laser removal of rust") for key in ("1", "2")]
    copy = offer("3", "Laser removal of rust", organisation="fudan", confirmed_on=date(2026, 3, 1))
    assert twins(lexicon, *own, copy) == [("1", "3", TITLE), ("2", "1", TITLE)]


def test_two_offers_of_one_organisation_are_not_brought_together_by_another(lexicon):
    own = [
        offer("1", "Rust laser", LASER, patents=("CN117151122A",)),
        offer("2", "Hot yeast", YEAST, patents=("CN117151133A",)),
    ]
    both = offer(
        "3", "Of both", LASER + YEAST, patents=("CN117151122B", "CN117151133B"), organisation="fudan"
    )
    pairs = [found[:2] for found in twins(lexicon, *own, both)]
    assert pairs == [("1", "3"), ("2", "3")]
    assert twins(lexicon, *own, replace(both, text=LASER)) == [("3", "1", PATENT)]


def test_what_people_told_apart_stays_apart_even_through_a_third(lexicon):
    offers = [offer(key, "Laser removal of rust") for key in ("1", "2", "3")]
    found = twins(lexicon, *offers, different=[("1", "2")])
    assert {frozenset(pair[:2]) for pair in found}.isdisjoint({frozenset(("1", "2"))})
    assert len(found) == 1


def test_what_people_put_together_is_not_found_again_and_stays_hidden(lexicon):
    offers = [
        offer("1", "Laser removal of rust", confirmed_on=date(2026, 1, 1)),
        offer("2", "Laser removal of rust"),
        offer("3", "Laser removal of rust"),
    ]
    assert twins(lexicon, *offers, same=[("1", "2")]) == [("3", "2", TITLE)]


def test_contradicting_decisions_hide_no_group_as_a_whole(lexicon):
    offers = [offer(key, "Laser removal of rust") for key in ("1", "2", "3")]
    circle = [("1", "2"), ("2", "3"), ("3", "1")]
    assert twins(lexicon, *offers, same=circle) == []


def test_one_offer_written_twice_is_found_by_its_meaning(engine, lexicon):
    again = LASER.replace("A pulsed laser removes", "A pulsed laser takes off").replace("so that", "hence")
    offers = [offer("1", "Removal of rust"), offer("2", "Cleaner for bridges", again), offer("3", "Y", YEAST)]
    (found,) = find_twins(offers, vectors(engine, offers), lexicon)
    assert (found.offer_id, found.shown_instead, found.why) == ("1", "2", MEANING)
    elsewhere = [offers[0], replace(offers[1], facts=OfferFacts(organisation="fudan"))]
    assert find_twins(elsewhere, vectors(engine, elsewhere), lexicon) == []


def test_a_chinese_and_an_english_listing_are_found_by_their_meaning(engine, lexicon):
    offers = [
        offer("1", "Laser removal of rust from bridges"),
        offer("2", "钢桥激光除锈", LASER_ZH, "zh-hans"),
        offer("3", "Yeast for straw", YEAST),
    ]
    (found,) = find_twins(offers, vectors(engine, offers), lexicon)
    assert {found.offer_id, found.shown_instead} == {"1", "2"}


def test_models_that_differ_in_a_number_are_different_offers(lexicon):
    same_place = np.array([[1, 0], [1, 0]], np.float32)
    offers = [offer("1", "Fibre laser of 100 W"), offer("2", "Fibre laser of 200 W")]
    assert find_twins(offers, same_place, lexicon) == []


def test_short_texts_are_not_told_by_meaning(lexicon):
    offers = [offer("1", "Rust", "Removed."), offer("2", "Corrosion", "Taken off.")]
    assert find_twins(offers, np.array([[1, 0], [1, 0]], np.float32), lexicon) == []


def test_equal_texts_beyond_a_block_come_into_one_group(lexicon, monkeypatch):
    monkeypatch.setattr("liaison.matching.duplicates._BLOCK_SCORES", 100)
    offers = [offer(f"{number:03}", f"{chr(97 + number % 26) * 12}", LASER) for number in range(60)]
    found = find_twins(offers, np.tile(np.array([[1, 0]], np.float32), (60, 1)), lexicon)
    assert {twin.shown_instead for twin in found} == {"000"}
    assert len(found) == 59


TITLES = st.sampled_from(["Laser removal of rust", "laser removal of RUST", "Yeast for straw", "x"])
LISTS = st.lists(st.tuples(TITLES, st.sampled_from([LASER, YEAST, ""]), st.sampled_from("ab")), max_size=8)


@given(LISTS, st.randoms(use_true_random=False))
def test_hidden_and_shown_form_no_chains_and_the_order_of_offers_is_no_matter(lexicon, rows, random):
    offers = [
        offer(str(key), title, text, organisation=place) for key, (title, text, place) in enumerate(rows)
    ]
    found = find_twins(offers, None, lexicon)
    stands_behind = {twin.offer_id: twin.shown_instead for twin in found}
    assert len(stands_behind) == len(found)
    home = {one.id: one.facts.organisation for one in offers}
    at_home = {key: shown for key, shown in stands_behind.items() if home[key] == home[shown]}
    elsewhere = {key: shown for key, shown in stands_behind.items() if home[key] != home[shown]}
    for pairs in (at_home, elsewhere):
        assert pairs.keys().isdisjoint(pairs.values())
    random.shuffle(offers)
    assert find_twins(offers, None, lexicon) == found


def test_similarity_is_that_of_the_texts(lexicon):
    first = offer("1", "Laser removal of rust")
    assert find_twins([first, replace(first, id="2")], None, lexicon) == [Twin("2", "1", TITLE, 1.0)]
