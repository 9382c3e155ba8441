"""Search among technologies: readings of words in, a ranked queryset out.

A word may be read in several ways (itself, its translations); a reading is a run of search tokens. All words
must be found, or any of them for a paragraph, where the rank tells which offers meet more of it.
"""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db.models import BooleanField, F, Func, QuerySet, Value

from universities.models import Technology
from yangpu_portal.core.text import contains_han

Reading = tuple[str, ...]
Readings = tuple[Reading, ...]

LONGEST_QUERY = 2000  # characters; what is beyond is not read
_WEIGHTS = [0.0, 0.15, 0.5, 1.0]  # D, C, B, A: see universities/domain/search.py


def quote_lexeme(token: str) -> str:
    """A token as PostgreSQL reads it in a tsvector or a tsquery."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def tsquery(words: Sequence[Readings], *, any_word: bool = False) -> str:
    """The words in tsquery notation, such as `('防伪' | 'counterfeit') & 'label'`."""
    alternatives = (" | ".join(_reading(reading) for reading in word if reading) for word in words)
    return (" | " if any_word else " & ").join(f"({word})" for word in alternatives if word)


def _reading(tokens: Reading) -> str:
    # Pairs of characters overlap, so a Chinese word is a phrase; words of an English gloss may stand apart.
    joint = " <-> " if contains_han(tokens[0]) else " & "
    lexemes = [
        f"{quote_lexeme(token[:-1])}:*" if token.endswith("*") else quote_lexeme(token) for token in tokens
    ]
    return f"({joint.join(lexemes)})" if len(lexemes) > 1 else lexemes[0]


def search_technologies(
    technologies: QuerySet[Technology], words: Sequence[Readings], *, any_word: bool = False
) -> QuerySet[Technology]:
    """Those in which the words are found, best first."""
    notation = tsquery(words, any_word=any_word)
    if not notation:
        return technologies.none()
    # Ready lexemes: to_tsquery() would cut Chinese and hyphenated words anew.
    query = Func(Value(notation), template="%(expressions)s::tsquery", output_field=SearchQueryField())
    document = F("search__document")
    found = Func(document, query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())
    rank = SearchRank(document, query, weights=_WEIGHTS, normalization=1)
    return technologies.filter(found).annotate(rank=rank).order_by("-rank", "-published_at", "-id")


def marked_tokens(words: Iterable[Readings]) -> frozenset[str]:
    """What to mark in a text that was found."""
    return frozenset(token.rstrip("*") for word in words for reading in word for token in reading)
