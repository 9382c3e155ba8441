"""The engine of this process, loaded when first needed, and the published catalogue prepared for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from django.conf import settings
from django.db.models import Count, Max

from liaison.domain.documents import TECHNOLOGY_COLUMNS, offer_documents
from liaison.domain.vectors import stored_vectors
from liaison.matching.catalogue import Catalogue
from liaison.matching.encoders.encoder import Progress, Role, Vectors
from liaison.matching.engine import Engine, load_engine
from liaison.matching.types import Document, Offer
from universities.queries.technology import published_technologies


@lru_cache(maxsize=1)
def current_engine() -> Engine:
    return load_engine(settings.MATCHING_ENCODER)


@dataclass(frozen=True, slots=True)
class PublishedCatalogue:
    """The published offers as they were when `version` was read."""

    version: tuple[object, ...]
    catalogue: Catalogue
    technologies: int
    documents: dict[int, list[Offer]]


_held: list[PublishedCatalogue] = []  # at most one: the newest this process has prepared


def published_catalogue(progress: Progress | None = None) -> PublishedCatalogue:
    """The published offers ready to be ranked, prepared anew only when one of them has changed."""
    engine = current_engine()
    version = (
        engine.encoder_id,
        *published_technologies().aggregate(n=Count("pk"), at=Max("updated_at")).values(),
    )
    if not _held or _held[0].version != version:
        rows = published_technologies().only(*TECHNOLOGY_COLUMNS).order_by("pk")
        documents = {row.pk: offer_documents(row) for row in rows.iterator(chunk_size=500)}
        offers = [offer for versions in documents.values() for offer in versions]
        vectors = document_vectors(engine, offers, "passage", progress)
        prepared = engine.catalogue(offers, vectors)
        _held[:] = [PublishedCatalogue(version, prepared, len(documents), documents)]
    return _held[0]


def document_vectors(
    engine: Engine, documents: Sequence[Document], role: Role, progress: Progress | None = None
) -> Vectors | None:
    """The stored vectors of these documents; None when the engine ranks by words alone."""
    if engine.encoder is None:
        return None
    return engine.encode(documents, role, progress, through=partial(stored_vectors, engine.encoder))
