"""Several parts in one cell: labelled lines ("Title: …", "摘要：…"), or parts joined by [SEP].

Title: A pump without a seal
Keywords: pump; magnet
Abstract: The impeller floats …
"""

import re
from collections.abc import Callable

_LABEL = re.compile(r"^[ \t]*([^\s:：][^:：\n]{0,39}?)[ \t]*[:：][ \t]*", re.MULTILINE)
_JOINT = re.compile(r"\s*\[SEP\]\s*")
_JOINED_PARTS = {2: ("title", "description"), 3: ("title", "keywords", "description")}


def divide(text: str, is_label: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Returns (label, part) in order; one part with the label "" where the text has none.

    Args:
        is_label: whether a word before a colon names a part; other words before colons are text.
    """
    labels = [match for match in _LABEL.finditer(text) if is_label(match[1])]
    if labels and not text[: labels[0].start()].strip():
        ends = [match.start() for match in labels[1:]] + [len(text)]
        return [(match[1], text[match.end() : end].strip()) for match, end in zip(labels, ends, strict=True)]
    parts = _JOINT.split(text)
    names = _JOINED_PARTS.get(len(parts))
    return list(zip(names, parts, strict=True)) if names else [("", text)]
