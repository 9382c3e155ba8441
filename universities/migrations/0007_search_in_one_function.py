"""One function for all a search asks of the database, whose plans a connection keeps.

As one statement it was planned anew for each search, which cost more than finding a rare word. Never the table,
as the planner does not know what reading a document costs beside its row; never parallel or compiled, as both
cost more than they save on a query of a few milliseconds; and with memory for exact places of all that is
found, since of a page known only as a whole every document would be read to see which it is.
"""

from django.db import migrations

_SETTINGS = """
    SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0 SET work_mem = '64MB'
"""
_HITS = f"""
    CREATE FUNCTION universities_hits(
        anywhere tsquery, titled tsquery, most_ranked integer, weights real[],
        OUT stamp bigint, OUT keys bytea, OUT with_title bytea, OUT ranked bytea, OUT ranks bytea
    ) LANGUAGE plpgsql STABLE {_SETTINGS} AS $$
    BEGIN
        SELECT last_value INTO stamp FROM universities_search_stamp;
        SELECT string_agg(int4send(technology_id::int4), '') INTO keys
            FROM universities_technologysearch WHERE document @@ anywhere;
        SELECT string_agg(int4send(technology_id::int4), '') INTO with_title
            FROM universities_technologysearch WHERE document @@ titled;
        IF length(keys) <= 4 * most_ranked THEN
            SELECT string_agg(int4send(technology_id::int4), ''),
                    string_agg(float4send(ts_rank(weights, document, anywhere, 1)), '') INTO ranked, ranks
                FROM universities_technologysearch WHERE document @@ anywhere;
        END IF;
    END $$;
"""
_BEFORE = """
    CREATE FUNCTION universities_found(query tsquery) RETURNS bytea
    LANGUAGE plpgsql STABLE PARALLEL SAFE SET enable_seqscan = off AS $$
    BEGIN
        RETURN (SELECT string_agg(int4send(technology_id::int4), '')
                FROM universities_technologysearch WHERE document @@ query);
    END $$;
    CREATE FUNCTION universities_keys(keys bytea) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT COALESCE(array_agg(
            (get_byte(keys, i)::bigint << 24) + (get_byte(keys, i + 1) << 16)
            + (get_byte(keys, i + 2) << 8) + get_byte(keys, i + 3)), '{}')
        FROM generate_series(0, length(keys) - 4, 4) AS i
    $$;
"""


class Migration(migrations.Migration):
    dependencies = [("universities", "0006_detail_stamp")]

    operations = [
        migrations.RunSQL(_HITS, "DROP FUNCTION universities_hits(tsquery, tsquery, integer, real[])"),
        migrations.RunSQL(
            "DROP FUNCTION universities_found(tsquery); DROP FUNCTION universities_keys(bytea)", _BEFORE
        ),
    ]
