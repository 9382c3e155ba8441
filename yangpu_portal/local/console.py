"""What the demo prints: every line with the name of the process that said it."""

import os
import sys
from typing import TextIO

NAME_WIDTH = 7
# A request path or a mail subject may carry terminal commands; only tabs may pass.
CONTROL_CHARACTERS = dict.fromkeys([*range(9), *range(10, 32), 127, *range(128, 160)])


class Console:
    """Writes whole lines. `is_closed` says that nobody reads any more (`make demo | head`)."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self.stream = stream
        self.is_closed = False

    def say(self, text: str) -> None:
        """A message of the demo itself."""
        self.line("portal", text)

    def line(self, name: str, text: str) -> None:
        if self.is_closed:
            return
        try:
            print(f"{name:<{NAME_WIDTH}}| {text.translate(CONTROL_CHARACTERS)}", file=self.stream, flush=True)
        except BrokenPipeError:
            self.is_closed = True
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())  # or Python complains when it ends
            os.close(nowhere)
