"""Parts of pages: counts of facets in memory beside those of one statement, and the live count of a need."""

import numpy as np
from django.db import connection

from benchmarks.pages_timing import Measured, measure
from liaison.domain.possible import possible_matches
from startups.models import Company, Need
from universities.queries.search import find_words
from universities.queries.search_facets import narrow
from universities.queries.search_snapshot import current_snapshot
from yangpu_portal.core.models import District

_GROUPING_SETS = """
    WITH found AS MATERIALIZED (
        SELECT technology_id, published_at, draw, trl, university_key, ip, price, modes,
            confirmed_on >= current_date - 180 AS recent
        FROM universities_technologysearch WHERE document @@ %s::tsquery AND published AND NOT hidden
    ), first AS (
        SELECT technology_id FROM found ORDER BY published_at DESC, draw DESC LIMIT 20
    )
    SELECT trl, university_key, ip, price, modes, recent, NULL::bigint AS field_id, NULL::bigint AS key,
        count(*)
    FROM found GROUP BY GROUPING SETS ((trl), (university_key), (ip), (price), (modes), (recent))
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, tag.field_id, NULL, count(*)
    FROM found JOIN universities_technology_fields tag USING (technology_id) GROUP BY tag.field_id
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, technology_id, NULL FROM first
"""


def facets_in_memory(word: str, repeat: int) -> Measured:
    """Keys from the index, everything else from the list in memory."""

    def count() -> None:
        hits = find_words([((word,),)])
        assert hits is not None
        snapshot = current_snapshot(hits.stamp)
        rows, _which = snapshot.rows_of(hits.keys)
        narrow(snapshot, np.sort(rows), {})

    count()
    return measure(count, repeat)


def facets_in_sql(word: str, repeat: int) -> Measured:
    """The same by one pass of PostgreSQL over what it found: by the index, not always its choice."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; SET max_parallel_workers_per_gather = 0; SET jit = off")

        def count() -> None:
            cursor.execute(_GROUPING_SETS, [f"'{word}'"])
            cursor.fetchall()

        count()
        measured = measure(count, repeat)
        cursor.execute("RESET enable_seqscan; RESET max_parallel_workers_per_gather; RESET jit")
    return measured


def live_count(repeat: int) -> Measured:
    """What may match a draft, its text changed each time as by somebody who writes."""
    district = District.objects.create(
        code="310110", name_zh="杨浦区", name_en="Yangpu", city_zh="上海", city_en="Shanghai"
    )
    company = Company.objects.create(district=district, slug="live", name_zh="公司", name_en="Company")
    need = Need.objects.create(
        company=company, source_language="zh-hans", title_zh="低温下工作的锂电池电解液"
    )
    words = iter(range(10_000))

    def write() -> None:
        need.situation_zh = f"冬天储能柜的锂电池容量只剩一半，试过 {next(words)} 种办法，希望找到新的电解液。"
        need.save()

    write()
    possible_matches(need=need)  # the catalogue is made ready
    return measure(lambda: possible_matches(need=need), repeat, write)
