"""Fits the weights to pairs that were judged: with a Gaussian prior around given weights.

``fit`` is logistic regression. It minimises the sum of ``importance * log loss`` and ``(weight - prior
weight)^2 / (2 deviation^2)``: with many judgements they decide, with few the prior stays. ``fit_order``
weighs the texts by how well they order the candidates of each need (the softmax loss of ListNet, Cao et al.,
2007), and ``fit_scale`` then makes probabilities of it. All are convex and without chance: the same examples
give the same weights.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from liaison.matching.fusion import text_features
from liaison.matching.judgement import Candidate
from liaison.matching.weights import Weights, catalogue_size

Floats = npt.NDArray[np.float64]

CONTEXT = ("bias", "offers", "length")
_SIGNAL = "signal "
_SCALE = "scale"
_MOST_ROUNDS = 500
_DECIMALS = 4  # of fitted weights: finer differences are those of processors


@dataclass(frozen=True)
class Example:
    """One judged pair: its features by name, whether the offer was right, and how much that counts."""

    features: Mapping[str, float]
    right: bool
    importance: float = 1.0
    need: str = ""  # whose candidate this is: for ``fit_order``


@dataclass(frozen=True)
class Deviations:
    """How far each group of weights may move from the prior before that needs much evidence."""

    context: float
    text: float
    signals: float


def pair_features(
    candidate: Candidate, *, length: float, offers: int, signals: Mapping[str, float]
) -> dict[str, float]:
    """Return the features of one pair by name, as ``fit`` weighs them."""
    words = np.array([candidate.words])
    meaning = None if candidate.meaning is None else np.array([candidate.meaning])
    texts = {
        name: float(values[0])
        for name, values in text_features(words, meaning, length, candidate.across).items()
    }
    context = {"bias": 1.0, "offers": catalogue_size(offers), "length": length}
    return context | texts | {_SIGNAL + name: 2 * score - 1 for name, score in signals.items()}


def fit(examples: Sequence[Example], prior: Weights, deviations: Deviations, version: str) -> Weights:
    """Return the weights that fit the examples best; without examples those of the prior."""
    names = _names(prior)
    values = np.array([[example.features.get(name, 0.0) for name in names] for example in examples])
    values = values.reshape(len(examples), len(names))
    labels = np.array([float(example.right) for example in examples])
    importance = np.array([example.importance for example in examples])
    start = np.array([_weight(prior, name) for name in names])
    spread = np.array([_deviation(deviations, name) for name in names])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = values @ weights
        pull = (weights - start) / spread**2
        total = importance @ (np.logaddexp(0, odds) - labels * odds) + 0.5 * pull @ (weights - start)
        slope = values.T @ (importance * (_probabilities(odds) - labels)) + pull
        return float(total), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_ROUNDS})
    return _with(prior, dict(zip(names, np.round(found.x, _DECIMALS).tolist(), strict=True)), version)


def fit_order(examples: Sequence[Example], prior: Weights, deviations: Deviations) -> Weights:
    """Return the weights of the texts that put the right offers of each need first.

    ``examples`` are all candidates of each need. What the weights then give is no probability yet: see
    ``fit_scale``.
    """
    names = list(prior.text)
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.need, []).append(example)
    answered = [group for group in groups.values() if any(example.right for example in group)]
    lists = [
        (
            np.array([[example.features.get(name, 0.0) for name in names] for example in group]),
            np.array([example.right for example in group]) / sum(example.right for example in group),
            group[0].importance,
        )
        for group in answered
    ]
    start = np.array([prior.text[name] for name in names])

    def loss(weights: Floats) -> tuple[float, Floats]:
        pull = (weights - start) / deviations.text**2
        total, slope = 0.5 * pull @ (weights - start), pull.copy()
        for values, wanted, importance in lists:
            odds = values @ weights
            chances = np.exp(odds - odds.max())
            chances /= chances.sum()
            total -= importance * (wanted @ np.log(np.maximum(chances, 1e-300)))
            slope += importance * (values.T @ (chances - wanted))
        return float(total), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_ROUNDS})
    return replace(prior, text=dict(zip(names, found.x.tolist(), strict=True)))


def fit_scale(examples: Sequence[Example], ordered: Weights, deviations: Deviations, version: str) -> Weights:
    """Return weights whose probabilities are true: the context is fitted, and one factor for all texts.

    The weights of the texts keep their proportion, and so the order of the offers. Only the first candidate
    of each need is looked at: it is what people act on, and among many unfit ones it would count for nothing.
    """
    whole = replace(ordered, text={_SCALE: 1.0}, signals={})
    scaled = [
        replace(
            example,
            features={
                **{name: example.features[name] for name in CONTEXT},
                _SCALE: sum(
                    weight * example.features.get(name, 0.0) for name, weight in ordered.text.items()
                ),
            },
        )
        for example in _first_of_each(examples, ordered)
    ]
    found = fit(scaled, whole, deviations, version)
    text = {name: round(weight * found.text[_SCALE], _DECIMALS) for name, weight in ordered.text.items()}
    return replace(found, text=text, signals=ordered.signals)


def _first_of_each(examples: Sequence[Example], weights: Weights) -> list[Example]:
    first: dict[str, tuple[float, Example]] = {}
    for example in examples:
        score = sum(weight * example.features.get(name, 0.0) for name, weight in weights.text.items())
        if example.need not in first or score > first[example.need][0]:
            first[example.need] = score, example
    return [example for _, example in first.values()]


def predicted(examples: Iterable[Example], weights: Weights) -> Floats:
    """Return the probability of each example under given weights."""
    names = _names(weights)
    chosen = np.array([_weight(weights, name) for name in names])
    rows = [[example.features.get(name, 0.0) for name in names] for example in examples]
    return _probabilities(np.array(rows).reshape(-1, len(names)) @ chosen)


def calibration_error(probabilities: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of predicted and observed over equal bins."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    distances = [abs(probabilities[part].mean() - right[part].mean()) * len(part) for part in parts]
    return float(sum(distances) / max(len(order), 1))


def _probabilities(odds: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(odds / 2))


def _names(weights: Weights) -> list[str]:
    return [*CONTEXT, *weights.text, *(_SIGNAL + name for name in weights.signals)]


def _weight(weights: Weights, name: str) -> float:
    if name in CONTEXT:
        return float(getattr(weights, name))
    if name.startswith(_SIGNAL):
        return weights.signals[name.removeprefix(_SIGNAL)]
    return weights.text[name]


def _deviation(deviations: Deviations, name: str) -> float:
    if name in CONTEXT:
        return deviations.context
    return deviations.signals if name.startswith(_SIGNAL) else deviations.text


def _with(weights: Weights, found: Mapping[str, float], version: str) -> Weights:
    return replace(
        weights,
        version=version,
        bias=found["bias"],
        offers=found["offers"],
        length=found["length"],
        text={name: found[name] for name in weights.text},
        signals={name: found[_SIGNAL + name] for name in weights.signals},
    )
