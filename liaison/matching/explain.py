"""Why an offer answers a need: words both use, words that translate each other, and the closest sentences."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from liaison.matching.fusion import probability
from liaison.matching.lexicon import Lexicon
from liaison.matching.shelf import Shelf
from liaison.matching.telling import GENERIC, ends_phrase, is_ambiguous, is_empty, is_telling
from liaison.matching.text import Term, terms
from liaison.matching.types import Demand, Document, Gap, Offer, Reason, Signal, Span
from liaison.matching.weights import Weights
from yangpu_portal.core.text import is_stop_word, stem, words

MAXIMUM_REASONS = 3
_TERMS_READ = 3_000
_LONGEST_PHRASE = 5
_GLOSSES_TRIED = 8
_GLOSSES_CERTAIN = 3  # one word is only quoted for another as one of these
_MOST_PAIRS = 5_000
_SIDES_KEPT = 32  # a side of 600 words takes about a megabyte
_LEAST_CHARACTERS = 2
_PLACES_KEPT = 20
_GENERIC_SHARE = 0.3
_LIGHTEST = 0.3
_FULL_WEIGHT = 3.0  # words of full rarity in a phrase that counts as a certain reason
_GAP = re.compile(r"[\s\-\u2010\u2011/]{0,3}\Z")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Neighbouring words of one text: ``terms[first:last]``."""

    first: int
    last: int


_Pair = tuple[_Phrase, _Phrase]


@dataclass(frozen=True, slots=True)
class _Link:
    """A phrase of the need and its counterpart in the offer."""

    code: str
    need: _Phrase
    offer: _Phrase
    weight: float


class _Side:
    """The words of one text, and where each phrase of it stands."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.content = document.content
        self.terms = terms(self.content, lexicon)[:_TERMS_READ]
        self.places: dict[Key, list[_Phrase]] = {}
        for phrase in self._phrases():
            places = self.places.setdefault(self.key(phrase), [])
            if len(places) < _PLACES_KEPT:
                places.append(phrase)

    def key(self, phrase: _Phrase) -> Key:
        """Return what phrases that say the same share: Chinese words are joined, however they were cut."""
        chosen = self.terms[phrase.first : phrase.last]
        if all(term.is_han for term in chosen):
            return ("".join(term.form for term in chosen),)
        return tuple(term.form for term in chosen)

    def touching(self, left: Term, right: Term) -> bool:
        """Whether nothing but a space or hyphen stands between two words."""
        return left.is_han == right.is_han and _GAP.match(self.content[left.end : right.start]) is not None

    def span(self, phrase: _Phrase) -> Span:
        start, end = self.terms[phrase.first].start, self.terms[phrase.last - 1].end
        return Span(start, end, self.content[start:end])

    def tells(self, phrase: _Phrase) -> bool:
        """Whether the phrase has a word that says what a text is about, or characters that may be a name."""
        chosen = self.terms[phrase.first : phrase.last]
        if any(is_telling(term.form) for term in chosen):
            return True
        characters = [term for term in chosen if term.is_han and len(term.form) == 1]
        return len(characters) == len(chosen) >= _LEAST_CHARACTERS and not any(
            is_empty(term.form) for term in chosen
        )

    def word(self, phrase: _Phrase) -> str:
        """The words of a phrase as they are written, in lower case."""
        return self.span(phrase).text.lower()

    def _phrases(self) -> Iterator[_Phrase]:
        for first, opening in enumerate(self.terms):
            if is_empty(opening.form):
                continue
            for last in range(first + 1, min(len(self.terms), first + _LONGEST_PHRASE) + 1):
                closing = self.terms[last - 1]
                if last - first > 1 and not self.touching(self.terms[last - 2], closing):
                    break
                if ends_phrase(closing.form):
                    break
                alone = last - first == 1
                if opening.can_stand_alone if alone else not is_empty(closing.form):
                    yield _Phrase(first, last)


@lru_cache(maxsize=_SIDES_KEPT)
def _side(document: Document, lexicon: Lexicon) -> _Side:
    """The words of a document, read once for all the pairs it stands in one after the other."""
    return _Side(document, lexicon)


def shared_terms(demand: Demand, offer: Offer, lexicon: Lexicon, shelf: Shelf | None) -> list[Reason]:
    """Return the terms that tie a need to an offer, heaviest first and without overlap.

    ``shelf`` tells how rare words are among the offers; without one all words but the generic count alike.
    """
    need, supply = _side(demand, lexicon), _side(offer, lexicon)
    scale = _Scale(shelf, demand.spoken_language)
    links = [*_same_words(need, supply), *_translations(need, supply, lexicon)]
    weighed = [
        _Link(code, left, right, scale.weigh(need, left, supply, right))
        for code, left, right in links
        if need.tells(left) and supply.tells(right)
    ]
    chosen: list[_Link] = []
    said: set[str] = set()
    for link in sorted(weighed, key=lambda link: (-link.weight, link.need.first, link.offer.first)):
        forms = {term.form for term in need.terms[link.need.first : link.need.last]}
        forms |= {term.form for term in supply.terms[link.offer.first : link.offer.last]}
        if link.weight < _LIGHTEST or len(chosen) == MAXIMUM_REASONS:
            break
        if not forms & said:
            chosen.append(link)
            said |= forms
    return [
        Reason(link.code, need.span(link.need), supply.span(link.offer), min(1.0, link.weight / _FULL_WEIGHT))
        for link in chosen
    ]


class _Scale:
    """Weighs phrases by the rarity of their words."""

    def __init__(self, shelf: Shelf | None, need_language: str) -> None:
        self._shelf = shelf
        self._need_language = need_language
        self._known: dict[str, float] = {}

    def weigh(self, need: _Side, left: _Phrase, offer: _Side, right: _Phrase) -> float:
        """Return the weight of a link: that of the side the offers' index knows, or the lighter one."""
        weights = [
            sum(
                self._importance(form)
                for form in {term.form for term in side.terms[phrase.first : phrase.last]}
            )
            for side, phrase in ((need, left), (offer, right))
        ]
        return min(weights)

    def _importance(self, form: str) -> float:
        if form not in self._known:
            rarity = self._shelf.importance(form, self._need_language) if self._shelf else 1.0
            share = _GENERIC_SHARE if form in GENERIC else 1.0
            self._known[form] = 0.0 if is_empty(form) else rarity * share
        return self._known[form]


def _same_words(need: _Side, offer: _Side) -> Iterator[tuple[str, _Phrase, _Phrase]]:
    for key, places in need.places.items():
        if key in offer.places:
            yield "term", places[0], offer.places[key][0]


def _translations(need: _Side, offer: _Side, lexicon: Lexicon) -> Iterator[tuple[str, _Phrase, _Phrase]]:
    forward = [(pair, _is_certain(need, offer, pair, lexicon)) for pair in _glossed(need, offer, lexicon)]
    backward = [
        ((left, right), _is_certain(offer, need, (right, left), lexicon))
        for right, left in _glossed(offer, need, lexicon)
    ]
    found = sorted({*forward, *backward}, key=lambda pair: _order(pair[0]))
    # Words that meet by their stems alone are no reason, but neighbours that do so bear each other out.
    certain = (pair for pair, is_certain in found if is_certain)
    merged = _merged(list(dict.fromkeys(pair for pair, _ in found)), need, offer)
    for left, right in [*certain, *merged]:
        yield "translation", left, right


def _order(pair: _Pair) -> tuple[int, int, int, int]:
    left, right = pair
    return left.first, right.first, left.last, right.last


def _glossed(chinese: _Side, english: _Side, lexicon: Lexicon) -> Iterator[_Pair]:
    """Return places where a Chinese word of one text meets one of its glosses in the other."""
    return islice(_all_glossed(chinese, english, lexicon), _MOST_PAIRS)


def _all_glossed(chinese: _Side, english: _Side, lexicon: Lexicon) -> Iterator[_Pair]:
    seen: set[str] = set()
    for number, term in enumerate(chinese.terms):
        if not term.is_han or term.form in seen or not term.can_stand_alone or is_empty(term.form):
            continue
        seen.add(term.form)
        for gloss in lexicon.glosses(term.form)[:_GLOSSES_TRIED]:
            for place in english.places.get(_gloss_key(gloss), ()):
                yield _Phrase(number, number + 1), place


def _is_certain(chinese: _Side, english: _Side, pair: _Pair, lexicon: Lexicon) -> bool:
    """Whether a translation can be shown by itself: one word must be an exact gloss, and of one sense.

    A stem is not enough (硬度 is no "hardly"), and a plural only where the word is a noun for sure: the first
    gloss, or a term of the portal's own (跟踪 has "tail" among its glosses, but means no "tails").
    """
    left, right = pair
    if right.last - right.first > 1:
        return True
    headword, word = chinese.terms[left.first].form, english.word(right)
    if is_ambiguous(english.terms[right.first].form):
        return False
    glosses = lexicon.glosses(headword)[:_GLOSSES_CERTAIN]
    nouns = glosses if headword in lexicon.own else glosses[:1]
    return word in glosses or any(word in _plurals(noun) for noun in nouns)


def _plurals(noun: str) -> tuple[str, ...]:
    return f"{noun}s", f"{noun}es", f"{noun[:-1]}ies"


@lru_cache(maxsize=100_000)
def _gloss_key(gloss: str) -> Key:
    parts = [part for word in words(gloss) for part in word.form.split("-")]
    return tuple(part if is_stop_word(part) else stem(part) for part in parts)


def _merged(pairs: Sequence[_Pair], need: _Side, offer: _Side) -> Iterator[_Pair]:
    """Yield phrases made of two neighbouring words whose translations are neighbours too."""
    by_start: dict[tuple[int, int], list[_Pair]] = {}
    for left, right in pairs:
        by_start.setdefault((left.first, right.first), []).append((left, right))
    for left, right in pairs:
        for next_left, next_right in by_start.get((left.last, right.last), ()):
            merged_need = _Phrase(left.first, next_left.last)
            merged_offer = _Phrase(right.first, next_right.last)
            if _unbroken(need, merged_need) and _unbroken(offer, merged_offer):
                yield merged_need, merged_offer


def _unbroken(side: _Side, phrase: _Phrase) -> bool:
    return all(side.touching(a, b) for a, b in pairwise(side.terms[phrase.first : phrase.last]))


def select(terms_found: Sequence[Reason], stated: Sequence[Reason], sentence: Reason | None) -> list[Reason]:
    """Return at most three reasons, heaviest first.

    The closest sentences and the heaviest shared term always have a place: facts alone do not say what an
    offer is about.
    """
    certain = [*([sentence] if sentence else []), *terms_found[:1]]
    others = sorted([*terms_found[1:], *stated], key=lambda reason: -reason.weight)
    chosen = [*certain, *others[: MAXIMUM_REASONS - len(certain)]]
    return sorted(chosen, key=lambda reason: (-reason.weight, reason.code, reason.need.start))


def widest_gap(signals: Mapping[str, Signal], weights: Weights, score: float) -> Gap | None:
    """Return the gap whose closing raises the probability most, with that gain; None when nothing is open."""
    found: list[Gap] = []
    for name, signal in signals.items():
        if signal.gap is not None and signal.score is not None:
            closed = score + weights.evidence({name: 1.0}) - weights.evidence({name: signal.score})
            found.append(replace(signal.gap, gain=round(probability(closed) - probability(score), 3)))
    return max(found, key=lambda gap: gap.gain, default=None)
