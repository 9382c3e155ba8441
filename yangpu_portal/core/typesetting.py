"""PDF set by Typst: from a template of ours and data, with a font of ours, and with nothing from the network.

What is set comes in as JSON and is shown as it stands. Templates import no packages, so there is nothing that
could be fetched; the fonts of the host are left out, so that a sheet looks the same everywhere.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import pylopdf_fonts_zh_cn
import typst

# Words longer than a column are broken here, for Typst breaks between words alone.
_LONG_WORD = re.compile(r"([!-~\u00a1-\u024f]{24})(?=[!-~\u00a1-\u024f])")
_ZERO_WIDTH_SPACE = "\u200b"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Noto Sans SC, with Latin letters of its own, mapped once for the process."""
    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def pdf(template: Path, data: Mapping[str, Any], *, dated: datetime) -> bytes:
    """Sets a template, which reads its data from `sys.inputs.data`.

    Args:
        dated: stands in the file as when it was made, so that equal data give equal bytes.
    """
    inputs = {"data": orjson.dumps(data).decode()}
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts(), sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=int(dated.timestamp()))
    assert isinstance(made, bytes)
    return made


def breakable(text: str) -> str:
    """The text with places to break its overlong words."""
    return _LONG_WORD.sub(rf"\1{_ZERO_WIDTH_SPACE}", text)
