"""Ranks each half of the queries by what the other half taught: nothing is fitted to what is reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.fitting import fit_engine
from benchmarks.matching_systems import DEPTH, Rankings
from liaison.matching.encoders.encoder import Encoder
from liaison.matching.engine import Engine
from liaison.matching.evaluation.collection import Collection
from liaison.matching.evaluation.halves import Half, half
from liaison.matching.lexicon import Lexicon

_OTHER: Mapping[Half, Half] = {"A": "B", "B": "A"}


@dataclass(frozen=True)
class CrossFitted:
    """Two engines; each ranks the half of the queries that it has not learned from."""

    engines: Mapping[Half, Engine]
    calibration_error: float

    def rankings(self, collection: Collection) -> Rankings:
        """Return the best offers of every need of a collection."""
        found: Rankings = {}
        for part, engine in self.engines.items():
            needs = [need for need in collection.needs if half(need.id) == part]
            catalogue = engine.catalogue(collection.offers, engine.encode(collection.offers, "passage"))
            ranked = engine.rank(catalogue, needs, DEPTH, engine.encode(needs, "query"))
            pairs = zip(needs, ranked, strict=True)
            found |= {need.id: [item.offer_id for item in ranking] for need, ranking in pairs}
        return found


def cross_fitted(
    lexicon: Lexicon, encoder: Encoder | None, collections: Sequence[Collection], *, seed: int
) -> CrossFitted:
    """Fit an engine to each half of the queries of all collections."""
    engines: dict[Half, Engine] = {}
    errors = []
    for part, other in _OTHER.items():
        found = fit_engine(lexicon, encoder, collections, on=other, seed=seed, version=f"fitted on {other}")
        engines[part] = Engine(found.lexicon, encoder, found.weights, found.means)
        errors.append(found.calibration_error)
    return CrossFitted(engines, sum(errors) / len(errors))
