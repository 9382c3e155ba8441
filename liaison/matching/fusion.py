"""Puts scores of different kinds on one scale and picks the best.

A score becomes the number of standard deviations above the mean over the offers of one language, for one
need. Few offers say little about the usual score: a prior, worth ``PRIOR_OFFERS`` offers, keeps small
catalogues and constant scores sensible and drowns in large ones.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

PRIOR_OFFERS = 20


@dataclass(frozen=True)
class Prior:
    """The usual mean and standard deviation of a kind of score."""

    mean: float
    deviation: float


LEXICAL_PRIOR = Prior(0.02, 0.03)
DENSE_PRIOR = Prior(0.0, 0.12)


@dataclass(frozen=True)
class Weights:
    """How much each kind of score counts, and the floor below which an offer is no match.

    The best of many unfit offers scores higher than the best of few, so the floor rises with the catalogue,
    by ``floor_rise`` for each tenfold. docs/matching.md says how the floors were chosen.
    """

    lexical: float
    dense: float
    floor_of_one: float
    floor_rise: float

    def floor(self, offers: int) -> float:
        """Return the score from which an offer of a catalogue of this size is worth showing unasked."""
        return self.floor_of_one + self.floor_rise * math.log10(max(offers, 1))


WITH_ENCODER = Weights(lexical=0.4, dense=0.6, floor_of_one=1.9, floor_rise=0.8)
WORDS_ALONE = Weights(lexical=1.0, dense=0.0, floor_of_one=1.6, floor_rise=1.4)


def standardise(scores: Scores, prior: Prior) -> Scores:
    """Return z-scores per row: (needs, offers) in, float32 of the same shape out, always finite."""
    count = scores.shape[1]
    total = count + PRIOR_OFFERS
    mean = (scores.sum(1, keepdims=True, dtype=np.float64) + PRIOR_OFFERS * prior.mean) / total
    squares = np.square(scores - mean).sum(1, keepdims=True, dtype=np.float64)
    variance = (squares + PRIOR_OFFERS * (prior.deviation**2 + (prior.mean - mean) ** 2)) / total
    return ((scores - mean) / np.sqrt(variance)).astype(np.float32)


def best_columns(scores: npt.NDArray[np.floating], top: int) -> npt.NDArray[np.int64]:
    """Return the columns of the ``top`` largest values of one row, best first, ties by column."""
    if top < len(scores):
        threshold = np.partition(scores, len(scores) - top)[len(scores) - top]
        columns = np.flatnonzero(scores >= threshold)
    else:
        columns = np.arange(len(scores))
    order = np.lexsort((columns, -scores[columns]))
    return columns[order][:top]
