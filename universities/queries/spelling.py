"""What a misspelt text may have meant: its words as public offers write them."""

import re
from difflib import SequenceMatcher

from django.contrib.postgres.search import TrigramSimilarity

from universities.models import SearchTerm

_WORDS = re.compile(r"[A-Za-z]{4,40}|[\u4e00-\u9fff]{3,8}")
_LATIN = "~"  # no letter of English is above it
_MOST_WORDS = 6  # of one text that are looked up
_CLOSE = 0.74  # the share of letters in common from which on one word may be a slip of the other
_COMPARED = 20
# A regular expression would take three times as long, and there is no index for two characters.
_ONE_OFF = """
    SELECT id, term FROM universities_searchterm WHERE term > %s AND term LIKE ANY(%s)
    ORDER BY offers DESC, term LIMIT %s
"""


def respelt(text: str) -> str:
    """The text with words that no offer has replaced by the closest that some have; "" when all are known.

    A few short statements, and only for texts that found nothing.
    """
    words = list(dict.fromkeys(found.lower() for found in _WORDS.findall(text)))[:_MOST_WORDS]
    known = set(SearchTerm.objects.filter(term__in=words).values_list("term", flat=True))
    instead = {word: closest for word in words if word not in known if (closest := _closest(word))}
    if not instead:
        return ""
    return _WORDS.sub(lambda found: instead.get(found[0].lower(), found[0]), text)


def _closest(word: str) -> str:
    return _closest_by_sound(word) if word[0] > _LATIN else _closest_by_letters(word)


def _closest_by_letters(word: str) -> str:
    """The word most like this one; of equals the one that more offers have."""
    alike = SearchTerm.objects.filter(term__trigram_similar=word)
    rows = alike.annotate(likeness=TrigramSimilarity("term", word)).order_by("-likeness", "-offers")
    found = rows.values_list("term", "offers")[:_COMPARED]
    rated = [(SequenceMatcher(None, word, term).ratio(), offers, term) for term, offers in found]
    likeness, _offers, term = max(rated, default=(0.0, 0, ""))
    return term if likeness >= _CLOSE else ""


def _closest_by_sound(word: str) -> str:
    """Chinese goes wrong in single characters that sound alike, 电介液 for 电解液, also within a term."""
    places = range(len(word))
    patterns = [f"%{word[:place]}_{word[place + 1 :]}%" for place in places]
    terms = [row.term for row in SearchTerm.objects.raw(_ONE_OFF, [_LATIN, patterns, _COMPARED])]
    one_off = "|".join(f"{word[:place]}.{word[place + 1 :]}" for place in places)
    found = [re.findall(one_off, term)[0] for term in terms]
    return "" if not found or word in found else found[0]
