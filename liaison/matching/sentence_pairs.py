"""The two sentences of a need and an offer that are closest in meaning."""

import re

from liaison.matching.dense import Means, centred
from liaison.matching.encoders.encoder import Encoder, Role, Vectors
from liaison.matching.types import Demand, Document, Offer, Reason, Span
from yangpu_portal.core.text import contains_han, sentences

_SENTENCES_READ = 16
_SENTENCE_CHARACTERS = 400
_SENTENCE_FLOOR = 0.3
_LEAST_LISTED = 3
_LONGEST_HAN, _MOST_WORDS = 12, 4  # of a name in a list
_SEPARATOR = re.compile(r"[、,，;；]")


def best_sentences(demand: Demand, offer: Offer, encoder: Encoder, means: Means) -> Reason | None:
    """Return the pair of sentences closest in meaning, None when no pair is close."""
    need_spans, need_vectors = _encoded_sentences(demand, encoder, "query", means)
    offer_spans, offer_vectors = _encoded_sentences(offer, encoder, "passage", means)
    if not need_spans or not offer_spans:
        return None
    scores = need_vectors @ offer_vectors.T
    row, column = divmod(int(scores.argmax()), len(offer_spans))
    weight = float(scores[row, column])
    if weight < _SENTENCE_FLOOR:
        return None
    return Reason("sentence", need_spans[row], offer_spans[column], min(1.0, weight))


def _encoded_sentences(
    document: Document, encoder: Encoder, role: Role, means: Means
) -> tuple[list[Span], Vectors]:
    content = document.content
    found = (Span(start, end, content[start:end]) for start, end in sentences(content)[:_SENTENCES_READ])
    spans = [span for span in found if not _is_list(span.text)]
    vectors = encoder.encode([span.text[:_SENTENCE_CHARACTERS] for span in spans], role)
    return spans, centred(vectors, [document.spoken_language] * len(spans), role, means)


def _is_list(text: str) -> bool:
    """Whether a line only names things, such as the keywords at the end of an offer: it answers nothing."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(text)]
    if len(pieces) < _LEAST_LISTED:
        return False
    return all(
        len(piece) <= _LONGEST_HAN if contains_han(piece) else len(piece.split()) <= _MOST_WORDS
        for piece in pieces
    )
