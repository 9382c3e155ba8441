"""Vectors made comparable across languages.

Plain cosine puts all texts of one language near each other. Subtracting the mean vector of each language and
side (query or passage) removes that. The mean of offers is that of the catalogue, filled up with the one
shipped in data/means.npz while it is small. The mean of needs is the shipped one alone: a need must not be
read differently because other needs are ranked at the same time.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from liaison.matching.encoders.encoder import Role, Vectors, unit_rows

SHIPPED = Path(__file__).parent / "data" / "means.npz"
PRIOR_TEXTS = 20
LANGUAGES = ("zh-hans", "en")

Means = Mapping[tuple[str, Role], Vectors]


def shipped_means(encoder_id: str, path: Path = SHIPPED) -> dict[tuple[str, Role], Vectors]:
    """Return the stored mean vectors of an encoder by (language, role); {} for an encoder without any."""
    means: dict[tuple[str, Role], Vectors] = {}
    with np.load(path) as stored:
        for language in LANGUAGES:
            for role in ("query", "passage"):
                key = f"{encoder_id}/{language}/{role}"
                if key in stored:
                    means[language, role] = stored[key].astype(np.float32)
    return means


def centred(vectors: Vectors, languages: Sequence[str], role: Role, means: Means) -> Vectors:
    """Return unit vectors after subtracting the mean of each language, float32 (texts, dimensions).

    Zero rows (texts without words) stay zero and count for no mean.
    """
    result = vectors.astype(np.float32, copy=True)
    present = np.any(vectors != 0, axis=1)
    spoken = np.array(languages, dtype=object)
    for language in sorted(set(languages)):
        rows = present & (spoken == language)
        result[rows] -= _mean(result[rows], means.get((language, role)), role)
    return unit_rows(result)


def _mean(vectors: Vectors, shipped: Vectors | None, role: Role) -> Vectors:
    if len(vectors) == 0:
        return np.zeros(vectors.shape[1], np.float32)
    if shipped is not None and role == "query":
        return shipped
    if shipped is None:
        enough = len(vectors) >= PRIOR_TEXTS
        return vectors.mean(0) if enough else np.zeros(vectors.shape[1], np.float32)
    total: Vectors = (vectors.sum(0) + PRIOR_TEXTS * shipped) / (len(vectors) + PRIOR_TEXTS)
    return total


def checked(vectors: npt.ArrayLike, count: int, dimensions: int) -> Vectors:
    """Return given vectors as finite unit rows. Raises ValueError unless they are (count, dimensions)."""
    array = np.asarray(vectors, np.float32)
    if array.shape != (count, dimensions):
        raise ValueError(f"Vectors of shape {(count, dimensions)} are needed, not {array.shape}.")
    return unit_rows(array)
