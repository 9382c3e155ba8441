"""Characters: which are kept, how they are unified, and which language they speak."""

import re
import unicodedata

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LATIN_LETTER = re.compile(r"[a-zA-Z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a]")

# C0 and C1 controls (tab and newline stay), surrogates, private use and the plane of noncharacters.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff]"
)
# Soft hyphens, zero-width and direction marks: invisible, so they must not split a word.
INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Unicode normalisation sorts marks by insertion: a run of thousands takes seconds, and no script needs ten.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_MARK_RUN = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+")

# A Chinese word takes about two characters where an English one takes six or more letters.
_LETTERS_PER_HAN = 3
_CHINESE_SHARE = 0.3


def word_set(listed: str) -> frozenset[str]:
    """Return the words of a list written as one string, which reads better than a thousand quotes."""
    return frozenset(listed.split())


def printable(text: str) -> str:
    """Return text with one kind of line end and without invisible, control and unassignable characters.

    Keeps full-width punctuation and everything else a reader sees: use it for text that is stored and shown.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _MARK_RUN.sub(r"\1", _CONTROLS.sub(" ", _INVISIBLE.sub("", text)))


def normalise(text: str) -> str:
    """Return the printable text in Unicode form NFKC, for comparing and indexing rather than for showing."""
    text = printable(text)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def contains_han(text: str) -> bool:
    """Whether any character is a Chinese ideograph."""
    return _HAN_CHARACTER.search(text) is not None


def detect_language(text: str) -> str:
    """Return "zh-hans" or "en" by the share of Chinese characters among the letters.

    Text without letters of either kind counts as Chinese, the portal's first language.
    """
    han = len(_HAN_CHARACTER.findall(text)) * _LETTERS_PER_HAN
    latin = len(_LATIN_LETTER.findall(text))
    if han + latin == 0:
        return "zh-hans"
    return "zh-hans" if han / (han + latin) >= _CHINESE_SHARE else "en"
