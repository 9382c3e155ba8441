"""Works out which offers are like which, with a short reason, and keeps it for the pages."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from liaison.domain.documents import TECHNOLOGY_COLUMNS, offer_documents
from liaison.domain.engine import current_engine, document_vectors
from liaison.domain.published import published_catalogue
from liaison.matching.dense import shipped_means
from liaison.matching.similar import most_similar
from liaison.models import SimilarOffers
from universities.models import Technology
from yangpu_portal.core.enums import Language
from yangpu_portal.core.models import Field
from yangpu_portal.core.text import contains_han

MOST_SIMILAR = 8  # twice what a page shows: some are withdrawn before the next night
_AT_ONCE = 500
_WORDS = 3
_TEXTS = ("title", "summary", "problem", "description", "applications")

Reason = dict[str, Any]


def refresh_similar_offers(*, technology_ids: Collection[int] | None = None) -> int:
    """Works out anew what is like these technologies, by default like all that are or were public.

    Those that were public count because their pages lead on to similar ones. Safe to run twice.

    Returns:
        for how many technologies.
    """
    known = Technology.objects.filter(published_at__isnull=False)
    if technology_ids is not None:
        known = known.filter(pk__in=technology_ids)
    keys = list(known.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        _refresh_some(keys[start : start + _AT_ONCE])
    return len(keys)


def _refresh_some(keys: Sequence[int]) -> None:
    rows = Technology.objects.filter(pk__in=keys).only(*TECHNOLOGY_COLUMNS).order_by("pk")
    near = _nearest([document for row in rows for document in offer_documents(row)])
    about = _spoken_of({*keys, *(int(key) for ids in near.values() for key in ids)})
    made = []
    for row in rows:
        ids = [int(key) for key in near.get(str(row.pk), []) if int(key) in about]
        reasons = {str(key): _reason(about[row.pk], about[key]) for key in ids}
        made.append(SimilarOffers(technology=row, similar_ids=ids, reasons=reasons, made_at=timezone.now()))
    SimilarOffers.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["technology"],
        update_fields=["similar_ids", "reasons", "made_at"],
    )


def _nearest(documents: Sequence[Any]) -> Mapping[str, Sequence[str]]:
    engine = current_engine()
    vectors = document_vectors(engine, documents, "passage")
    means = {} if engine.encoder is None else shipped_means(engine.encoder.id)
    shelves = published_catalogue().index.shelves
    return most_similar(documents, vectors, shelves, means, MOST_SIMILAR)


def _spoken_of(keys: Collection[int]) -> dict[int, Technology]:
    rows = Technology.objects.filter(pk__in=keys).only(*TECHNOLOGY_COLUMNS)
    return {row.pk: row for row in rows.prefetch_related("fields__parent")}


def _reason(one: Technology, other: Technology) -> Reason:
    """Keywords that both have, or one has and the other says; and a field that both are in."""
    reason: Reason = {}
    for language in Language:
        words = list(_shared_words(one, other, language.suffix))[:_WORDS]
        if words:
            reason[language.suffix] = words
    fields = _fields(one)
    shared = next((fields[key] for key in _fields(other) if key in fields), None)
    if shared:
        reason["field"] = {"zh": shared.name_zh or shared.name_en, "en": shared.name_en or shared.name_zh}
    return reason


def _fields(technology: Technology) -> dict[int, Field]:
    """The fields of an offer, then those above them."""
    own = list(technology.fields.all())
    return {field.pk: field for field in (*own, *(field.parent for field in own if field.parent))}


def _shared_words(one: Technology, other: Technology, suffix: str) -> Iterator[str]:
    told: set[str] = set()
    for first, second in ((one, other), (other, one)):
        text = "\n".join(getattr(second, f"{name}_{suffix}") for name in _TEXTS).casefold()
        keywords = {word.casefold() for word in getattr(second, f"keywords_{suffix}")}
        for word in getattr(first, f"keywords_{suffix}"):
            form = word.strip().casefold()
            if len(form) > 1 and form not in told and (form in keywords or _says(text, form)):
                told.add(form)
                yield word.strip()


def _says(text: str, word: str) -> bool:
    """Whether a text has the word; Latin ones not as a part of others."""
    if contains_han(word):
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
