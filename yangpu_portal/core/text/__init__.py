"""Text as the portal reads it: cleaning, language, case, sentences, search tokens. Plain Python, no Django.

Every function accepts any ``str``, however long or broken, and never raises on its content.
"""

from yangpu_portal.core.text.casing import readable_case
from yangpu_portal.core.text.characters import HAN, contains_han, detect_language, normalise, printable
from yangpu_portal.core.text.markup import plain_text
from yangpu_portal.core.text.sentences import sentences
from yangpu_portal.core.text.tokens import STOP_WORDS, Word, is_stop_word, search_tokens, stem, words

__all__ = [
    "HAN",
    "STOP_WORDS",
    "Word",
    "contains_han",
    "detect_language",
    "is_stop_word",
    "normalise",
    "plain_text",
    "printable",
    "readable_case",
    "search_tokens",
    "sentences",
    "stem",
    "words",
]
