"""The search documents of technologies.

PostgreSQL has no Chinese word splitter to rely on, so words are cut here, for documents and queries alike:
stemmed English words and overlapping pairs and triples of Chinese characters. They reach PostgreSQL as
ready lexemes with a weight: A for titles and keywords, B for the summary, the organisation and the fields, C
for the rest. Those of titles and keywords are there twice, once with a mark: so an index finds them alone.
"""

from collections.abc import Iterable, Iterator

from django.db import connection

from universities.models import Technology
from universities.queries.search import TITLE_MARK, quote_lexeme
from yangpu_portal.core.text import search_tokens, words

_POSITIONS = 16383  # PostgreSQL's highest lexeme position
_OCCURRENCES = 255  # and its limit of positions of one lexeme

# One statement for all: what notes who changes what (pghistory) cannot put its words into `executemany`.
_UPSERT = """
    INSERT INTO universities_technologysearch (technology_id, document)
    SELECT technology_id, document::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS given (technology_id, document)
    ON CONFLICT (technology_id) DO UPDATE SET document = EXCLUDED.document
"""


def index_technologies(*, technology_ids: Iterable[int]) -> int:
    """Writes the search documents of these technologies anew.

    Returns:
        how many documents were written.
    """
    rows = (
        Technology.objects.filter(pk__in=list(technology_ids))
        .select_related("university", "laboratory")
        .prefetch_related("fields__parent")
    )
    documents = {technology.pk: search_document(technology) for technology in rows}
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [list(documents), list(documents.values())])
    return len(documents)


def search_document(technology: Technology) -> str:
    """The document in tsvector notation, such as `'电池':1A,7B 'batteri':2A`."""
    positions: dict[str, list[str]] = {}
    place = 0
    for weight, texts in _weighted_texts(technology):
        for text in texts:
            for token in search_tokens(text):
                place = min(place + 1, _POSITIONS)
                _note(positions, token, place, weight)
                if weight == "A":
                    _note(positions, TITLE_MARK + token, place, "D")
            for triple in _triples(text):
                _note(positions, triple, place, weight)
                if weight == "A":
                    _note(positions, TITLE_MARK + triple, place, "D")
    return " ".join(f"{quote_lexeme(token)}:{','.join(places)}" for token, places in positions.items())


def _note(positions: dict[str, list[str]], token: str, place: int, weight: str) -> None:
    found = positions.setdefault(token, [])
    # Lower positions than noted before would have to be sorted; one of each is as good.
    if len(found) < _OCCURRENCES and (not found or found[-1] != f"{place}{weight}"):
        found.append(f"{place}{weight}")


def _triples(text: str) -> Iterator[str]:
    for word in words(text):
        if word.is_han:
            for start in range(len(word.form) - 2):
                yield word.form[start : start + 3]


def _weighted_texts(technology: Technology) -> list[tuple[str, list[str]]]:
    organisation = [technology.university.name_zh, technology.university.name_en]
    if technology.laboratory:
        organisation += [technology.laboratory.name_zh, technology.laboratory.name_en]
    for field in technology.fields.all():
        for named in (field, field.parent) if field.parent else (field,):
            organisation += [named.name_zh, named.name_en]
    pair = [*technology.keywords_zh, *technology.keywords_en]
    long_texts = ("problem", "description", "applications", "limits")
    return [
        ("A", [technology.title_zh, technology.title_en, *pair]),
        ("B", [technology.summary_zh, technology.summary_en, *organisation]),
        (
            "C",
            [getattr(technology, f"{name}_{language}") for name in long_texts for language in ("zh", "en")],
        ),
    ]
