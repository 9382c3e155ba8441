"""What to propose to somebody whose words no offer has."""

from dataclasses import dataclass

from liaison.domain.search_text import read_search
from universities.queries.search import find_words
from universities.queries.search_snapshot import current_snapshot
from universities.queries.spelling import respelt


@dataclass(frozen=True, slots=True)
class Proposal:
    """`text` finds `offers` public offers."""

    text: str
    offers: int


def proposed_spelling(text: str) -> Proposal | None:
    """The text as offers spell it, if it finds something that way."""
    spelt = respelt(text)
    hits = find_words(read_search(spelt).words) if spelt else None
    if hits is None:
        return None
    rows, _which = current_snapshot(hits.stamp).rows_of(hits.keys)
    return Proposal(spelt, len(rows)) if len(rows) else None
