"""Which version of everything that the page of an offer shows is in the database now: one cheap statement.

PostgreSQL gives each version of a row a place (ctid) and the transaction that wrote it (xmin). Put together
for all rows a page reads, they change when any of them does, in whichever way it was written, and only then.
"""

from django.db import connection


def _row(alias: str) -> str:
    return f"{alias}.ctid::text, {alias}.xmin::text"


def _rows(source: str) -> str:
    """The versions of the rows `x` of a source, in a fixed order."""
    listed = f"string_agg(concat(x.ctid, x.xmin), ',' ORDER BY x.ctid) FROM {source}"
    return f"(SELECT {listed})"


def _linked(pairs: str, table: str, key: str) -> str:
    """Rows that are joined to the offer through a table of pairs."""
    joined = f"universities_technology_{pairs} p JOIN {table} x ON x.id = p.{key}"
    return f"{joined} WHERE p.technology_id = t.id"


_PARTS = ", ".join(
    [
        *(_row(alias) for alias in ("t", "u", "d", "l", "s")),
        _rows("universities_technologymetric x WHERE x.technology_id = t.id"),
        _rows(_linked("fields", "core_field", "field_id")),
        _rows(_linked("patents", "universities_patent", "patent_id")),
        _rows(_linked("inventors", "universities_researcher", "researcher_id")),
        _rows(
            "universities_universitystaff x"
            " WHERE x.user_id = t.confirmed_by_id AND x.university_id = t.university_id"
        ),
        # Offers like it, whether they are hidden by a twin, and whose they are.
        _rows("universities_technology x WHERE x.id = ANY(s.similar_ids)"),
        _rows("universities_technologysearch x WHERE x.technology_id = ANY(s.similar_ids)"),
        _rows(
            "universities_university x JOIN universities_technology o ON o.university_id = x.id"
            " WHERE o.id = ANY(s.similar_ids)"
        ),
    ]
)
_SQL = f"""
    SELECT concat_ws('|', {_PARTS}) FROM universities_technology t
    JOIN universities_university u ON u.id = t.university_id
    LEFT JOIN universities_department d ON d.id = t.department_id
    LEFT JOIN universities_laboratory l ON l.id = t.laboratory_id
    LEFT JOIN liaison_similaroffers s ON s.technology_id = t.id
    WHERE t.public_id = %s AND t.state = 'published'
"""  # noqa: S608 - put together from our own names above


def shown_version(public_id: str) -> str | None:
    """None for an offer that is not public."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [public_id])
        found = cursor.fetchone()
    return found[0] if found else None
