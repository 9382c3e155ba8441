"""Keeping the words that spelling is proposed from, as public offers have them now."""

from django.db import connection, transaction

from universities.models.search_term import LONGEST_TERM

# English words of titles and keywords, in small letters; Chinese keywords as they stand, since a title has no
# gaps to cut it at.
_SAID = f"""
    CREATE TEMPORARY TABLE said AS
    WITH listed AS (
        SELECT t.id, t.title_en, t.keywords_en, t.keywords_zh
        FROM universities_technology t JOIN universities_technologysearch s ON s.technology_id = t.id
        WHERE s.published AND NOT s.hidden
    ), words AS (
        SELECT id, regexp_split_to_table(
            lower(title_en || ' ' || array_to_string(keywords_en, ' ')), '[^a-z]+') AS term
        FROM listed
        UNION ALL
        SELECT id, keyword FROM listed, unnest(keywords_zh) AS keyword WHERE keyword ~ '^[\\u4e00-\\u9fff]+$'
    )
    SELECT term, count(DISTINCT id) AS offers FROM words
    WHERE length(term) <= {LONGEST_TERM} AND (length(term) >= 4 OR (term > '~' AND length(term) >= 2))
    GROUP BY term
"""  # noqa: S608 - a number of our own
_FORGET = """
    DELETE FROM universities_searchterm kept
    WHERE NOT EXISTS (SELECT FROM said WHERE said.term = kept.term)
"""
_LEARN = """
    INSERT INTO universities_searchterm (term, offers) SELECT term, offers FROM said
    ON CONFLICT (term) DO UPDATE SET offers = excluded.offers
    WHERE universities_searchterm.offers <> excluded.offers
"""


@transaction.atomic
def refresh_search_terms() -> None:
    """Makes the words those of today's public offers. Run twice it changes nothing the second time."""
    with connection.cursor() as cursor:
        # Two refreshes at once would each find the words of the other missing.
        cursor.execute("LOCK TABLE universities_searchterm IN SHARE ROW EXCLUSIVE MODE")
        for statement in (_SAID, _FORGET, _LEARN, "DROP TABLE said"):
            cursor.execute(statement)
