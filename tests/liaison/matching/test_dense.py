"""Centring of vectors."""

import numpy as np
import pytest

from liaison.matching.dense import centred, checked, shipped_means
from liaison.matching.encoders.e5 import E5Encoder

RNG = np.random.default_rng(0)


def test_the_mean_of_each_language_goes() -> None:
    vectors = RNG.normal(0, 0.1, (80, 8)).astype(np.float32)
    vectors[:40, 0] += 1
    vectors[40:, 1] += 1
    result = centred(vectors, ["zh-hans"] * 40 + ["en"] * 40, "passage", {})
    assert np.abs(result[:40].mean(0)).max() < 0.2
    assert np.abs(result[40:].mean(0)).max() < 0.2
    assert np.linalg.norm(result, axis=1) == pytest.approx(1)


def test_few_texts_are_centred_by_the_shipped_mean() -> None:
    shipped = np.array([1, 0, 0], np.float32)
    (result,) = centred(np.array([[0.8, 0.6, 0]], np.float32), ["en"], "query", {("en", "query"): shipped})
    assert result[0] < 0
    assert result[1] > 0.9


def test_texts_without_words_stay_zero() -> None:
    vectors = np.array([[0, 0], [1, 0]], np.float32)
    assert centred(vectors, ["en", "en"], "query", {})[0].tolist() == [0, 0]


def test_broken_vectors_become_zero() -> None:
    assert checked([[np.nan, 1], [3, 4], [np.inf, 0]], 3, 2).tolist() == [
        [0, 0],
        pytest.approx([0.6, 0.8]),
        [0, 0],
    ]


def test_vectors_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2, 384\) are needed, not \(1, 384\)"):
        checked(np.zeros((1, 384)), 2, 384)


def test_means_are_shipped_for_the_built_in_encoder(encoder: E5Encoder) -> None:
    means = shipped_means(encoder.id)
    assert set(means) == {(language, role) for language in ("zh-hans", "en") for role in ("query", "passage")}
    assert all(mean.shape == (encoder.dimensions,) for mean in means.values())


def test_an_unknown_encoder_has_no_means() -> None:
    assert shipped_means("another") == {}
