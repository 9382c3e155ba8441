"""Splits text into the pieces of a unigram vocabulary: the most probable split, by Viterbi's algorithm."""

import re

from liaison.matching.encoders.e5_weights import Vocabulary
from yangpu_portal.core.text import normalise

_SPACES = re.compile(" {2,}")
_WORDS = re.compile(" [^ ]*")
_SPACE_MARK = "\u2581"
_REMEMBERED_WORDS = 200_000
_LONGEST_REMEMBERED = 40
_IMPOSSIBLE = float("-inf")


class UnigramTokenizer:
    """Turns text into piece ids; remembers the split of words it has seen."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ids: dict[str, int] = {}
        for number, piece in enumerate(vocabulary.pieces):
            if number != vocabulary.unknown:
                self._ids.setdefault(piece, number)
        self._unknown_score = min(vocabulary.scores) - 10
        self._longest = max(map(len, vocabulary.pieces))
        self._seen: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """Return the piece ids of a text, without the marks of beginning and end."""
        text = _SPACES.sub(" ", normalise(text).translate(self._vocabulary.characters))
        if not text.startswith(" "):
            text = " " + text
        ids: list[int] = []
        for word in _WORDS.findall(text):
            ids += self._word_ids(_SPACE_MARK + word[1:])
        return ids

    def _word_ids(self, word: str) -> list[int]:
        known = self._seen.get(word)
        if known is not None:
            return known
        ids = self._best_split(word)
        if len(word) <= _LONGEST_REMEMBERED and len(self._seen) < _REMEMBERED_WORDS:
            self._seen[word] = ids
        return ids

    def _best_split(self, word: str) -> list[int]:
        length = len(word)
        best = [0.0] + [_IMPOSSIBLE] * length
        last_piece = [0] * (length + 1)
        came_from = [0] * (length + 1)
        for start in range(length):
            for end in range(start + 1, min(length, start + self._longest) + 1):
                piece = self._ids.get(word[start:end])
                if piece is not None and best[start] + self._vocabulary.scores[piece] > best[end]:
                    best[end] = best[start] + self._vocabulary.scores[piece]
                    last_piece[end], came_from[end] = piece, start
            if best[start] + self._unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self._unknown_score
                last_piece[start + 1], came_from[start + 1] = self._vocabulary.unknown, start
        ids: list[int] = []
        end = length
        while end > 0:
            ids.append(last_piece[end])
            end = came_from[end]
        return ids[::-1]
