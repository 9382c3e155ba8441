"""Puts scores of different kinds on one scale and joins them to the probability that an offer answers a need.

A score becomes the number of standard deviations above the mean over the offers of one language, for one
need. Few offers say little about the usual score: a prior, worth ``PRIOR_OFFERS`` offers, keeps small
catalogues and constant scores sensible and drowns in large ones.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from liaison.matching.weights import Weights

Scores = npt.NDArray[np.float32]
Features = dict[str, npt.NDArray[np.float64]]

PRIOR_OFFERS = 20
# Across languages a true pair stands out less than within one, while unfit pairs score alike: only what
# lies above this counts more there, so that neither language comes first by itself.
SURPLUS = 3.0


@dataclass(frozen=True)
class Prior:
    """The usual mean and standard deviation of a kind of score."""

    mean: float
    deviation: float


LEXICAL_PRIOR = Prior(0.02, 0.03)
DENSE_PRIOR = Prior(0.0, 0.12)


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of the scores of each need, as columns: ``(scores - mean) / deviation``."""

    mean: Scores
    deviation: Scores

    @classmethod
    def of(cls, scores: Scores, prior: Prior) -> "Scale":
        """Return the scale of each row of (needs, offers), in two passes that make no copies."""
        count = scores.shape[1]
        total = count + PRIOR_OFFERS
        sums = scores.sum(1, keepdims=True, dtype=np.float64)
        squares = np.einsum("ij,ij->i", scores, scores, dtype=np.float64)[:, None]
        mean = (sums + PRIOR_OFFERS * prior.mean) / total
        spread = squares - 2 * mean * sums + count * mean**2
        spread += PRIOR_OFFERS * (prior.deviation**2 + (prior.mean - mean) ** 2)
        deviation = np.sqrt(np.maximum(spread, 1e-12) / total)
        return cls(mean.astype(np.float32), deviation.astype(np.float32))

    def standard(self, scores: Scores) -> Scores:
        """Return z-scores of (needs, offers): always finite."""
        return (scores - self.mean) / self.deviation


def fused(words: Scores, meaning: Scores | None, lengths: Scores, across: bool, weights: Weights) -> Scores:
    """Return the part of the log-odds that the texts give, float32 (needs, offers).

    ``words`` and ``meaning`` are standard scores and are overwritten; ``lengths`` (needs, 1) says how long
    the needs are (``need_length``); ``across`` whether needs and offers speak different languages.
    """
    result = _part(words, "words", lengths, across, weights)
    if meaning is not None:
        result += _part(meaning, "meaning", lengths, across, weights)
    return result


def _part(scores: Scores, name: str, lengths: Scores, across: bool, weights: Weights) -> Scores:
    slope = weights.slope(name, lengths).astype(np.float32)
    surplus = np.float32(weights.text.get(f"{name}_across", 0.0)) if across else np.float32(0)
    if not surplus:
        scores *= slope
        return scores
    above = np.maximum(scores, np.float32(SURPLUS))
    above -= np.float32(SURPLUS)
    above *= surplus
    scores *= slope
    scores += above
    return scores


def text_features(
    words: npt.NDArray[np.floating], meaning: npt.NDArray[np.floating] | None, length: float, across: bool
) -> Features:
    """Return what ``fused`` weighs, by name, for standard scores of one need: for fitting."""
    features: Features = {}
    for name, scores in (("words", words), ("meaning", meaning)):
        if scores is None:
            continue
        values = scores.astype(np.float64)
        features[name] = values
        features[f"{name}_length"] = values * length
        features[f"{name}_across"] = np.maximum(values - SURPLUS, 0) * across
    return features


def need_length(words: int) -> float:
    """Return how long a need of so many different words is: 0 for twenty, 1 for every factor of e."""
    return float(np.clip(np.log(max(words, 1)) - 3, -2, 2.5))


def probability(log_odds: float) -> float:
    """Return the probability, 0 to 1, of log-odds of any size."""
    return float(0.5 * (1 + np.tanh(log_odds / 2)))


def best_columns(scores: npt.NDArray[np.floating], top: int) -> npt.NDArray[np.int64]:
    """Return the columns of the ``top`` largest values of one row, best first, ties by column."""
    columns = (
        np.flatnonzero(scores >= _threshold(scores, top)) if top < len(scores) else np.arange(len(scores))
    )
    order = np.lexsort((columns, -scores[columns]))
    return columns[order][:top]


def _threshold(scores: npt.NDArray[np.floating], top: int) -> float:
    """Return a bound that at least ``top`` values reach and few more: found among the maxima of groups.

    Choosing among all values would cost more than computing them.
    """
    group = 64
    groups = len(scores) // group
    if groups < 2 * top:
        return float(np.partition(scores, len(scores) - top)[len(scores) - top])
    maxima = scores[: groups * group].reshape(groups, group).max(1)
    return float(np.partition(maxima, groups - top)[groups - top])
