"""The guard: ends process groups whose starter vanished. Started as a plain script, so that it costs nothing.

Protocol on standard input, one line each: `+GROUP SIGNAL` registers a process group, `-GROUP` forgets it.
At end of input (the starter closed the pipe or was killed) every group still registered gets its
signal, and SIGKILL when it has not ended within GRACE_SECONDS.
"""

import contextlib
import os
import signal
import sys
import time

GRACE_SECONDS = 6.0


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send(group: int, signum: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signum)


def end(groups: dict[int, int]) -> None:
    for group, signum in groups.items():
        send(group, signum)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(alive(group) for group in groups):
        time.sleep(0.05)
    for group in groups:
        send(group, signal.SIGKILL)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        if line.startswith("+"):
            group, signum = line[1:].split()
            groups[int(group)] = int(signum)
        else:
            groups.pop(int(line[1:]), None)
    end(groups)


if __name__ == "__main__":
    main()
