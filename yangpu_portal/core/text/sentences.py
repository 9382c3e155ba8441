"""Where sentences begin and end in Chinese, English and mixed text."""

import re

from yangpu_portal.core.text.characters import HAN

_CLOSERS = "[\"'”’」』）)\\]】》]*"
_BOUNDARY = re.compile(
    rf"[。！？!?…]+{_CLOSERS}"  # a stop of either script
    rf"|；"
    rf"|(?<=[{HAN}）)])\.(?=[{HAN}])"  # an ASCII stop between Chinese characters
    rf"|\.+{_CLOSERS}(?=\s|\Z)"
    r"|\n+"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|al|etc|cf|vs|fig|figs|eq|eqs|ref|refs|no|nos|vol|ch|sec|dr|mr|mrs|ms|prof|st|inc|ltd|corp|co"
    r"|approx|ca|dept|univ|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|u\.s|u\.k|ph\.d)|\b[A-Z])\Z",
    re.IGNORECASE,
)
_LOWER_NEXT = re.compile(r"\s*[a-z]")
_LOWER_NEXT_ON_LINE = re.compile(r"[^\S\n]*[a-z]")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) offsets of the sentences of text, in order, without surrounding white space."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if _ends_sentence(text, match):
            _append_trimmed(spans, text, start, match.end())
            start = match.end()
    _append_trimmed(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match[0]
    if mark[0] == "\n":  # a lower-case letter after one line end means a wrapped line, not a new sentence
        return len(mark) > 1 or not _LOWER_NEXT.match(text, match.end())
    if mark[0] != "." or len(mark) > 1:
        return True
    if _LOWER_NEXT_ON_LINE.match(text, match.end()):
        return False
    return not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start())


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not any(character.isalnum() for character in stripped):
        return
    start += len(piece) - len(piece.lstrip())
    spans.append((start, start + len(stripped)))
