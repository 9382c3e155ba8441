"""Fits the weights anew to what people said of matches, and judges them on needs the fit has not seen.

Needs are dealt to ``FOLDS`` folds. What is reported of a need comes from weights fitted to the other folds;
the weights to be used are fitted to all. Both start from the same prior, so fitting twice to the same
judgements moves nothing a second time.

Judged pairs are those that were shown, so they say little of how far a text must agree to be shown at all:
the weights of texts and context may move little, those of signals more.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from liaison.matching.catalogue import Catalogue, Scales, demand_length
from liaison.matching.encoders.encoder import Vectors
from liaison.matching.fitting import (
    Deviations,
    Example,
    calibration_error,
    fit,
    pair_features,
    predicted,
)
from liaison.matching.judgement import Candidate, FactsOf
from liaison.matching.shelf import Shelf
from liaison.matching.types import Demand, RankedOffer
from liaison.matching.weights import Weights

FOLDS = 5
DEVIATIONS = Deviations(context=0.5, text=0.1, signals=0.3)
REPLAYED = 100  # offers of each need that are ranked again
_LEAST_PROBABILITY = 1e-12
_DECIMALS = 4

WeightsOf = Callable[[str], Weights]  # the weights for a need, by its id


@dataclass(frozen=True)
class Verdict:
    """Whether an offer is right for a need, and how much that counts."""

    right: bool
    importance: float = 1.0


@dataclass(frozen=True)
class JudgedNeed:
    """A need and its judged offers by id. Its facts must not hold what was learned from the same verdicts."""

    demand: Demand
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Setting:
    """Judged needs with their centred vectors (needs, dimensions), and the offers they are ranked among."""

    needs: Sequence[JudgedNeed]
    vectors: Vectors | None
    shelves: Sequence[Shelf]
    facts_of: FactsOf

    def catalogue(self, weights: Weights) -> Catalogue:
        """Return the offers ranked by given weights."""
        return Catalogue(self.shelves, weights, self.facts_of)

    def rows(self, rows: Sequence[int]) -> tuple[list[Demand], Vectors | None]:
        """Return some of the needs, by their places."""
        chosen = None if self.vectors is None else self.vectors[list(rows)]
        return [self.needs[row].demand for row in rows], chosen


@dataclass(frozen=True)
class Figures:
    """How far predictions are from verdicts: mean log loss by importance, and expected calibration error."""

    log_loss: float
    calibration_error: float


def judged_examples(setting: Setting, weights: Weights) -> list[Example]:
    """Return the judged pairs with their features; those that constraints exclude by now are left out."""
    demands, vectors = setting.rows(range(len(setting.needs)))
    scales = [found.scales for found in setting.catalogue(weights).rank_with_scales(demands, vectors, 1)]
    offers = sum(len(shelf) for shelf in setting.shelves)
    examples = []
    for row, need in enumerate(setting.needs):
        candidates = _judged_candidates(setting, weights, row, scales[row])
        for offer_id in sorted(candidates):
            verdict = need.verdicts[offer_id]
            versions = [
                Example(
                    pair_features(
                        candidate, length=demand_length(need.demand), offers=offers, signals=signals
                    ),
                    verdict.right,
                    verdict.importance,
                    need.demand.id,
                )
                for candidate, signals in candidates[offer_id]
            ]
            # Of an offer in two languages the better version counts, as in a ranking.
            examples.append(versions[int(np.argmax(predicted(versions, weights)))])
    return examples


def _judged_candidates(
    setting: Setting, weights: Weights, row: int, scales: Scales
) -> dict[str, list[tuple[Candidate, Mapping[str, float]]]]:
    """The judged offers of one need, in each of their languages, with the scores of their signals."""
    need = setting.needs[row]
    demands, vectors = setting.rows([row])
    found: dict[str, list[tuple[Candidate, Mapping[str, float]]]] = {}
    for shelf in setting.shelves:
        alone = Catalogue([shelf], weights, setting.facts_of)
        across = shelf.language != need.demand.spoken_language
        for ranked in alone.judge(demands, vectors, [scales], sorted(need.verdicts))[0]:
            candidate = Candidate(ranked.offer_id, 0.0, ranked.lexical, ranked.dense, across)
            found.setdefault(ranked.offer_id, []).append((candidate, ranked.signals))
    return found


def fold_of(need_id: str, seed: int) -> int:
    """Return the fold of a need, by its id and the seed alone."""
    digest = hashlib.sha256(f"{seed}/{need_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % FOLDS


def fit_judged(examples: Sequence[Example], prior: Weights, version: str) -> Weights:
    """Return the weights fitted to judged pairs.

    All of them are ranked among the offers of today, so nothing can be learned of how the number of offers
    counts: that weight stays.
    """
    if not examples:
        return replace(prior, version=version)
    held = prior.offers * examples[0].features["offers"]
    level = replace(prior, bias=prior.bias + held, offers=0.0)
    of_one_size = [replace(one, features={**one.features, "offers": 0.0}) for one in examples]
    found = fit(of_one_size, level, DEVIATIONS, version)
    return replace(found, bias=round(found.bias - held, _DECIMALS), offers=prior.offers)


def cross_fitted(examples: Sequence[Example], prior: Weights, seed: int) -> WeightsOf:
    """Return for each need the weights that were fitted without its fold."""
    by_fold = [
        fit_judged(
            [example for example in examples if fold_of(example.need, seed) != fold],
            prior,
            f"without fold {fold}",
        )
        for fold in range(FOLDS)
    ]
    return lambda need_id: by_fold[fold_of(need_id, seed)]


def figures(examples: Sequence[Example], weights_of: WeightsOf) -> Figures:
    """Return how well the examples are predicted, each by the weights of its need."""
    chances = np.array([predicted([example], weights_of(example.need))[0] for example in examples])
    right = np.array([example.right for example in examples])
    importance = np.array([example.importance for example in examples])
    hit = np.maximum(np.where(right, chances, 1 - chances), _LEAST_PROBABILITY)
    return Figures(float(importance @ -np.log(hit) / importance.sum()), calibration_error(chances, right))


def replayed(setting: Setting, weights_of: WeightsOf) -> dict[str, list[RankedOffer]]:
    """Return the ranking of each need by its own weights, as if nothing had been said of its offers."""
    groups: dict[str, tuple[Weights, list[int]]] = {}
    for row, need in enumerate(setting.needs):
        weights = weights_of(need.demand.id)
        groups.setdefault(weights.version, (weights, []))[1].append(row)
    found: dict[str, list[RankedOffer]] = {}
    for weights, rows in groups.values():
        demands, vectors = setting.rows(rows)
        rankings = setting.catalogue(weights).rank(demands, vectors, REPLAYED)
        found |= {demand.id: ranking for demand, ranking in zip(demands, rankings, strict=True)}
    return found
