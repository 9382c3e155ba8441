"""Offers that are listed twice: found by title, patent number and meaning, one of each group shown.

Two offers are the same when their texts are alike and besides

- their titles are equal but for case, width, blanks and punctuation, or
- they rest on the same patent, or
- one organisation lists both and their texts say nearly the same, in one language or across the two.

Within one organisation an offer stands behind another one of that organisation, and only likeness among its
own says so: what others list, with whichever texts and patent numbers, moves nothing there. Pairs of two
organisations are told beside that, for people to decide.

How much alike is said by ``WITH_VECTORS`` and ``WORDS_ALONE``; docs/matching.md says how that was chosen.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from liaison.matching.encoders.encoder import Vectors
from liaison.matching.groups import Groups, Pair, pair
from liaison.matching.lexicon import Lexicon
from liaison.matching.likeness import Likeness
from liaison.matching.types import Offer

TITLE, PATENT, MEANING = "title", "patent", "meaning"

_BLOCK_SCORES = 4_000_000  # similarities held at once: 16 MB
_NEAREST = 16  # later documents a document is compared with in the end: enough to chain equal ones together
_COMMON_KEY = 50  # a title or number that more offers bear names none of them
_SHORTEST_TITLE = 12  # bytes of its key: four Chinese characters
_ENOUGH_TEXT = 150  # bytes: about a sentence in either language; shorter texts are all alike
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_KIND_LETTER = re.compile(r"(?<=\d{5})[A-Z]\d?$")


@dataclass(frozen=True, slots=True)
class Twin:
    """An offer that need not be shown, because ``shown_instead`` is the same.

    ``why`` is "title", "patent" or "meaning"; ``similarity`` that of the texts, at most 1.
    """

    offer_id: str
    shown_instead: str
    why: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The least similarity of texts that makes two offers the same, by what else they share.

    ``translated`` and ``translated_words`` are for a text in each language; None: not told by meaning.
    """

    title: float
    title_elsewhere: float
    patent: float
    patent_translated: float
    meaning: float | None = None
    translated: float | None = None
    translated_words: float = 0.0


WITH_VECTORS = Bars(0.3, 0.88, 0.5, 0.35, meaning=0.88, translated=0.4, translated_words=0.3)
WORDS_ALONE = Bars(0.2, 0.8, 0.4, 0.3)


def find_twins(
    offers: Sequence[Offer],
    vectors: Vectors | None,
    lexicon: Lexicon,
    *,
    same: Collection[tuple[str, str]] = (),
    different: Collection[tuple[str, str]] = (),
) -> list[Twin]:
    """Return the offers that need not be shown, by id.

    ``vectors`` are the centred vectors of the documents in their order, float32 (documents, dimensions);
    None compares by words alone. Of each group that offer is shown which was confirmed last, then the one
    with more text, then the lowest id: first among those of one organisation, then among those shown there.
    So an offer that others of its organisation stand behind may itself stand behind one of another.

    ``same`` are pairs (hidden, shown) and ``different`` pairs of ids about which people have decided: the
    former stay together as they are and are not returned, the latter never meet in one group.
    """
    order = sorted(range(len(offers)), key=lambda row: (offers[row].id, offers[row].spoken_language))
    documents = [offers[row] for row in order]
    likeness = Likeness(documents, vectors[order] if vectors is not None else None, lexicon)
    found = _Search(documents, likeness, WITH_VECTORS if vectors is not None else WORDS_ALONE).edges()
    known = {document.id for document in documents}
    decided = sorted((hidden, shown) for hidden, shown in same if {hidden, shown} <= known)
    groups = Groups(different)
    settled = {hidden for hidden, shown in decided if groups.join(hidden, shown)}
    twins = _by_organisations(documents, found, groups, settled)
    return sorted(twins, key=lambda twin: twin.offer_id)


@dataclass(frozen=True, slots=True)
class _Edge:
    why: str
    similarity: float


_Home = tuple[str, str]


def _by_organisations(
    documents: Sequence[Offer], found: Mapping[Pair, _Edge], groups: Groups, settled: set[str]
) -> list[Twin]:
    """Return the pairs within each organisation, and then those between the offers shown there.

    ``groups`` are those of the pairs people have decided about, which hide ``settled``; they grow.
    """
    home, rank = _homes(documents), _preference(documents)
    strongest = sorted(found, key=lambda key: (-found[key].similarity, key))
    for first, second in strongest:
        if home[first] == home[second]:
            groups.join(first, second)
    parts = [part for group in groups.all() for part in _at_home(group, home)]
    twins = [twin for part in parts for twin in _twins(part, settled, rank, found)]
    hidden = settled | {twin.offer_id for twin in twins}
    for first, second in strongest:
        groups.join(first, second)
    across = [twin for group in groups.all() for twin in _twins(group, hidden, rank, found)]
    # Two of one organisation that only others brought together are no pair.
    return twins + [twin for twin in across if home[twin.offer_id] != home[twin.shown_instead]]


def _homes(documents: Sequence[Offer]) -> dict[str, _Home]:
    """Return by id the organisation; each offer of none is at home by itself."""
    organisation = {document.id: document.facts.organisation for document in documents}
    return {key: (name, "" if name else key) for key, name in organisation.items()}


def _at_home(group: Sequence[str], home: Mapping[str, _Home]) -> Collection[list[str]]:
    """Return the parts of a group that are of one organisation each."""
    parts: dict[_Home, list[str]] = defaultdict(list)
    for key in group:
        parts[home[key]].append(key)
    return parts.values()


def _preference(documents: Sequence[Offer]) -> dict[str, tuple[int, int, str]]:
    """Return by id what the offers of a group are sorted by: the first is shown."""
    length: dict[str, int] = defaultdict(int)
    confirmed: dict[str, date] = {}
    for document in documents:
        length[document.id] += len(document.content.encode("utf-8", "surrogatepass"))
        confirmed[document.id] = document.facts.confirmed_on or date.min
    return {key: (-confirmed[key].toordinal(), -length[key], key) for key in length}


def _twins(
    group: Collection[str],
    hidden: Collection[str],
    rank: Mapping[str, tuple[int, int, str]],
    found: Mapping[Pair, _Edge],
) -> Iterator[Twin]:
    """Yield all but the shown one of those that are not hidden already."""
    open_ones = [key for key in group if key not in hidden]
    if not open_ones:
        return
    shown = min(open_ones, key=rank.__getitem__)
    for key in open_ones:
        if key == shown:
            continue
        edge = found.get(pair(key, shown)) or max(
            (found[one] for one in (pair(key, other) for other in group) if one in found),
            key=lambda edge: (edge.similarity, edge.why),
            default=_Edge(MEANING, 0.0),  # brought here by what people decided
        )
        yield Twin(key, shown, edge.why, edge.similarity)


class _Search:
    """Finds pairs of ids that are the same; documents are sorted by id."""

    def __init__(self, documents: Sequence[Offer], likeness: Likeness, bars: Bars) -> None:
        self._documents = documents
        self._likeness = likeness
        self._bars = bars
        self._edges: dict[Pair, _Edge] = {}

    def edges(self) -> dict[Pair, _Edge]:
        """Return each pair that is the same, with what told it first: title, patent or meaning."""
        for rows in _shared(self._documents, _title_keys):
            self._compare(rows, TITLE)
        for rows in _shared(self._documents, _patent_keys):
            self._compare(rows, PATENT)
        if self._bars.meaning is not None:
            for rows in _by_organisation(self._documents):
                self._compare_meaning(np.array(rows))
        return self._edges

    def _compare(self, rows: Sequence[int], why: str) -> None:
        for first, second in combinations(rows, 2):
            one, other = self._documents[first], self._documents[second]
            if one.id == other.id:
                continue
            similarity = self._likeness.of(first, second)
            if similarity >= self._bar(one, other, why):
                self._add(one.id, other.id, why, similarity)

    def _bar(self, one: Offer, other: Offer, why: str) -> float:
        if why == TITLE:
            at_home = one.facts.organisation == other.facts.organisation != ""
            return self._bars.title if at_home else self._bars.title_elsewhere
        translated = one.spoken_language != other.spoken_language
        return self._bars.patent_translated if translated else self._bars.patent

    def _add(self, one: str, other: str, why: str, similarity: float) -> None:
        key = pair(one, other)
        before = self._edges.get(key)
        if before is None or (before.why == why and before.similarity < similarity):
            self._edges[key] = _Edge(why, similarity)

    def _compare_meaning(self, rows: np.ndarray) -> None:
        """Compare the documents of one organisation, so many at once that memory stays bounded."""
        assert self._bars.meaning is not None
        assert self._bars.translated is not None
        languages = np.array([self._documents[row].spoken_language for row in rows])
        block = max(1, _BLOCK_SCORES // len(rows))
        for start in range(0, len(rows), block):
            stop = start + block
            scores = self._likeness.meanings(rows[start:stop], rows[start:])
            alike = languages[start:stop, None] == languages[None, start:]
            bar = np.where(alike, np.float32(self._bars.meaning), np.float32(self._bars.translated))
            scores[scores < bar] = 0
            scores[np.tril_indices(len(scores), m=scores.shape[1])] = 0  # each pair once
            for row in np.flatnonzero(scores.any(axis=1)):
                self._add_nearest(rows[start + row], rows[start:], scores[row])

    def _add_nearest(self, first: int, rows: np.ndarray, scores: np.ndarray) -> None:
        one = self._documents[first]
        hits = np.flatnonzero(scores)
        for column in hits[np.argsort(-scores[hits], kind="stable")][:_NEAREST]:
            second = int(rows[column])
            other = self._documents[second]
            if one.id == other.id or _differ_in_numbers(one.title, other.title):
                continue
            translated = one.spoken_language != other.spoken_language
            if translated and self._likeness.words(first, second) < self._bars.translated_words:
                continue
            self._add(one.id, other.id, MEANING, self._likeness.of(first, second))


def _shared(documents: Sequence[Offer], keys_of: Callable[[Offer], set[str]]) -> Iterator[list[int]]:
    """Yield the rows of the documents that share a key, key by key."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, document in enumerate(documents):
        for key in keys_of(document):
            rows[key].append(row)
    for key in sorted(rows):
        if 1 < len(rows[key]) <= _COMMON_KEY:
            yield rows[key]


def _by_organisation(documents: Sequence[Offer]) -> Iterator[list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, document in enumerate(documents):
        if document.facts.organisation and len(document.content.encode("utf-8", "replace")) >= _ENOUGH_TEXT:
            rows[document.facts.organisation].append(row)
    return (rows[organisation] for organisation in sorted(rows) if len(rows[organisation]) > 1)


def _title_keys(document: Offer) -> set[str]:
    """Return the title in NFKC, case-folded, letters and digits alone; none for a short one."""
    unified = unicodedata.normalize("NFKC", document.title).casefold()
    key = "".join(character for character in unified if character.isalnum())
    return {key} if len(key.encode("utf-8", "replace")) >= _SHORTEST_TITLE else set()


def _patent_keys(document: Offer) -> set[str]:
    """Return patent numbers without office prefix of China, blanks, points and the letter of the publication.

    CN117151122A is the application and CN117151122B the granted patent: one invention.
    """
    keys = set()
    for number in document.facts.patents:
        unified = unicodedata.normalize("NFKC", number).upper()
        compact = "".join(character for character in unified if character.isalnum())
        keys.add(_KIND_LETTER.sub("", compact.removeprefix("ZL").removeprefix("CN")))
    return keys - {""}


def _differ_in_numbers(title: str, other: str) -> bool:
    """Whether both titles have numbers and not the same: a 100 W and a 200 W laser are two offers."""
    here, there = (set(_DIGITS.findall(unicodedata.normalize("NFKC", text))) for text in (title, other))
    return bool(here and there) and here != there
