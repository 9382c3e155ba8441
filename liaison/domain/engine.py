"""The engine of this process, loaded when first needed."""

from collections.abc import Sequence
from functools import lru_cache, partial

from django.conf import settings

from liaison.domain.vectors import stored_vectors
from liaison.matching.encoders.encoder import Progress, Role, Vectors
from liaison.matching.engine import Engine, load_engine
from liaison.matching.types import Document


@lru_cache(maxsize=1)
def current_engine() -> Engine:
    return load_engine(settings.MATCHING_ENCODER)


def document_vectors(
    engine: Engine, documents: Sequence[Document], role: Role, progress: Progress | None = None
) -> Vectors | None:
    """The stored vectors of these documents; None when the engine ranks by words alone."""
    if engine.encoder is None:
        return None
    return engine.encode(documents, role, progress, through=partial(stored_vectors, engine.encoder))
