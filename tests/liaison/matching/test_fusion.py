"""Standard scores and the choice of the best."""

import numpy as np
import pytest

from liaison.matching.fusion import DENSE_PRIOR, LEXICAL_PRIOR, best_columns, standardise


@pytest.mark.parametrize("prior", [DENSE_PRIOR, LEXICAL_PRIOR])
@pytest.mark.parametrize("scores", [[[0.0]], [[0.5] * 60], [[0.0] * 59 + [1.0]], [[]]])
def test_standard_scores_are_finite(scores: list[list[float]], prior) -> None:
    assert np.isfinite(standardise(np.array(scores, np.float32), prior)).all()


def test_large_catalogues_drown_the_prior() -> None:
    scores = np.random.default_rng(0).normal(0.3, 0.2, (1, 50_000)).astype(np.float32)
    standard = standardise(scores, DENSE_PRIOR)
    assert abs(standard.mean()) < 0.01
    assert abs(standard.std() - 1) < 0.01


def test_the_only_offer_is_judged_by_the_prior() -> None:
    good, bad = (standardise(np.array([[score]], np.float32), DENSE_PRIOR)[0, 0] for score in (0.6, 0.0))
    assert good > 2
    assert bad < 0.1


def test_ties_break_by_column() -> None:
    assert best_columns(np.array([1.0, 3.0, 3.0, 3.0, 2.0]), 2).tolist() == [1, 2]


def test_all_columns_when_more_are_asked_for() -> None:
    assert best_columns(np.array([1.0, 3.0]), 10).tolist() == [1, 0]
