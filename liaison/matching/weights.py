"""The fitted weights of the engine, read from data/weights.json.

The log-odds that an offer answers a need are

    bias + offers * lg(number of offers) + length * l
    + sum over words and meaning of (weight + weight_length * l) * z + weight_across * max(z - 3, 0)
    + sum over the signals of weight * (2 * score - 1)

with z the standard score, l the length of the need (``fusion.need_length``), and the part "across" only
between languages. ``python -m benchmarks.fit_matching`` fits them; docs/matching.md explains each.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from liaison.matching.types import Band

SHIPPED = Path(__file__).parent / "data" / "weights.json"
_LEAST_OFFERS = 60
_LEAST_SLOPE = 0.05  # more words in common never speak against an offer, however short or long the need


class WeightsError(ValueError):
    """Weights cannot be used; the message names what is missing or wrong."""


def catalogue_size(offers: int) -> float:
    """Return the size of a catalogue as the weights count it: lg, with fewer than 60 offers taken for 60.

    Below that the prior of the standard scores rules, and no weights are fitted.
    """
    return float(np.log10(max(offers, _LEAST_OFFERS)))


@dataclass(frozen=True)
class Bands:
    """The probabilities from which a match is strong, possible, and worth showing unasked."""

    strong: float
    possible: float
    acceptable: float


@dataclass(frozen=True)
class Weights:
    """One set of weights; ``text`` by feature and ``signals`` by signal."""

    version: str
    bias: float
    offers: float
    length: float
    text: Mapping[str, float]
    signals: Mapping[str, float]
    bands: Bands
    fitted: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def slope(self, name: str, lengths: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """Return the weight of words or meaning for needs of these lengths."""
        slopes = self.text.get(name, 0.0) + self.text.get(f"{name}_length", 0.0) * lengths
        return np.maximum(slopes, _LEAST_SLOPE)

    def context(self, offers: int, length: float) -> float:
        """Return what does not depend on the offer: it tells right from wrong, not better from worse."""
        return self.bias + self.offers * catalogue_size(offers) + self.length * length

    def evidence(self, scores: Mapping[str, float]) -> float:
        """Return what the signals add: nothing at 0.5, their weight at 1, its opposite at 0."""
        return sum(self.signals.get(name, 0.0) * (2 * score - 1) for name, score in scores.items())

    @cached_property
    def most_evidence(self) -> float:
        """The most that signals can add for any pair."""
        return sum(abs(weight) for weight in self.signals.values())

    def band(self, probability: float) -> Band:
        """Return the strength of a match in three steps."""
        if probability >= self.bands.strong:
            return Band.STRONG
        return Band.POSSIBLE if probability >= self.bands.possible else Band.WEAK

    def as_data(self) -> dict[str, Any]:
        """Return the weights as they are stored."""
        return asdict(self)


def weights_from(data: Mapping[str, Any]) -> Weights:
    """Return weights from stored data. Raises WeightsError."""
    try:
        numbers = {name: float(data[name]) for name in ("bias", "offers", "length")}
        text, signals = ({str(k): float(v) for k, v in data[part].items()} for part in ("text", "signals"))
        bands = Bands(**{name: float(value) for name, value in data["bands"].items()})
        found = Weights(
            str(data["version"]), **numbers, text=text, signals=signals, bands=bands,
            fitted=dict(data.get("fitted", {})),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"Weights cannot be read: {error!r}") from error
    values = [*numbers.values(), *text.values(), *signals.values(), *asdict(bands).values()]
    if not np.isfinite(values).all():
        raise WeightsError("Weights cannot be used: one is no finite number.")
    return found


def shipped_weights(*, with_encoder: bool, path: Path = SHIPPED) -> Weights:
    """Return the weights the project ships, for ranking with or without vectors. Raises WeightsError."""
    try:
        data = json.loads(path.read_text("utf-8"))
        return weights_from(data["with_encoder" if with_encoder else "words_alone"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path}: {error}") from error
