"""Offers like a given one, for its reader to look at next: by meaning, and without vectors by words."""

from collections.abc import Iterator, Sequence

import numpy as np

from liaison.matching.dense import Means
from liaison.matching.encoders.encoder import Vectors, unit_rows
from liaison.matching.shelf import Shelf
from liaison.matching.types import Demand, Document

# Chosen on the demo's offers: below these, two offers share little but the way offers are written.
LEAST_MEANING = 0.2
LEAST_WORDS = 0.12
_BLOCK_SCORES = 4_000_000  # similarities held at once: 16 MB


def most_similar(
    documents: Sequence[Document],
    vectors: Vectors | None,
    shelves: Sequence[Shelf],
    means: Means,
    most: int,
) -> dict[str, list[str]]:
    """Return by the id of an offer the ids of at most ``most`` others, the most similar first.

    ``vectors`` are those of the documents as encoded, float32 (documents, dimensions), None to compare by
    words. An offer written in two languages comes as two documents; their better likeness counts.
    """
    found: dict[str, dict[str, float]] = {document.id: {} for document in documents}
    moved = None if vectors is None else _centred(documents, vectors, means)
    for shelf in shelves:
        if not len(shelf):
            continue
        by_meaning = moved is not None and shelf.vectors is not None
        least = LEAST_MEANING if by_meaning else LEAST_WORDS
        for document, scores in _compared(documents, moved, shelf):
            near = found[document.id]
            for row in np.argsort(-scores, kind="stable")[: most + 1]:  # one may be the offer itself
                other, likeness = shelf.ids[row], float(scores[row])
                if likeness >= least and other != document.id:
                    near[other] = max(near.get(other, 0.0), likeness)
    return {key: _best(likeness, most) for key, likeness in found.items()}


def _centred(documents: Sequence[Document], vectors: Vectors, means: Means) -> Vectors:
    moved = vectors.copy()
    for row, document in enumerate(documents):
        mean = means.get((document.spoken_language, "passage"))
        if mean is not None and moved[row].any():
            moved[row] -= mean
    return unit_rows(moved)


def _compared(
    documents: Sequence[Document], vectors: Vectors | None, shelf: Shelf
) -> Iterator[tuple[Document, np.ndarray]]:
    """Yield each document with its likeness to every offer of a shelf."""
    block = max(1, _BLOCK_SCORES // len(shelf))
    for start in range(0, len(documents), block):
        part = documents[start : start + block]
        if vectors is None or shelf.vectors is None:
            scores = _shared_words(part, shelf)
        else:
            scores = vectors[start : start + block] @ shelf.vectors.T
        yield from zip(part, scores, strict=True)


def _shared_words(documents: Sequence[Document], shelf: Shelf) -> np.ndarray:
    scores = np.zeros((len(documents), len(shelf)), np.float32)
    for row, document in enumerate(documents):
        language = document.spoken_language
        asked = Demand(document.id, document.title, document.text, language)
        scores[row] = shelf.lexical_scores([asked], language)[0]
    return scores


def _best(likeness: dict[str, float], most: int) -> list[str]:
    return sorted(likeness, key=lambda key: (-likeness[key], key))[:most]
