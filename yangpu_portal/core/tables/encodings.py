"""The encoding of a text file, from all of its bytes.

Order: a byte order mark; zero bytes in every second place (UTF-16); valid UTF-8. What is left is Chinese
(GB18030) or Western (Windows-1252), told apart by whether bytes above 127 come in pairs: "5 µm" has a single
one, "镁合金" none. Bytes wrong in the encoding so found become lone surrogates (surrogateescape), and
only the cells that hold them are refused.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_SAMPLE = 4 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_GB_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]")
_MOST = 0.6
_UTF16_SHARE = 0.02  # even Chinese text has line ends, digits and commas

BROKEN_BYTES = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """How to open a text file. `errors` is "strict" when every byte is known to be right."""

    path: Path
    encoding: str
    errors: str
    lines: int


def inspect_text(path: Path) -> TextFile:
    """Finds the encoding and counts the lines."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    marked = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _unmarked_utf16(sample)
    encoding = marked or "utf-8"
    valid, lines = _scan(path, encoding)
    if valid:
        return TextFile(path, encoding, "strict", lines)
    if not marked:
        encoding = _likeliest(sample)
        valid, lines = _scan(path, encoding)
    # The wide encodings have no surrogateescape; their broken parts turn into U+FFFD.
    escape = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return TextFile(path, encoding, "strict" if valid else escape, lines)


def _scan(path: Path, encoding: str) -> tuple[bool, int]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 0
    valid = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n") or chunk.count(b"\r")
            if valid:
                valid = _decodes(decoder, chunk, final=False)
    return valid and _decodes(decoder, b"", final=True), lines + 1


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf16(sample: bytes) -> str | None:
    even, odd = sample[0:8192:2].count(0), sample[1:8192:2].count(0)
    if even + odd < min(len(sample), 8192) * _UTF16_SHARE or even + odd < 2:
        return None
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _likeliest(sample: bytes) -> str:
    high = len(_HIGH.findall(sample))
    if high == 0:  # the broken byte lies beyond the sample
        return "utf-8"
    if sum(map(len, _UTF8_SEQUENCE.findall(sample))) > high * _MOST:
        return "utf-8"
    return "gb18030" if 2 * len(_GB_PAIR.findall(sample)) > high * _MOST else "windows-1252"
