"""The measures against values computed by hand, and the bootstrap against what it must be."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.evaluation.metrics import RESAMPLES, estimates, query_values, resampled_means, values

FILLER = [f"x{number}" for number in range(200)]


def test_a_perfect_ranking_is_one_in_everything() -> None:
    assert query_values(["a", "b", "x"], {"a": 2, "b": 1}) == (1.0, 1.0, 1.0, 1.0)


def test_right_offers_at_the_second_and_fourth_place() -> None:
    ndcg, mrr, hit, recall = query_values(["x", "a", "y", "b"], {"a": 1, "b": 1, "c": 1})
    # 1/lg 3 + 1/lg 5 of the attainable 1/lg 2 + 1/lg 3 + 1/lg 4: 1.06161 of 2.13093
    assert ndcg == pytest.approx(0.498189, abs=1e-6)
    assert (mrr, hit) == (0.5, 1.0)
    assert recall == pytest.approx(2 / 3)


def test_grades_are_gains() -> None:
    ndcg = query_values(["b", "a"], {"a": 3, "b": 1})[0]
    assert ndcg == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))


def test_the_eleventh_place_counts_for_recall_alone() -> None:
    assert query_values([*FILLER[:10], "a"], {"a": 1}) == (0.0, 0.0, 0.0, 1.0)


def test_beyond_a_hundred_nothing_counts() -> None:
    assert query_values([*FILLER[:100], "a"], {"a": 1}) == (0.0, 0.0, 0.0, 0.0)


def test_a_query_without_a_ranking_counts_as_nothing_found() -> None:
    found = values({"q1": ["a"]}, {"q1": {"a": 1}, "q2": {"b": 1}})
    assert found.mean(0).tolist() == [0.5, 0.5, 0.5, 0.5]


@given(
    st.permutations(FILLER[:15]), st.dictionaries(st.sampled_from(FILLER[:20]), st.integers(1, 3), min_size=1)
)
def test_measures_lie_between_nothing_and_one(ranking: list[str], right: dict[str, float]) -> None:
    assert all(0 <= value <= 1 + 1e-12 for value in query_values(ranking, right))


def test_the_interval_is_that_of_the_normal_distribution_for_many_queries() -> None:
    found = np.random.default_rng(0).random((2000, 4))
    estimate = estimates(found)[0]
    width = 2 * 1.96 * found[:, 0].std() / math.sqrt(2000)
    assert estimate.low < estimate.mean < estimate.high
    assert estimate.high - estimate.low == pytest.approx(width, rel=0.1)


def test_draws_are_paired_so_that_a_constant_difference_has_no_spread() -> None:
    found = np.random.default_rng(0).random((50, 4))
    differences = resampled_means(found + 0.1) - resampled_means(found)
    assert differences.shape == (RESAMPLES, 4)
    assert np.allclose(differences, 0.1)
