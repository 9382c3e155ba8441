"""Measures of rankings, as trec_eval defines them, with intervals from the paired bootstrap.

nDCG@10 has linear gains: ``sum(grade / log2(place + 1))`` over the first ten, as a share of the best
possible. MRR@10 is one over the place of the first right offer, 0 beyond ten; hit@10 whether there is one
among ten; recall@100 the share of the right offers among the first hundred.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

METRICS = ("nDCG@10", "MRR@10", "hit@10", "recall@100")
RESAMPLES = 1000
_SEED = 20240601

Values = npt.NDArray[np.float64]  # (queries, metrics)


@dataclass(frozen=True)
class Estimate:
    """A mean over the queries and its 95 % interval."""

    mean: float
    low: float
    high: float


def query_values(ranking: Sequence[str], right: Mapping[str, float]) -> tuple[float, float, float, float]:
    """Return the four METRICS of one ranking of distinct ids; ``right`` has the grades of the right ones."""
    grades = [right.get(offer, 0.0) for offer in ranking[:10]]
    first = next((place for place, grade in enumerate(grades, start=1) if grade > 0), None)
    found = sum(offer in right for offer in ranking[:100])
    return (
        _gain(grades) / _gain(sorted(right.values(), reverse=True)[:10]),
        1 / first if first else 0.0,
        1.0 if first else 0.0,
        found / len(right),
    )


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def values(rankings: Mapping[str, Sequence[str]], truth: Mapping[str, Mapping[str, float]]) -> Values:
    """Return the METRICS of every query of the truth, in its order; a query without ranking counts 0."""
    return np.array([query_values(rankings.get(query, ()), right) for query, right in truth.items()])


def resampled_means(of: Values) -> Values:
    """Return means over RESAMPLES draws of as many queries: (resamples, metrics).

    The draws depend on the number of queries alone. Those of two systems over the same queries are therefore
    the same, and their difference is the paired bootstrap's.
    """
    random = np.random.default_rng(_SEED)
    count = len(of)
    means = np.empty((RESAMPLES, of.shape[1]))
    for row in range(RESAMPLES):
        drawn = np.bincount(random.integers(0, count, count), minlength=count)
        means[row] = drawn @ of / count
    return means


def estimates(of: Values) -> list[Estimate]:
    """Return the mean of each metric with the interval between the 2.5th and 97.5th percentile."""
    low, high = np.percentile(resampled_means(of), [2.5, 97.5], axis=0)
    return [Estimate(*map(float, row)) for row in zip(of.mean(0), low, high, strict=True)]
