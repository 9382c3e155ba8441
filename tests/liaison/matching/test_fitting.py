"""Fitting of weights: the prior stays until examples say otherwise."""

from dataclasses import replace

import numpy as np
import pytest

from liaison.matching.fitting import Deviations, Example, calibration_error, fit, pair_features, predicted
from liaison.matching.fusion import fused, need_length
from liaison.matching.judgement import Candidate
from liaison.matching.weights import shipped_weights

PRIOR = replace(shipped_weights(with_encoder=True), bias=-5.0)
DEVIATIONS = Deviations(context=1.0, text=0.3, signals=0.3)


def _examples(number: int, seed: int = 0) -> list[Example]:
    """Pairs in which readiness decides and words do not."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(number):
        trl, words, meaning = rng.random(), rng.normal(), rng.normal()
        features = pair_features(
            Candidate("1", 0.0, words, meaning), length=0.0, offers=100, signals={"trl": trl}
        )
        rows.append(Example(features, bool(rng.random() < 1 / (1 + np.exp(-6 * (2 * trl - 1))))))
    return rows


def test_without_examples_the_prior_is_kept() -> None:
    assert fit([], PRIOR, DEVIATIONS, "2") == replace(PRIOR, version="2")


def test_examples_move_the_weights_they_speak_of() -> None:
    fitted = fit(_examples(800), PRIOR, DEVIATIONS, "2")
    assert fitted.signals["trl"] > PRIOR.signals["trl"] + 0.5
    assert fitted.text["words"] < PRIOR.text["words"] - 0.1
    assert fitted.signals["money"] == pytest.approx(PRIOR.signals["money"], abs=1e-3)


def test_few_examples_move_them_less_than_many() -> None:
    moved = [fit(_examples(number), PRIOR, DEVIATIONS, "2").signals["trl"] for number in (10, 100, 1000)]
    assert PRIOR.signals["trl"] < moved[0] < moved[1] < moved[2]


def test_a_tight_prior_holds() -> None:
    tight = Deviations(context=1e-4, text=1e-4, signals=1e-4)
    fitted = fit(_examples(100), PRIOR, tight, "2")
    assert fitted.signals["trl"] == pytest.approx(PRIOR.signals["trl"], abs=1e-3)


def test_examples_that_count_more_move_more() -> None:
    examples = _examples(50)
    heavy = [replace(example, importance=5.0) for example in examples]
    light, strong = (fit(rows, PRIOR, DEVIATIONS, "2").signals["trl"] for rows in (examples, heavy))
    assert light < strong


def test_the_same_examples_give_the_same_weights_in_any_order() -> None:
    examples = _examples(200)
    first, again, backwards = (
        fit(rows, PRIOR, DEVIATIONS, "2") for rows in (examples, examples, examples[::-1])
    )
    assert first == again
    assert first.signals == pytest.approx(backwards.signals, abs=2e-3)


def test_fitted_weights_are_calibrated_on_examples_like_theirs() -> None:
    fitted = fit(_examples(800), PRIOR, Deviations(10, 10, 10), "2")
    fresh = _examples(800, seed=1)
    right = np.array([example.right for example in fresh])
    assert (
        calibration_error(predicted(fresh, fitted), right)
        < 0.06
        < calibration_error(predicted(fresh, PRIOR), right)
    )


@pytest.mark.parametrize("across", [False, True])
def test_features_are_weighed_as_ranking_does(across: bool) -> None:
    length = need_length(60)
    candidate = Candidate("1", 0.0, 4.5, 3.5, across)
    features = pair_features(candidate, length=length, offers=50, signals={"trl": 0.8})
    words, meaning = np.full((1, 1), 4.5, np.float32), np.full((1, 1), 3.5, np.float32)
    text = fused(words, meaning, np.full((1, 1), length, np.float32), across, PRIOR)[0, 0]
    odds = PRIOR.context(50, length) + float(text) + PRIOR.evidence({"trl": 0.8})
    assert predicted([Example(features, right=True)], PRIOR)[0] == pytest.approx(
        1 / (1 + np.exp(-odds)), rel=1e-4
    )
