"""How far a long run is: a bar on a terminal, now and then a line elsewhere."""

import time
from typing import Any, TextIO

from django.utils.translation import gettext as _
from tqdm import tqdm

_LINE_EVERY = 10.0  # seconds


class Progress:
    """Call it with the number of the last row read.

    Args:
        total: the highest number to expect, None when unknown.
        bar: True draws a bar, False writes lines, None decides by whether the stream is a terminal.
        quiet: write nothing.
    """

    def __init__(self, stream: TextIO, total: int | None, *, bar: bool | None, quiet: bool) -> None:
        terminal = bool(getattr(stream, "isatty", lambda: False)())
        self._stream = stream
        self._lines = not quiet and not (terminal if bar is None else bar)
        self._told = time.monotonic()
        self._bar: tqdm[Any] | None = None
        if not quiet and not self._lines:
            self._bar = tqdm(total=total, unit="", file=stream, mininterval=0.5, leave=False)

    def __call__(self, number: int) -> None:
        if self._bar is not None:
            self._bar.update(number - self._bar.n)
        elif self._lines and time.monotonic() - self._told > _LINE_EVERY:
            self._told = time.monotonic()
            self._stream.write(_("… at row %(number)d") % {"number": number} + "\n")

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
