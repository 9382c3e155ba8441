"""Search among technologies: readings of words in, what was found out.

A word may be read in several ways (itself, its translations); a reading is a run of search tokens. All words
must be found, or any of them for a paragraph.

A document has Chinese text as overlapping pairs and triples of characters: a word of two is a pair,
a longer one all of its triples. That leaves PostgreSQL nothing to check in the documents themselves, as
phrases of pairs would: they may lie apart from the narrow rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from universities.models import Technology
from yangpu_portal.core.text import contains_han

Reading = tuple[str, ...]
Readings = tuple[Reading, ...]
Ids = npt.NDArray[np.int32]

LONGEST_QUERY = 2000  # characters; what is beyond is not read
MOST_RANKED = 300  # found offers whose documents are read to rank them; of more, titles decide
TITLE_MARK = "^"  # begins the tokens of titles and keywords; no word has it
_WEIGHTS = [0.0, 0.15, 0.5, 1.0]  # D, C, B, A: see universities/domain/search.py

_HITS = "SELECT stamp, keys, with_title, ranked, ranks FROM universities_hits(%s, %s, %s, %s::real[])"


@dataclass(frozen=True, slots=True)
class Hits:
    """Offers in which words were found, published or not, in no order.

    `titled`: those that have them in the title or the keywords. `ranked` and `ranks`: how much each has of
    the words, when there are at most `MOST_RANKED`; else empty. `stamp`: that of the search when looked up.
    """

    stamp: int
    keys: Ids
    titled: Ids
    ranked: Ids
    ranks: npt.NDArray[np.float32]


def quote_lexeme(token: str) -> str:
    """A token as PostgreSQL reads it in a tsvector or a tsquery."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def tsquery(words: Sequence[Readings], *, any_word: bool = False, mark: str = "") -> str:
    """The words in tsquery notation, such as `('防伪' | 'counterfeit') & ('label')`."""
    alternatives = (" | ".join(_reading(reading, mark) for reading in word if reading) for word in words)
    return (" | " if any_word else " & ").join(f"({word})" for word in alternatives if word)


def _reading(tokens: Reading, mark: str) -> str:
    whole = _triples(tokens) if len(tokens) > 1 and contains_han(tokens[0]) else tokens
    lexemes = [
        f"{quote_lexeme(mark + token[:-1])}:*" if token.endswith("*") else quote_lexeme(mark + token)
        for token in whole
    ]
    return f"({' & '.join(lexemes)})" if len(lexemes) > 1 else lexemes[0]


def _triples(pairs: Reading) -> Reading:
    """锂电 电池 -> 锂电池; pairs that do not overlap stay as they are."""
    chained = all(one[-1] == other[0] for one, other in pairwise(pairs))
    if not chained:
        return pairs
    return tuple(one + other[1:] for one, other in pairwise(pairs))


def find_words(words: Sequence[Readings], *, any_word: bool = False) -> Hits | None:
    """Look the words up; None when there is nothing to look for. One statement."""
    notation = tsquery(words, any_word=any_word)
    if not notation:
        return None
    titled = tsquery(words, any_word=any_word, mark=TITLE_MARK)
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [notation, titled, MOST_RANKED, _WEIGHTS])
        stamp, keys, with_title, ranked, ranks = cursor.fetchone()
    return Hits(stamp, numbers(keys), numbers(with_title), numbers(ranked), numbers(ranks, ">f4"))


def numbers(data: memoryview | None, kind: str = ">i4") -> npt.NDArray[Any]:
    """Numbers as PostgreSQL sends them in one value, in the byte order of this machine."""
    stored = np.frombuffer(data or b"", np.dtype(kind))
    return stored.astype(stored.dtype.newbyteorder("="))


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
