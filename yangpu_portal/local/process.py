"""Starting child processes that never outlive their starter.

Two nets under each child. On Linux the kernel signals it when its starter goes, even by kill -9
(PR_SET_PDEATHSIG). That reaches only direct children, so the guard (guard.py), a small process at the
other end of a pipe, then ends whole process groups: gunicorn's workers, Celery's pool, PostgreSQL's backends.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
GUARD = Path(__file__).with_name("guard.py")


def die_with_parent(signum: int) -> Callable[[], None] | None:
    """A preexec_fn that has the kernel send `signum` to the child when its starter ends; None off Linux.

    The starter must fork from its main thread: the kernel watches the forking thread, not the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
        if os.getppid() != parent:  # the starter died between fork and prctl: no signal will come
            os._exit(1)

    return arm


class Guard:
    """Ends the registered process groups when this process goes away without saying so."""

    def __init__(self, keep_open: Sequence[int] = ()) -> None:
        """Start the guard; it inherits `keep_open`, so that a lock on them is held until it is done."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARD)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=tuple(keep_open),
            cwd="/",
        )

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # killed by hand: the kernel's signal still holds
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    def watch(self, group: int, signum: int) -> None:
        """End process group `group` with `signum` (and SIGKILL later) if this process dies."""
        self._say(f"+{group} {int(signum)}")

    def forget(self, group: int) -> None:
        """The group has ended and its number may be given to somebody else."""
        self._say(f"-{group}")

    def close(self) -> None:
        """End the guard, and with it any group still registered."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


class Spawner:
    """Starts children in process groups of their own, under the guard, holding the servers' lock."""

    def __init__(self, keep_open: Sequence[int] = ()) -> None:
        self.keep_open = tuple(keep_open)
        self.guard = Guard(keep_open)

    def start(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        output: int | IO[bytes],
        stop_signal: int = signal.SIGTERM,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        user: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start `command` in a new session. `user`: numeric id to become, together with the same group id.

        Raises OSError when the program cannot be started.
        """
        process = subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.keep_open,
            preexec_fn=die_with_parent(stop_signal),  # noqa: PLW1509 - there is one thread
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        self.guard.watch(process.pid, stop_signal)
        return process

    def reap(self, process: subprocess.Popen[bytes]) -> None:
        """Clear what an ended child has left in its process group and forget it."""
        signal_group(process.pid, signal.SIGKILL)
        self.guard.forget(process.pid)

    def stop(self, process: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
        """Ask the child to stop, wait up to `grace` seconds, then kill its whole group."""
        if process.poll() is None:
            process.send_signal(stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        self.reap(process)
        process.wait()

    def close(self) -> None:
        self.guard.close()


def signal_group(group: int, signum: int) -> None:
    """Signal a process group; one that is gone is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signum)
