"""Marks in a text the words a search looked for, whichever language they were typed in."""

from collections.abc import Collection, Iterator

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from yangpu_portal.core.text import contains_han, search_tokens, words


def mark_words(text: str, wanted: Collection[str]) -> SafeString:
    """The text as HTML with <mark> around what was found.

    Args:
        wanted: search tokens: stems of English words, and Chinese words or pairs of characters.
    """
    pieces: list[tuple[SafeString]] = []
    done = 0
    for start, end in _merged(sorted(_spans(text, wanted))):
        pieces += [
            (conditional_escape(text[done:start]),),
            (format_html("<mark>{}</mark>", text[start:end]),),
        ]
        done = end
    pieces.append((conditional_escape(text[done:]),))
    return format_html_join("", "{}", pieces)


def _spans(text: str, wanted: Collection[str]) -> Iterator[tuple[int, int]]:
    han = [token for token in wanted if contains_han(token)]
    for word in words(text):
        if not word.is_han:
            if any(token in wanted for token in search_tokens(word.form)):
                yield word.start, word.end
            continue
        for token in han:
            at = word.form.find(token)
            while at >= 0:
                yield word.start + at, word.start + at + len(token)
                at = word.form.find(token, at + 1)


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that touch or overlap become one: 锂电 and 电池 mark 锂电池."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held and start <= held[1]:
            held = held[0], max(held[1], end)
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held
