"""Computes the mean vectors shipped in data/means.npz."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from liaison.matching.cache import write_atomically
from liaison.matching.dense import LANGUAGES, Means
from liaison.matching.encoders.encoder import Encoder, Progress, Role
from liaison.matching.types import Document


def write_means(
    path: Path,
    encoder: Encoder,
    offers: Sequence[Document],
    needs: Sequence[Document],
    progress: Progress | None = None,
) -> None:
    """Add this encoder's mean vector of each language and role to the .npz file at path. Raises OSError."""
    means = _known(path)
    roles: tuple[tuple[Role, Sequence[Document]], ...] = (("passage", offers), ("query", needs))
    for role, documents in roles:
        for language in LANGUAGES:
            contents = [document.content for document in documents if document.spoken_language == language]
            if contents:
                mean = encoder.encode(contents, role, progress).mean(0)
                means[f"{encoder.id}/{language}/{role}"] = mean.astype(np.float16)
    write_atomically(path, lambda draft: _save(draft, means))


def write_need_means(path: Path, encoder_id: str, means: Means) -> None:
    """Put the mean vectors of needs in place of those in the .npz file at path. Raises OSError."""
    values = _known(path) | {
        f"{encoder_id}/{language}/{role}": vector.astype(np.float16)
        for (language, role), vector in means.items()
        if role == "query"
    }
    write_atomically(path, lambda draft: _save(draft, values))


def _known(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    with np.load(path) as stored:
        return {key: stored[key] for key in stored}


def _save(path: Path, means: dict[str, Any]) -> None:
    with path.open("wb") as file:
        np.savez(file, **means)
