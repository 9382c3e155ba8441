"""The store of text vectors: each text version is encoded once and kept in PostgreSQL."""

from collections.abc import Sequence

import numpy as np

from liaison.matching.encoders.encoder import Encoder, Progress, Role, Vectors
from liaison.matching.types import text_hash
from liaison.models import TextVector

_BATCH = 256  # what a killed worker loses at most


def stored_vectors(
    encoder: Encoder, texts: Sequence[str], role: Role, progress: Progress | None = None
) -> Vectors:
    """The vectors of these texts, float32 of shape (texts, dimensions); new texts are encoded and stored."""
    hashes = [text_hash(text) for text in texts]
    known = _load(encoder, role, set(hashes))
    unknown = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
    missing = list(unknown.items())
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = encoder.encode([text for _, text in batch], role).astype("<f2")
        _save(encoder, role, [key for key, _ in batch], vectors)
        known |= {key: vector for (key, _), vector in zip(batch, vectors, strict=True)}
        if progress:
            progress(min(start + _BATCH, len(missing)), len(missing))
    matrix = np.empty((len(texts), encoder.dimensions), np.float32)
    for row, key in enumerate(hashes):
        matrix[row] = known[key]
    return matrix


def _load(encoder: Encoder, role: Role, hashes: set[str]) -> dict[str, np.ndarray]:
    rows = TextVector.objects.filter(encoder=encoder.id, role=role, text_hash__in=hashes)
    size = encoder.dimensions * 2
    stored = {
        key: np.frombuffer(data, "<f2")
        for key, data in rows.values_list("text_hash", "vector").iterator()
        if len(data) == size
    }
    # What a fault on the way has cut, blanked or broken is encoded anew; texts without words cost nothing.
    return {key: vector for key, vector in stored.items() if np.isfinite(vector).all() and vector.any()}


def _save(encoder: Encoder, role: Role, hashes: Sequence[str], vectors: np.ndarray) -> None:
    rows = [
        TextVector(encoder=encoder.id, role=role, text_hash=key, vector=vector.tobytes())
        for key, vector in zip(hashes, vectors, strict=True)
    ]
    TextVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["encoder", "role", "text_hash"],
        update_fields=["vector"],
    )
