"""Fits the engine's weights and mined terms to collections, or to one half of their queries.

Each collection is drawn at several sizes, each time with the right offers of only half of the needs: so the
weights learn what a right pair looks like in a small and in a large catalogue, and that many needs have none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from liaison.matching.catalogue import demand_length
from liaison.matching.dense import LANGUAGES, PRIOR_TEXTS, Means, shipped_means
from liaison.matching.encoders.encoder import Encoder, Role, Vectors
from liaison.matching.engine import Engine
from liaison.matching.evaluation.collection import Collection
from liaison.matching.evaluation.halves import Half, half
from liaison.matching.fitting import (
    Deviations,
    Example,
    calibration_error,
    fit_order,
    fit_scale,
    pair_features,
    predicted,
)
from liaison.matching.lexicon import Lexicon
from liaison.matching.term_mining import mine_terms
from liaison.matching.types import Demand, Offer
from liaison.matching.weights import Weights, shipped_weights

SIZES = (60, 300, 10_000)
_NEEDS_PER_DRAW = 150
_NEEDS_IN_ORDER = 400
_POOL = 40
_FREE = Deviations(context=10.0, text=3.0, signals=0.001)  # these collections state no facts
_START = {"words": 0.4, "meaning": 0.6}
_PARALLEL = "abstract_zh_en"  # the end of the name of collections whose right pairs say the same
# These teach no weights: every way to rank puts parallel texts together, and where both versions of a text
# are right the loss would ask for equal scores instead of good ones.
_TEACH_NOTHING = ("abstract_zh_en", "abstract_en_zh", "both")


@dataclass(frozen=True)
class Fitted:
    """What was learned, and how far its probabilities are from what is observed, on examples not fitted."""

    lexicon: Lexicon
    weights: Weights
    means: Means | None
    examples: int
    calibration_error: float


def fit_engine(
    lexicon: Lexicon,
    encoder: Encoder | None,
    collections: Sequence[Collection],
    *,
    on: Half | None,
    seed: int,
    version: str,
) -> Fitted:
    """Return terms and weights learned from the queries of one half, or from all of them.

    Calibration is measured on the other half, by weights that have not seen it; of a fit to everything it is
    that of a fit to half A on half B.
    """
    taught = replace(lexicon, mined=mine_terms(bilingual_pairs(collections, on), lexicon))
    collections = [collection for collection in collections if not collection.name.endswith(_TEACH_NOTHING)]
    means = need_means(encoder, collections, on) if encoder else None
    engine = Engine(taught, encoder, _start(encoder), means)
    halves: tuple[Half, ...] = ("A", "B") if on is None else (on,)
    whole = [example for part in halves for example in _whole(engine, collections, part)]
    drawn = {part: list(_draws(engine, collections, part, seed)) for part in ("A", "B")}
    ordered = fit_order(whole, engine.weights, _FREE)
    chosen = [example for part in halves for example in drawn[part]]
    weights = fit_scale(chosen, ordered, _FREE, version)
    judge = weights if on else fit_scale(drawn["A"], ordered, _FREE, version)
    unseen = drawn["A" if on == "B" else "B"]
    return Fitted(taught, weights, means, len(whole) + len(chosen), _first_error(unseen, judge))


def _first_error(examples: Sequence[Example], weights: Weights) -> float:
    """The calibration error of the best candidate of each need: that is what people act on."""
    best: dict[str, tuple[float, bool]] = {}
    for example, probability in zip(examples, predicted(examples, weights), strict=True):
        if example.need not in best or probability > best[example.need][0]:
            best[example.need] = float(probability), example.right
    probabilities, right = zip(*best.values(), strict=True)
    return calibration_error(np.array(probabilities), np.array(right))


def _start(encoder: Encoder | None) -> Weights:
    """The weights every fit starts from, so that it gives the same again; bands and signals are shipped."""
    shipped = shipped_weights(with_encoder=encoder is not None)
    text = {name: _START[name.partition("_")[0]] * ("_" not in name) for name in shipped.text}
    return replace(shipped, bias=0.0, offers=0.0, length=0.0, text=text, fitted={})


def need_means(encoder: Encoder, collections: Sequence[Collection], on: Half | None) -> Means:
    """Return the mean vectors by language and role, those of needs learned: every collection counts alike."""
    engine = Engine(Lexicon({}), encoder)
    found: dict[str, list[Vectors]] = {}
    for collection in collections:
        for language in LANGUAGES:
            needs = [
                need
                for need in collection.needs
                if on in {None, half(need.id)} and need.spoken_language == language
            ]
            vectors = engine.encode(needs, "query") if len(needs) >= PRIOR_TEXTS else None
            if vectors is not None:
                found.setdefault(language, []).append(vectors.mean(0))
    learned: dict[tuple[str, Role], Vectors] = {
        (language, "query"): np.array(vectors, np.float32).mean(0) for language, vectors in found.items()
    }
    return {**shipped_means(encoder.id), **learned}


def bilingual_pairs(collections: Sequence[Collection], on: Half | None) -> list[tuple[str, str]]:
    """Return the (Chinese, English) texts that say the same, of needs of one half or of all."""
    pairs: list[tuple[str, str]] = []
    for collection in collections:
        if not collection.name.endswith(_PARALLEL):
            continue
        offers = {offer.id: offer for offer in collection.offers}
        for need in collection.needs:
            if on in {None, half(need.id)}:
                pairs += [(need.content, offers[offer].content) for offer in collection.truth[need.id]]
    return pairs


def _whole(engine: Engine, collections: Sequence[Collection], part: Half) -> Iterator[Example]:
    """Yield the candidates of needs of each collection among all of its offers."""
    for collection in collections:
        needs = [need for need in collection.needs if half(need.id) == part][:_NEEDS_IN_ORDER]
        yield from _candidates(engine, collection, needs, collection.offers)


def _draws(engine: Engine, collections: Sequence[Collection], part: Half, seed: int) -> Iterator[Example]:
    """Yield the candidates of some needs among offers drawn by chance, at each size."""
    for number, collection in enumerate(collections):
        needs = [need for need in collection.needs if half(need.id) == part]
        for size in sorted({min(size, len(collection.offers)) for size in SIZES}):
            random = np.random.default_rng([seed, number, size])
            count = min(_NEEDS_PER_DRAW, len(needs), max(2, size // 2))
            chosen = [needs[row] for row in sorted(random.choice(len(needs), count, replace=False))]
            shown = {offer for need in chosen[::2] for offer in collection.truth[need.id]}
            hidden = {offer for need in chosen[1::2] for offer in collection.truth[need.id]} - shown
            offers = _some_offers(collection.offers, shown, hidden, size, random)
            yield from _candidates(engine, collection, chosen, offers)


def _candidates(
    engine: Engine, collection: Collection, needs: Sequence[Demand], offers: Sequence[Offer]
) -> Iterator[Example]:
    """Yield the candidates of needs among offers; each collection counts alike, however many needs it has."""
    catalogue = engine.catalogue(offers, engine.encode(offers, "passage"))
    vectors = engine.centred_needs(needs, engine.encode(needs, "query"))
    for rows, pools in catalogue.pools(needs, vectors, _POOL):
        for row, pool in zip(rows, pools, strict=True):
            need = needs[row]
            length = demand_length(need)
            for candidate in pool.candidates:
                features = pair_features(candidate, length=length, offers=len(catalogue), signals={})
                right = candidate.offer_id in collection.truth[need.id]
                yield Example(
                    features, right, 100 / len(needs), f"{collection.name}\t{len(offers)}\t{need.id}"
                )


def _some_offers(
    offers: Sequence[Offer], right: set[str], hidden: set[str], size: int, random: np.random.Generator
) -> list[Offer]:
    others = [offer for offer in offers if offer.id not in right | hidden]
    room = min(max(0, size - len(right)), len(others))
    drawn = {others[row].id for row in random.choice(len(others), room, replace=False)} if room else set()
    return [offer for offer in offers if offer.id in right | drawn]
