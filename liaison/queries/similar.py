"""Reads of offers like a given one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from liaison.models import SimilarOffers
from liaison.queries.duplicate import without_hidden_technologies
from universities.models import Technology
from universities.queries.technology import published_technologies
from yangpu_portal.core.enums import Language

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Similar:
    """An offer and what it shares with another one: words in `language`, else a field by its name."""

    technology: Technology
    words: list[str]
    language: Language
    field: str


def similar_technologies(technology_id: int, most: int = SHOWN) -> list[Similar]:
    """Public offers like this one, the most similar first, each once; two queries."""
    kept = SimilarOffers.objects.filter(pk=technology_id).values_list("similar_ids", "reasons").first()
    if kept is None or not kept[0]:
        return []
    ids, reasons = kept
    listed = without_hidden_technologies(published_technologies().filter(pk__in=ids))
    rows = {row.pk: row for row in listed.select_related("university").only(*_COLUMNS)}
    shown = [rows[key] for key in ids if key in rows and key != technology_id][:most]
    return [_similar(row, reasons.get(str(row.pk), {})) for row in shown]


_COLUMNS = [
    "public_id",
    "trl",
    *(f"{name}_{suffix}" for name in ("title", "summary") for suffix in ("zh", "en")),
    *(f"university__{name}" for name in ("slug", "name_zh", "name_en")),
]


def _similar(technology: Technology, reason: Mapping[str, Any]) -> Similar:
    language = Language.of(get_language())
    if language.suffix not in reason and language.other.suffix in reason:
        language = language.other
    field = reason.get("field", {}).get(Language.of(get_language()).suffix, "")
    return Similar(technology, reason.get(language.suffix, []), language, field)
