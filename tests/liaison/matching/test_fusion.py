"""Standard scores and the choice of the best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.matching.fusion import (
    DENSE_PRIOR,
    LEXICAL_PRIOR,
    PRIOR_OFFERS,
    Prior,
    Scale,
    best_columns,
    fused,
    need_length,
)
from liaison.matching.weights import shipped_weights

PRIORS = pytest.mark.parametrize("prior", [DENSE_PRIOR, LEXICAL_PRIOR])


def standard_scores(scores: np.ndarray, prior: Prior) -> np.ndarray:
    return Scale.of(scores, prior).standard(scores)


@PRIORS
@pytest.mark.parametrize("scores", [[[0.0]], [[0.5] * 60], [[0.0] * 59 + [1.0]], [[]]])
def test_standard_scores_are_finite(scores: list[list[float]], prior) -> None:
    assert np.isfinite(standard_scores(np.array(scores, np.float32), prior)).all()


def test_large_catalogues_drown_the_prior() -> None:
    scores = np.random.default_rng(0).normal(0.3, 0.2, (1, 50_000)).astype(np.float32)
    standard = standard_scores(scores, DENSE_PRIOR)
    assert abs(standard.mean()) < 0.01
    assert abs(standard.std() - 1) < 0.01


def test_the_only_offer_is_judged_by_the_prior() -> None:
    good, bad = (standard_scores(np.array([[score]], np.float32), DENSE_PRIOR)[0, 0] for score in (0.6, 0.0))
    assert good > 2
    assert bad < 0.1


def test_ties_break_by_column() -> None:
    assert best_columns(np.array([1.0, 3.0, 3.0, 3.0, 2.0]), 2).tolist() == [1, 2]


def test_all_columns_when_more_are_asked_for() -> None:
    assert best_columns(np.array([1.0, 3.0]), 10).tolist() == [1, 0]


@given(
    scores=st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 0.5, 2.0]) | st.floats(-1, 1), max_size=20),
    repeats=st.sampled_from([1, 7, 200]),
    top=st.integers(1, 30),
)
def test_the_best_columns_are_those_of_a_full_sort(scores: list[float], repeats: int, top: int) -> None:
    row = np.array(scores * repeats, np.float32)
    order = sorted(range(len(row)), key=lambda column: (-row[column], column))
    assert best_columns(row, top).tolist() == order[:top]


@PRIORS
@given(scores=st.lists(st.floats(-1, 1, width=32), max_size=40))
def test_a_scale_is_mean_and_deviation_with_the_prior_counted_in(prior: Prior, scores: list[float]) -> None:
    total = len(scores) + PRIOR_OFFERS
    mean = (sum(scores) + PRIOR_OFFERS * prior.mean) / total
    variance = sum((score - mean) ** 2 for score in scores)
    variance += PRIOR_OFFERS * (prior.deviation**2 + (prior.mean - mean) ** 2)
    scale = Scale.of(np.array([scores], np.float32), prior)
    assert scale.mean[0, 0] == pytest.approx(mean, rel=1e-5, abs=1e-6)
    assert scale.deviation[0, 0] == pytest.approx((variance / total) ** 0.5, rel=1e-4)


@given(
    scores=st.lists(st.floats(-5, 40, width=32), min_size=2, max_size=9),
    across=st.booleans(),
    words=st.integers(0, 999),
)
def test_better_words_never_rank_an_offer_lower(scores: list[float], across: bool, words: int) -> None:
    ordered = np.array([sorted(scores)], np.float32)
    lengths = np.array([[need_length(words)]], np.float32)
    (odds,) = fused(ordered, None, lengths, across, shipped_weights(with_encoder=True))
    assert (np.diff(odds) >= 0).all()
