"""PostgreSQL's own full text search as a ranking: ts_rank_cd over offers that have any word of the need.

English offers are cut by the configuration "english". PostgreSQL cannot cut Chinese, so Chinese offers are
given as the portal's search tokens with their positions. Needs are read as the portal reads a search: each
word with its translations, the first sixty words.
"""

from collections.abc import Iterable, Sequence

import psycopg2
from psycopg2.extensions import cursor as Cursor

from liaison.matching.lexicon import Lexicon
from liaison.matching.query_words import Reading, query_words
from liaison.matching.types import Demand, Offer
from yangpu_portal.core.text import contains_han, search_tokens

_LAST_POSITION = 16383  # of a lexeme in a tsvector
_MOST_POSITIONS = 255  # of one lexeme
_LONGEST = 200_000  # characters of a text: a tsvector holds 1 MB

# Uncompressed: unpacking the documents would be half of the work.
_TABLE = """
    CREATE TEMPORARY TABLE offer (id text, document tsvector);
    ALTER TABLE offer ALTER document SET STORAGE EXTERNAL;
    SET jit = off
"""
_ENGLISH = "INSERT INTO offer VALUES (%s, to_tsvector('english', %s))"
_CHINESE = "INSERT INTO offer VALUES (%s, %s::tsvector)"
_INDEX = "CREATE INDEX ON offer USING gin (document)"
_RANK = """
    SELECT id FROM offer, (SELECT %s::tsquery AS query) AS need
    WHERE document @@ query ORDER BY ts_rank_cd(document, query, 1) DESC, id COLLATE "C" LIMIT %s
"""


def full_text_rankings(
    database_url: str, offers: Sequence[Offer], needs: Sequence[Demand], lexicon: Lexicon, top: int
) -> dict[str, list[str]]:
    """Return the ids of the ``top`` offers of each need. Raises psycopg2.Error without a usable database."""
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            _fill(cursor, offers)
            chinese = any(offer.spoken_language != "en" for offer in offers)
            queries = {need.id: tsquery(need.content, lexicon, chinese=chinese) for need in needs}
            return {need: _ranking(cursor, query, top) for need, query in queries.items()}
    finally:
        connection.close()  # without a commit: nothing stays behind


def _fill(cursor: Cursor, offers: Iterable[Offer]) -> None:
    cursor.execute(_TABLE)
    for offer in offers:
        text = offer.content[:_LONGEST].replace("\0", " ")
        if offer.spoken_language == "en":
            cursor.execute(_ENGLISH, (offer.id, text))
        else:
            cursor.execute(_CHINESE, (offer.id, _document(text)))
    cursor.execute(_INDEX)
    cursor.execute("ANALYZE offer")


def _ranking(cursor: Cursor, query: str, top: int) -> list[str]:
    if not query:
        return []
    cursor.execute(_RANK, (query, top))
    return [row[0] for row in cursor.fetchall()]


def _document(text: str) -> str:
    places: dict[str, list[str]] = {}
    for place, token in enumerate(search_tokens(text), start=1):
        found = places.setdefault(token, [])
        if len(found) < _MOST_POSITIONS:
            found.append(str(min(place, _LAST_POSITION)))
    return " ".join(f"{_lexeme(token)}:{','.join(found)}" for token, found in places.items())


def tsquery(text: str, lexicon: Lexicon, *, chinese: bool = True) -> str:
    """Return any of the words of a text, in any of their readings, in tsquery notation; "" without words.

    ``chinese`` says whether Chinese readings are wanted: among English offers they only cost time.
    """
    readings = (reading for word in query_words(text, lexicon) for reading in word if reading)
    readings = (reading for reading in readings if chinese or not contains_han(reading[0]))
    return " | ".join(dict.fromkeys(map(_reading, readings)))


def _reading(tokens: Reading) -> str:
    # Pairs of Chinese characters overlap, so a word is a phrase; words of an English gloss may stand apart.
    joint = " <-> " if contains_han(tokens[0]) else " & "
    lexemes = (_lexeme(token.rstrip("*")) + (":*" if token.endswith("*") else "") for token in tokens)
    return f"({joint.join(lexemes)})"


def _lexeme(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
