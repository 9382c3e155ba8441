"""Translates technologies and needs into what the matching engine reads."""

from collections.abc import Iterable

from liaison.matching.types import Demand, Offer
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.enums import Language

_OFFER_TEXTS = ("summary", "problem", "description", "applications", "limits")
_NEED_TEXTS = ("situation", "target", "constraints", "tried")

# What `offer_documents` and `demand_document` read, for QuerySet.only().
TECHNOLOGY_COLUMNS = [f"{name}_{s}" for name in ("title", "keywords", *_OFFER_TEXTS) for s in ("zh", "en")]
NEED_COLUMNS = [f"{name}_{s}" for name in ("title", "keywords", *_NEED_TEXTS) for s in ("zh", "en")]


def offer_documents(technology: Technology) -> list[Offer]:
    """One document for each language the offer is written in, under the same id."""
    documents = []
    for language in Language:
        title, text = _text(technology, language, _OFFER_TEXTS)
        if title or text:
            documents.append(Offer(str(technology.pk), title, text, language.value))
    return documents


def demand_document(need: Need) -> Demand:
    """The need in the language it was written in."""
    language = Language(need.source_language)
    title, text = _text(need, language, _NEED_TEXTS)
    if not (title or text):
        language = language.other
        title, text = _text(need, language, _NEED_TEXTS)
    return Demand(str(need.pk), title, text, language.value)


def best_offer_document(technology: Technology, language: str | None) -> Offer:
    """The document in `language` if the offer has one, else its first."""
    documents = offer_documents(technology)
    return next((document for document in documents if document.language == language), documents[0])


def _text(row: Technology | Need, language: Language, names: Iterable[str]) -> tuple[str, str]:
    suffix = language.suffix
    title = getattr(row, f"title_{suffix}")
    paragraphs = [getattr(row, f"{name}_{suffix}") for name in names]
    keywords = getattr(row, f"keywords_{suffix}")
    if keywords:
        paragraphs.append(("、" if language is Language.ZH else ", ").join(keywords))
    return title, "\n".join(paragraph for paragraph in paragraphs if paragraph)
