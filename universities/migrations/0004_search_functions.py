"""Functions the search calls.

`universities_found` gives the keys of the rows that a query finds, four bytes each. It never walks the table:
the planner does not know what reading a document costs beside its row, and for a common word might choose to.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("universities", "0003_search_table")]

    operations = [
        migrations.RunSQL(
            """
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
            """,
            """
            DROP FUNCTION universities_found(tsquery);
            DROP FUNCTION universities_keys(bytea);
            """,
        )
    ]
