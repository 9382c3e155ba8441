"""What tests ask of words: is a sentence left in English on a Chinese page?"""

import html
import re

# Three Latin words in a row make a sentence; names of things stay as they are everywhere.
_SENTENCE = re.compile(r"[A-Za-z][a-z’']+(?:,? [A-Za-z][a-z’']*){2,}")
_FOREIGN = re.compile(r"<(\w+)[^>]*\blang=\"en\"[^>]*>.*?</\1>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?</\1>", re.DOTALL)
_SPOKEN = re.compile(r"\b(?:alt|aria-label|placeholder|title)=\"([^\"]*)\"")


def latin_sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def visible_text(page: str) -> str:
    """The words of a page that are said to be in its language, with those only spoken."""
    own = _UNSEEN.sub(" ", _FOREIGN.sub(" ", page))
    return html.unescape(" \n".join([*_SPOKEN.findall(own), re.sub(r"<[^>]+>", " \n", own)]))
