"""Offers with all a reader is told of them, as plain values in two statements: what lists of the API give.

`technology.with_details` loads the same as instances, for several times as much.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from universities.models import Technology

_OWN = (
    *("pk", "public_id", "external_id", "source_language", "translation_state"),
    *("title_zh", "title_en", "summary_zh", "summary_en", "problem_zh", "problem_en"),
    *("description_zh", "description_en", "applications_zh", "applications_en", "limits_zh", "limits_en"),
    *("keywords_zh", "keywords_en", "trl", "ip_status", "cooperation_modes"),
    *("price_min", "price_max", "currency", "state"),
    *("published_at", "confirmed_on", "created_at", "updated_at"),
)
_ORGANISATION = tuple(
    f"{one}__{column}"
    for one in ("university", "department", "laboratory")
    for column in ("public_id", "name_zh", "name_en")
)
# Arrays of arrays in JSON, an array for each row; null where there are none.
_RELATED = """
    SELECT asked.id,
        (SELECT json_agg(json_build_array(f.code, f.name_zh, f.name_en) ORDER BY f.position, f.code)
         FROM universities_technology_fields r JOIN core_field f ON f.id = r.field_id
         WHERE r.technology_id = asked.id),
        (SELECT json_agg(json_build_array(p.public_id, p.name_zh, p.name_en, p.orcid)
                         ORDER BY p.name_en, p.name_zh, p.id)
         FROM universities_technology_inventors r JOIN universities_researcher p ON p.id = r.researcher_id
         WHERE r.technology_id = asked.id AND p.shown_publicly),
        (SELECT json_agg(json_build_array(p.public_id, p.office, p.application_number, p.publication_number,
                                          p.title_zh, p.title_en, p.kind, p.legal_status,
                                          p.filed_on, p.granted_on)
                         ORDER BY p.office, p.publication_number, p.application_number)
         FROM universities_technology_patents r JOIN universities_patent p ON p.id = r.patent_id
         WHERE r.technology_id = asked.id),
        (SELECT json_agg(json_build_array(m.name_zh, m.name_en, m.comparator, trim_scale(m.value)::text,
                                          m.unit, trim_scale(m.baseline)::text,
                                          m.conditions_zh, m.conditions_en)
                         ORDER BY m.position, m.id)
         FROM universities_technologymetric m WHERE m.technology_id = asked.id)
    FROM unnest(%s::bigint[]) AS asked (id)
"""

Rows = list[list[Any]]
Related = tuple[Rows, ...]


def technology_records(technologies: QuerySet[Technology]) -> QuerySet[Any]:
    """Named tuples of these offers' own columns and of the names of where they belong."""
    return technologies.values_list(*_OWN, *_ORGANISATION, named=True)


def related_records(keys: Sequence[int]) -> dict[int, Related]:
    """By offer: fields, inventors who agreed to be named, patents and parameters, each in the order shown."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_RELATED, [list(keys)])
        return {key: tuple(rows or [] for rows in related) for key, *related in cursor.fetchall()}
