"""Translates technologies and needs into what the matching engine reads."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from liaison.matching.facts import DemandFacts, Money, OfferFacts, Quantity
from liaison.matching.types import Demand, Offer
from startups.models import Need
from universities.models import Technology
from yangpu_portal.core.enums import Comparator, Language

_OFFER_TEXTS = ("summary", "problem", "description", "applications", "limits")
_NEED_TEXTS = ("situation", "target", "constraints", "tried")

# What `offer_documents` and `demand_document` read, for QuerySet.only().
OFFER_FACT_COLUMNS = [
    *("keywords_zh", "keywords_en", "university_id", "laboratory_id", "trl", "cooperation_modes"),
    *("price_min", "price_max", "currency", "confirmed_on"),
]
TECHNOLOGY_COLUMNS = [
    *(f"{name}_{s}" for name in ("title", *_OFFER_TEXTS) for s in ("zh", "en")),
    *OFFER_FACT_COLUMNS,
]
NEED_COLUMNS = [
    *(f"{name}_{s}" for name in ("title", "keywords", *_NEED_TEXTS) for s in ("zh", "en")),
    *("source_language", "company_id", "minimum_trl", "cooperation_modes"),
    *("budget_min", "budget_max", "currency"),
]


def offer_documents(technology: Technology) -> list[Offer]:
    """One document for each language the offer is written in, under the same id.

    With the facts of the offer when the row comes from `with_offer_facts`; other rows have only their text.
    """
    documents = []
    for language in Language:
        title, text = _text(technology, language, _OFFER_TEXTS)
        if title or text:
            facts = offer_facts(technology, language)
            documents.append(Offer(str(technology.pk), title, text, language.value, facts))
    return documents


def demand_document(need: Need) -> Demand:
    """The need in the language it was written in; with its facts when it comes from `with_need_facts`."""
    language = Language(need.source_language)
    title, text = _text(need, language, _NEED_TEXTS)
    if not (title or text):
        language = language.other
        title, text = _text(need, language, _NEED_TEXTS)
    return Demand(str(need.pk), title, text, language.value, _demand_facts(need, language))


def best_offer_document(versions: Sequence[Offer], language: str | None) -> Offer | None:
    """The version of an offer in `language` if there is one, else the first; None of none."""
    return next((version for version in versions if version.language == language), next(iter(versions), None))


def _text(row: Technology | Need, language: Language, names: Iterable[str]) -> tuple[str, str]:
    suffix = language.suffix
    title = getattr(row, f"title_{suffix}")
    paragraphs = [getattr(row, f"{name}_{suffix}") for name in names]
    keywords = getattr(row, f"keywords_{suffix}")
    if keywords:
        paragraphs.append(("、" if language is Language.ZH else ", ").join(keywords))
    return title, "\n".join(paragraph for paragraph in paragraphs if paragraph)


def offer_facts(technology: Any, language: Language) -> OfferFacts:
    """What the offer states beside its text; nothing unless the row comes from `with_offer_facts`."""
    if not hasattr(technology, "field_paths"):
        return OfferFacts()
    return OfferFacts(
        fields=tuple(technology.field_paths),
        keywords=(*technology.keywords_zh, *technology.keywords_en),
        trl=technology.trl,
        modes=tuple(technology.cooperation_modes),
        money=_money(technology.price_min, technology.price_max, technology.currency),
        parameters=tuple(quantity_of(metric, metric.value, language) for metric in technology.metrics.all()),
        organisation=str(technology.university_id),
        laboratory=str(technology.laboratory_id or ""),
        city=technology.park_city_zh or technology.park_city_en or "",
        patents=tuple(technology.patent_numbers),
        confirmed_on=technology.confirmed_on,
    )


def _demand_facts(need: Any, language: Language) -> DemandFacts:
    if not hasattr(need, "field_paths"):
        return DemandFacts()
    return DemandFacts(
        fields=tuple(need.field_paths),
        keywords=(*need.keywords_zh, *need.keywords_en),
        trl=need.minimum_trl,
        modes=tuple(need.cooperation_modes),
        money=_money(need.budget_min, need.budget_max, need.currency),
        parameters=tuple(quantity_of(row, row.target_value, language) for row in need.parameters.all()),
        company=str(need.company_id),
        city=need.city_zh or need.city_en,
        partners=tuple(str(university) for university in sorted(need.dealt_with)),
        on=timezone.localdate(),
        refused=frozenset(str(technology) for technology in need.refused),
    )


def _money(low: Decimal | None, high: Decimal | None, currency: str) -> Money | None:
    if low is None and high is None:
        return None
    return Money(None if low is None else float(low), None if high is None else float(high), currency)


def quantity_of(row: Any, value: Decimal, language: Language) -> Quantity:
    """A row of metrics or wanted parameters; its text has the name in `language` if there is one."""
    name = getattr(row, f"name_{language.suffix}") or getattr(row, f"name_{language.other.suffix}")
    text = f"{name} {Comparator(row.comparator).label} {value.normalize():f} {row.unit}".strip()
    names = tuple(filter(None, (row.name_zh, row.name_en)))
    return Quantity(names, row.comparator, float(value), row.unit, text)
