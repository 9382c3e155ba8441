"""Ctrl-C, SIGTERM, a closed terminal, a vanished `make`: all ask for the same orderly stop."""

import os
import signal
import time


class StopRequests:
    """Whether to stop. After the first request things are stopped in order, after a second one at once."""

    SECOND_AFTER = 0.5  # seconds: a terminal and `timeout` may both deliver the first request

    def __init__(self, *, follow_parent: bool = False) -> None:
        """`follow_parent`: end when the process that started this one ends (kill -9 of `make`)."""
        self.requested = False
        self.in_a_hurry = False
        self._first = 0.0
        self._parent = os.getppid() if follow_parent else None

    def listen(self) -> None:
        """Take over the signals. A hang-up stays ignored where it is (nohup)."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:
                signal.signal(signum, self._on_signal)

    def check(self) -> bool:
        """Whether to stop; also looks whether the parent is still there."""
        if self._parent is not None and os.getppid() != self._parent:
            self.requested = True
        return self.requested

    def _on_signal(self, signum: int, frame: object) -> None:
        now = time.monotonic()
        if self.requested and now - self._first > self.SECOND_AFTER:
            self.in_a_hurry = True
        elif not self.requested:
            self.requested, self._first = True, now
