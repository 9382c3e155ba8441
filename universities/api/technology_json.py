"""Lists of technologies as the serializer gives them, made without it: it walks thirty fields for each row.

The serializer stays the description of the resource; a test holds both to the same answer.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from universities.queries.technology_records import Related, related_records
from yangpu_portal.core.enums import Language, TranslationState

_ZH, _EN = Language.ZH.value, Language.EN.value
_MACHINE = TranslationState.MACHINE.value


def technologies_json(records: Sequence[Any]) -> list[dict[str, Any]]:
    """Offers read by `technology_records`."""
    related = related_records([record.pk for record in records])
    return [_technology(record, related[record.pk]) for record in records]


def _technology(row: Any, related: Related) -> dict[str, Any]:
    fields, inventors, patents, metrics = related
    source = row.source_language or None
    machine = [code for code in (_ZH, _EN) if code != source] if row.translation_state == _MACHINE else []

    def both(zh: Any, en: Any, empty: Any = None) -> dict[str, Any]:
        return {_ZH: zh or empty, _EN: en or empty, "source": source, "machine": machine}

    return {
        "id": row.public_id,
        "external_id": row.external_id,
        "university": _reference(row.university__public_id, row.university__name_zh, row.university__name_en),
        "department": _reference(row.department__public_id, row.department__name_zh, row.department__name_en),
        "laboratory": _reference(row.laboratory__public_id, row.laboratory__name_zh, row.laboratory__name_en),
        "title": both(row.title_zh, row.title_en),
        "summary": both(row.summary_zh, row.summary_en),
        "problem": both(row.problem_zh, row.problem_en),
        "description": both(row.description_zh, row.description_en),
        "applications": both(row.applications_zh, row.applications_en),
        "limits": both(row.limits_zh, row.limits_en),
        "keywords": both(row.keywords_zh, row.keywords_en, empty=[]),
        "source_language": row.source_language,
        "fields": [_reference(*field) for field in fields],
        "inventors": [
            {"id": key, "name": _plain(zh, en), "orcid": orcid} for key, zh, en, orcid in inventors
        ],
        "patents": [_patent(patent) for patent in patents],
        "metrics": [_metric(metric) for metric in metrics],
        "trl": row.trl,
        "ip_status": row.ip_status,
        "cooperation_modes": row.cooperation_modes,
        "price_min": _money(row.price_min, row.currency),
        "price_max": _money(row.price_max, row.currency),
        "state": row.state,
        "published_at": _moment(row.published_at),
        "confirmed_on": row.confirmed_on,
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
    }


def _patent(row: list[Any]) -> dict[str, Any]:
    key, office, application, publication, zh, en, kind, legal_status, filed_on, granted_on = row
    return {
        "id": key,
        "office": office,
        "application_number": application,
        "publication_number": publication,
        "title": _plain(zh, en),
        "kind": kind,
        "legal_status": legal_status,
        "filed_on": filed_on,
        "granted_on": granted_on,
    }


def _metric(row: list[Any]) -> dict[str, Any]:
    zh, en, comparator, value, unit, baseline, *conditions = row
    return {
        "name": _plain(zh, en),
        "comparator": comparator,
        "value": value,
        "unit": unit,
        "baseline": baseline,
        "conditions": _plain(*conditions),
    }


def _plain(zh: str, en: str) -> dict[str, Any]:
    """A text of which it is not kept in which language it was written."""
    return {_ZH: zh or None, _EN: en or None, "source": None, "machine": []}


def _reference(key: str | None, zh: str, en: str) -> dict[str, Any] | None:
    return None if key is None else {"id": key, "name": {_ZH: zh or None, _EN: en or None}}


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
