"""Lists of technologies as the serializer gives them, made without it: it walks thirty fields for each row.

The serializer stays the description of the resource; a test holds both to the same answer.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from universities.models import Patent, Researcher, Technology, TechnologyMetric
from yangpu_portal.core.api.fields import bilingual


def technologies_json(technologies: Iterable[Technology]) -> list[dict[str, Any]]:
    """Offers loaded by `with_details`."""
    return [_technology(row) for row in technologies]


def _technology(row: Technology) -> dict[str, Any]:
    inventors: Iterable[Researcher] = row.named_inventors  # type: ignore[attr-defined]  # by with_details
    return {
        "id": row.public_id,
        "external_id": row.external_id,
        "university": _reference(row.university),
        "department": _reference(row.department),
        "laboratory": _reference(row.laboratory),
        **{name: bilingual(row, name) for name in ("title", "summary", "problem", "description")},
        **{name: bilingual(row, name) for name in ("applications", "limits")},
        "keywords": bilingual(row, "keywords", empty=[]),
        "source_language": row.source_language,
        "fields": [_reference(field, field.code) for field in row.fields.all()],
        "inventors": [
            {"id": one.public_id, "name": bilingual(one, "name"), "orcid": one.orcid} for one in inventors
        ],
        "patents": [_patent(patent) for patent in row.patents.all()],
        "metrics": [_metric(metric) for metric in row.metrics.all()],
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


def _patent(row: Patent) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "office": row.office,
        "application_number": row.application_number,
        "publication_number": row.publication_number,
        "title": bilingual(row, "title"),
        "kind": row.kind,
        "legal_status": row.legal_status,
        "filed_on": row.filed_on,
        "granted_on": row.granted_on,
    }


def _metric(row: TechnologyMetric) -> dict[str, Any]:
    return {
        "name": bilingual(row, "name"),
        "comparator": row.comparator,
        "value": _number(row.value),
        "unit": row.unit,
        "baseline": None if row.baseline is None else _number(row.baseline),
        "conditions": bilingual(row, "conditions"),
    }


def _reference(row: Any, key: str = "") -> dict[str, Any] | None:
    if row is None:
        return None
    names = {"zh-hans": row.name_zh or None, "en": row.name_en or None}
    return {"id": key or row.public_id, "name": names}


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
