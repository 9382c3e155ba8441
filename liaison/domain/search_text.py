"""What people type into the search box, read alike for the page, the API and saved searches."""

from dataclasses import dataclass

from liaison.matching.query_words import query_words, shared_lexicon
from universities.queries.search import LONGEST_QUERY, Readings
from yangpu_portal.core.text import printable

_MOST_WORDS_OF_A_SEARCH = 8


@dataclass(frozen=True, slots=True)
class Search:
    """The text as it is read, and its words with their translations."""

    text: str
    words: list[Readings]

    @property
    def is_description(self) -> bool:
        """So many words describe something: not all of them must be found."""
        return len(self.words) > _MOST_WORDS_OF_A_SEARCH


def read_search(typed: str) -> Search:
    """Words of either language; what is beyond `LONGEST_QUERY` characters is not read."""
    text = printable(typed)[:LONGEST_QUERY].strip()
    return Search(text, query_words(text, shared_lexicon()) if text else [])
