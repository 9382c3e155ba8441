"""Whether both sides speak of the same thing: technology fields and keywords."""

from dataclasses import dataclass
from functools import lru_cache

from liaison.matching.signals.evidence import SILENT, Sources, reason
from liaison.matching.types import Demand, Offer, Signal
from yangpu_portal.core.text import contains_han, search_tokens

_WITHIN = 0.7  # one field lies within the other
_BESIDE = 0.4  # both lie within the same
_SAME_FIELD_WEIGHT = 0.3
_SAME_KEYWORD_WEIGHT = 0.5
_RELATED_SHARE = 0.5  # of words in common, from which two keywords are taken for related
_LEFT_BY_A_KEYWORD = 0.4  # of what is missing for certainty, what is still missing after one shared keyword


def field(demand: Demand, offer: Offer) -> Signal:
    """The share of the need's fields that the offer covers; a field is the path "parent/child" or "parent".

    The same field covers fully, a parent or child by 0.7, a neighbour under the same parent by 0.4.
    """
    if not demand.facts.fields or not offer.facts.fields:
        return SILENT
    score, kinship, sources = _coverage(demand.facts.fields, offer.facts.fields)
    if kinship < _WITHIN:
        return Signal(score)
    return Signal(score, reason("field", demand, offer, sources, _SAME_FIELD_WEIGHT * kinship))


@lru_cache(maxsize=50_000)
def _coverage(wanted: tuple[str, ...], offered: tuple[str, ...]) -> tuple[float, float, Sources]:
    """Return the share covered, and the kinship and sources of the two fields that are closest."""
    best = []
    for number, code in enumerate(wanted):
        closest = min((-_kinship(code, other), place) for place, other in enumerate(offered))
        best.append((closest[0], number, closest[1]))
    kinship, number, place = min(best)
    score = -sum(item[0] for item in best) / len(best)
    return score, -kinship, (f"field/{number}", f"field/{place}")


def _kinship(code: str, other: str) -> float:
    if code == other:
        return 1.0
    parent, _, child = code.partition("/")
    other_parent, _, other_child = other.partition("/")
    if parent != other_parent:
        return 0.0
    return _BESIDE if child and other_child else _WITHIN


@dataclass(frozen=True, slots=True)
class _Keyword:
    """A keyword by its number, and what it comes down to: stems of words, or pairs of Chinese characters."""

    number: int
    tokens: frozenset[str]
    is_han: bool


@dataclass(frozen=True, slots=True)
class _Keywords:
    """The keywords of one side, and which of them have each token."""

    all: tuple[_Keyword, ...]
    having: dict[str, list[_Keyword]]
    scripts: frozenset[bool]


def keyword(demand: Demand, offer: Offer) -> Signal:
    """How many keywords both sides share: none 0, one 0.6, two 0.84; related ones count up to a half.

    Counted in the language in which more are shared, or a keyword and its translation would count twice.
    Silent when the sides have no language in common: then they could not have shared any.
    """
    if not demand.facts.keywords or not offer.facts.keywords:
        return SILENT
    need, supply = _read(demand.facts.keywords), _read(offer.facts.keywords)
    if need.scripts.isdisjoint(supply.scripts):
        return SILENT
    if need.having.keys().isdisjoint(supply.having):
        return Signal(0.0)
    shared, same = _shared(need, supply)
    score = 1 - _LEFT_BY_A_KEYWORD**shared
    if same is None:
        return Signal(score)
    sources = f"keyword/{same[0]}", f"keyword/{same[1]}"
    return Signal(score, reason("keyword", demand, offer, sources, _SAME_KEYWORD_WEIGHT))


@lru_cache(maxsize=50_000)
def _read(keywords: tuple[str, ...]) -> _Keywords:
    found: dict[frozenset[str], _Keyword] = {}
    for number, text in enumerate(keywords):
        if tokens := frozenset(search_tokens(text)):
            found.setdefault(tokens, _Keyword(number, tokens, contains_han(text)))
    having: dict[str, list[_Keyword]] = {}
    for item in found.values():
        for token in item.tokens:
            having.setdefault(token, []).append(item)
    return _Keywords(tuple(found.values()), having, frozenset(item.is_han for item in found.values()))


def _shared(need: _Keywords, supply: _Keywords) -> tuple[float, tuple[int, int] | None]:
    """Return how many keywords are shared, and the numbers of the first that are the same on both sides."""
    shared = {True: 0.0, False: 0.0}
    same = None
    for item in need.all:
        closest = 0.0
        for token in item.tokens:
            for other in supply.having.get(token, ()):
                if item.tokens == other.tokens:
                    closest = 1.0
                    same = same or (item.number, other.number)
                elif closest < 1:
                    closest = max(closest, _relation(item.tokens, other.tokens))
        shared[item.is_han] += closest
    return max(shared.values()), same


def _relation(tokens: frozenset[str], others: frozenset[str]) -> float:
    """Return half the share of tokens in common, 0 when it is small."""
    share = len(tokens & others) / len(tokens | others)
    return share / 2 if share >= _RELATED_SHARE else 0.0
