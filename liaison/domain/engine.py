"""The engine of this process: dictionary and encoder read once, with the weights that are in use now."""

import logging
from collections.abc import Sequence
from functools import lru_cache, partial

from django.conf import settings

from liaison.domain.vectors import stored_vectors
from liaison.matching.encoders.encoder import Progress, Role, Vectors
from liaison.matching.engine import ENGINE_VERSION, Engine, load_engine
from liaison.matching.types import Document
from liaison.matching.weights import WeightsError, weights_from
from liaison.models import EngineVersion
from liaison.queries.learning import published_versions

logger = logging.getLogger(__name__)


def current_engine() -> Engine:
    """The engine with the newest published weights, else with those the project ships.

    Asks the database which those are, so that every process notices new ones: take it once for a task.
    """
    engine = shipped_engine(settings.MATCHING_ENCODER)
    newest = published_versions(ENGINE_VERSION, engine.encoder_id).values_list("pk", flat=True).first()
    return engine if newest is None else _learned(engine, newest)


@lru_cache(maxsize=1)
def shipped_engine(encoder: str) -> Engine:
    """The engine with the weights the project ships, read from disk by the first who needs it."""
    return load_engine(encoder)


def prepare_engine() -> None:
    """Loads all of the engine that processes forked from this one can share."""
    shipped_engine(settings.MATCHING_ENCODER).lexicon.prepare()


@lru_cache(maxsize=2)
def _learned(engine: Engine, version_id: int) -> Engine:
    """The same dictionary and encoder with stored weights; a stored version never changes."""
    version = EngineVersion.objects.get(pk=version_id)
    try:
        return Engine(engine.lexicon, engine.encoder, weights_from(version.weights))
    except WeightsError as error:
        logger.error("%s cannot be used, the shipped weights are taken: %s", version.name, error)
        return engine


def document_vectors(
    engine: Engine, documents: Sequence[Document], role: Role, progress: Progress | None = None
) -> Vectors | None:
    """The stored vectors of these documents; None when the engine ranks by words alone."""
    if engine.encoder is None:
        return None
    return engine.encode(documents, role, progress, through=partial(stored_vectors, engine.encoder))
