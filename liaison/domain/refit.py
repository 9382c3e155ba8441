"""Fitting the weights anew to what people said and did, and publishing them.

The fit starts from the weights the project ships, whatever is in use: all judgements ever made count once,
and the same judgements give the same weights.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from liaison.domain.documents import NEED_COLUMNS, demand_document
from liaison.domain.engine import current_engine, document_vectors, shipped_engine
from liaison.domain.matching import plan_run
from liaison.domain.published import published_catalogue, published_facts
from liaison.domain.refit_report import judgement_report, move_report, weight_report
from liaison.enums import MatchTrigger
from liaison.matching.cache import cache_directory
from liaison.matching.catalogue import Catalogue
from liaison.matching.dense import LANGUAGES
from liaison.matching.encoders.stored import StoringEncoder
from liaison.matching.engine import ENGINE_VERSION, Engine
from liaison.matching.evaluation.collection import Collection
from liaison.matching.evaluation.metrics import METRICS, values
from liaison.matching.fitting import Example
from liaison.matching.refitting import (
    JudgedNeed,
    Setting,
    Verdict,
    cross_fitted,
    figures,
    fit_judged,
    judged_examples,
    replayed,
)
from liaison.matching.replay import moves
from liaison.matching.types import Demand
from liaison.matching.weights import Weights
from liaison.models import EngineVersion, MatchRun
from liaison.queries.facts import with_need_facts
from liaison.queries.judgements import Judgement, judgements
from startups.models import Need
from yangpu_portal.core.models import User

LEAST_PAIRS, LEAST_NEEDS = 20, 5
_NOT_IN_USE = "refitted"  # the version of weights without a row
_TEN = METRICS.index("nDCG@10")


class TooFewJudgementsError(Exception):
    """There is not enough to learn from; the message says what there is."""


class NothingNewError(Exception):
    """The fitted weights are those in use."""


@dataclass(frozen=True, slots=True)
class Refit:
    """Fitted weights, and a report of what they change, as it is stored."""

    weights: Weights
    report: dict[str, Any]


def refit_weights(*, seed: int = 0, collections: Sequence[Collection] = ()) -> Refit:
    """Fits the weights to all judgements and reports what changes; stores nothing of it.

    Args:
        seed: deals the needs to the folds by which the report is made.
        collections: test collections to rank with the weights before and after.

    Raises:
        TooFewJudgementsError: there are fewer than `LEAST_PAIRS` pairs or `LEAST_NEEDS` needs to learn from,
            or only right or only wrong ones.
    """
    stated = judgements()
    setting = _setting(stated)
    engine, prior = current_engine(), shipped_engine(settings.MATCHING_ENCODER).weights
    examples = judged_examples(setting, engine.weights) if setting.needs else []
    _check_enough(examples)
    fitted = fit_judged(examples, prior, _NOT_IN_USE)
    unseen = cross_fitted(examples, prior, seed)
    before, after = (replayed(setting, of) for of in (lambda need_id: engine.weights, unseen))
    moved = moves(setting.needs, before, after)
    report = {
        "judgements": judgement_report(stated, len(examples)),
        "before": asdict(figures(examples, lambda need_id: engine.weights)),
        "after": asdict(figures(examples, unseen)),
        **move_report(moved, before, after),
        "weights": weight_report(engine.weights, fitted),
        "collections": [_collection_report(engine, fitted, collection) for collection in collections],
        "in_use_before": engine.weights.version,
        "seed": seed,
    }
    return Refit(fitted, report)


@transaction.atomic
def publish_version(
    *, refit: Refit, note: str = "", user: User | None = None
) -> tuple[EngineVersion, MatchRun]:
    """Takes fitted weights into use, and plans the run that ranks all needs by them.

    Raises:
        NothingNewError: they are in use already.
        ValidationError: the note is too long.
    """
    with connection.cursor() as cursor:  # numbers follow each other: one publication at a time
        cursor.execute("LOCK TABLE liaison_engineversion IN SHARE ROW EXCLUSIVE MODE")
    engine = current_engine()
    if replace(refit.weights, version=engine.weights.version) == engine.weights:
        raise NothingNewError(f"The weights in use ({engine.weights.version}) are these already.")
    number = (EngineVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version = EngineVersion(
        number=number,
        engine=ENGINE_VERSION,
        encoder=engine.encoder_id,
        report=refit.report,
        note=note,
        created_by=user,
        published_at=timezone.now(),
    )
    version.weights = replace(refit.weights, version=version.name).as_data()
    version.full_clean()
    version.save()
    return version, plan_run(trigger=MatchTrigger.MANUAL)


def _check_enough(examples: Sequence[Example]) -> None:
    needs, right = len({example.need for example in examples}), sum(example.right for example in examples)
    if len(examples) < LEAST_PAIRS or needs < LEAST_NEEDS or right in (0, len(examples)):
        raise TooFewJudgementsError(
            f"{len(examples)} judged pairs of {needs} needs, {right} of them right. "
            f"At least {LEAST_PAIRS} pairs of {LEAST_NEEDS} needs, right and wrong ones, are needed."
        )


def _setting(stated: Sequence[Judgement]) -> Setting:
    """The judged needs as if their companies had said nothing, among the published offers."""
    verdicts: dict[int, dict[str, Verdict]] = defaultdict(dict)
    for one in stated:
        verdicts[one.need][str(one.technology)] = Verdict(one.right, one.importance)
    rows = with_need_facts(Need.objects.filter(pk__in=verdicts)).only(*NEED_COLUMNS).order_by("pk")
    needs = [JudgedNeed(_unbiased(row), verdicts[row.pk]) for row in rows]
    engine, catalogue = current_engine(), published_catalogue().catalogue
    demands = [need.demand for need in needs]
    vectors = engine.centred_needs(demands, document_vectors(engine, demands, "query"))
    shelves = [shelf for language in LANGUAGES if (shelf := catalogue.shelf(language))]
    return Setting(needs, vectors, shelves, published_facts)


def _unbiased(need: Any) -> Demand:
    """The need without what its company said: a verdict must not be told by what it has brought about."""
    need.dealt_with = need.refused = []
    return demand_document(need)


def _collection_report(engine: Engine, fitted: Weights, collection: Collection) -> dict[str, Any]:
    """The nDCG@10 of a test collection by the weights in use and by the fitted ones."""
    encoder = StoringEncoder(engine.encoder, cache_directory()) if engine.encoder else None
    reader = Engine(engine.lexicon, encoder, engine.weights)
    kept = reader.catalogue(collection.offers)
    shelves = [shelf for language in LANGUAGES if (shelf := kept.shelf(language))]
    vectors = reader.centred_needs(collection.needs)
    scores = []
    for weights in (engine.weights, fitted):
        rankings = Catalogue(shelves, weights, lambda ids: {}).rank(collection.needs, vectors, 10)
        ids = {
            need.id: [ranked.offer_id for ranked in ranking]
            for need, ranking in zip(collection.needs, rankings, strict=True)
        }
        scores.append(round(float(values(ids, collection.truth)[:, _TEN].mean()), 4))
    return {"name": collection.name, "before": scores[0], "after": scores[1]}
