"""Needs of several companies that ask for the same are put together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.dense import centred, shipped_means
from liaison.matching.facts import DemandFacts
from liaison.matching.pooling import LARGEST_POOL, MOST_NEEDS, pool
from liaison.matching.types import Demand

LEAK = "Find leaks in buried plastic water pipes without digging, to within half a metre."
LEAK_ZH = "不开挖查找埋地塑料供水管道的漏点，定位误差小于半米。"


def need(key: str, company: str, title: str = "Leaks in water pipes", text: str = LEAK) -> Demand:
    return Demand(key, title, text, facts=DemandFacts(company=company))


def same_place(count: int) -> np.ndarray:
    return np.tile(np.array([[1, 0]], np.float32), (count, 1))


def ids(pools) -> list[tuple[str, ...]]:
    return [found.need_ids for found in pools]


def test_needs_of_two_companies_are_put_together_across_languages(engine, lexicon):
    needs = [
        need("1", "a"),
        need("2", "b", "埋地水管漏点定位", LEAK_ZH),
        need("3", "c", "Yeast for straw", "A yeast that ferments straw at forty degrees."),
    ]
    spoken = [one.spoken_language for one in needs]
    means = shipped_means(engine.encoder.id)
    vectors = centred(engine.encode(needs, "query"), spoken, "query", means)
    assert ids(pool(needs, vectors, lexicon)) == [("1", "2")]


def test_needs_of_one_company_are_no_joint_request(lexicon):
    assert pool([need("1", "a"), need("2", "a")], same_place(2), lexicon) == []


def test_needs_without_common_words_are_left_apart(lexicon):
    other = need("2", "b", "Yeast", "It ferments straw.")
    assert pool([need("1", "a"), other], same_place(2), lexicon) == []


def test_words_alone_put_needs_together_without_an_encoder(lexicon):
    needs = [need("1", "a"), need("2", "b"), need("3", "c", "Yeast", "It ferments straw.")]
    assert ids(pool(needs, None, lexicon)) == [("1", "2")]


def test_a_chain_of_small_differences_is_no_group(lexicon):
    angles = np.deg2rad([0, 45, 90])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    needs = [need(str(number), str(number)) for number in range(3)]
    assert ids(pool(needs, vectors, lexicon)) == [("0", "1")]


def test_a_group_holds_no_more_than_fit_around_a_table(lexicon):
    needs = [need(f"{number:02}", str(number)) for number in range(20)]
    sizes = [len(found) for found in ids(pool(needs, same_place(20), lexicon))]
    assert sum(sizes) == 20
    assert max(sizes) <= LARGEST_POOL


@pytest.mark.parametrize("many", [8, 40])
def test_many_needs_of_one_company_leave_room_for_others(lexicon, many):
    needs = [need(f"{number:02}", "a") for number in range(many)] + [need("98", "b"), need("99", "c")]
    (found,) = ids(pool(needs, same_place(many + 2), lexicon))
    assert {"98", "99"} < set(found)
    assert len(found) == min(many + 2, MOST_NEEDS)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 360)), max_size=9), st.randoms())
def test_each_need_is_in_one_group_at_most_whatever_the_order(lexicon, rows, random):
    needs = [need(str(key), company) for key, (company, _) in enumerate(rows)]
    angles = np.deg2rad([angle for _, angle in rows])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    found = pool(needs, vectors, lexicon)
    members = [key for group in ids(found) for key in group]
    assert len(members) == len(set(members))
    company = {one.id: one.facts.company for one in needs}
    assert all(len({company[key] for key in group}) > 1 for group in ids(found))
    order = list(range(len(needs)))
    random.shuffle(order)
    assert pool([replace(needs[row]) for row in order], vectors[order], lexicon) == found
