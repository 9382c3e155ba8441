"""What finding words reads. Of a narrow table with long documents beside it, only the rows that are found."""

import json

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

ROWS = 8_000
_FILL = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO universities_technologysearch (technology_id, published, published_at, document)
    SELECT row, true, now() - make_interval(mins => row), (SELECT string_agg(
            format('%s:1', CASE word WHEN 1 THEN CASE WHEN row %% 4000 = 0 THEN 'rare' ELSE 'usual' END
                                     WHEN 2 THEN CASE WHEN row %% 10 = 0 THEN 'common' ELSE 'other' END
                                     ELSE repeat('filler', 30) || word END), ' ')
        FROM generate_series(1, 14) AS word)::tsvector
    FROM generate_series(1, {rows}) AS row;
    SET LOCAL session_replication_role = origin;
    ANALYZE universities_technologysearch
"""


@pytest.fixture
def _large_list():
    with connection.cursor() as cursor:
        cursor.execute(_FILL.format(rows=ROWS).replace("%%", "%"))


def pages_read(word: str) -> int:
    """Pages that one search reads, of tables and of indexes."""
    with connection.cursor() as cursor:
        arguments = [word, f"'^{word}'", 300, [0.0, 0.15, 0.5, 1.0]]
        statement = "SELECT * FROM universities_hits(%s, %s, %s, %s::real[])"
        cursor.execute(statement, arguments)  # reads the catalogue of the database once
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", arguments)
        plan = cursor.fetchone()[0]
    root = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return root["Shared Hit Blocks"] + root["Shared Read Blocks"]


def table_pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('universities_technologysearch') / 8192")
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("_large_list")
def test_a_rare_word_is_found_by_the_index_and_not_along_dates():
    """The trap: newest first and a limit have the planner walk the dates until enough rows have the word."""
    assert pages_read("rare") < table_pages() / 2


@pytest.mark.usefixtures("_large_list")
def test_a_common_word_reads_no_documents():
    """Documents take a page for three of them; 800 have the word."""
    assert pages_read("common") < table_pages() + 200
