"""Keeps the demo's processes running: reads what they print, restarts what dies, stops them in order.

One thread and one loop: a child dies with the thread that started it (process.py), and forking is only
safe while there is no other. The loop looks every POLL_SECONDS for output, deaths and requests to stop.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from yangpu_portal.local.console import Console
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.process import Spawner, signal_group
from yangpu_portal.local.restarts import MAX_QUICK_DEATHS, Restarts
from yangpu_portal.local.stopping import StopRequests

POLL_SECONDS = 0.1
PIECE = 65_536  # bytes read at a time; a longer line is dropped


class Child(Protocol):
    """What the supervisor watches: a program or an embedded server."""

    name: str
    process: subprocess.Popen[bytes] | None

    def start(self) -> None: ...


@dataclass
class Program:
    """A command whose output goes to the console under its name."""

    name: str
    command: Sequence[str]
    supervisor: "Supervisor"
    grace: float = 10.0
    process: subprocess.Popen[bytes] | None = None
    unfinished_line: bytes = field(default=b"", repr=False)

    def start(self) -> None:
        self.process = self.supervisor.spawn(self)


class Supervisor:
    """Runs programs in `cwd` with `env` (read at each start, so it may still grow)."""

    def __init__(
        self, spawner: Spawner, console: Console, stop: StopRequests, *, env: Mapping[str, str], cwd: Path
    ) -> None:
        self.spawner, self.console, self.stop_requests = spawner, console, stop
        self.env, self.cwd = env, cwd
        self.selector = selectors.DefaultSelector()
        self.watched: dict[str, tuple[Child, Restarts]] = {}

    # --- starting -------------------------------------------------------------------------------

    def spawn(self, program: Program) -> subprocess.Popen[bytes]:
        """Start a program and read its output from now on. Raises OSError."""
        process = self.spawner.start(program.command, env=self.env, cwd=self.cwd, output=subprocess.PIPE)
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self.selector.register(process.stdout, selectors.EVENT_READ, program)
        return process

    def run_step(self, name: str, command: Sequence[str]) -> None:
        """Run a command to its end. Raises LocalError when it fails; returns early when asked to stop."""
        program = Program("setup", command, self)
        program.start()
        assert program.process is not None
        while program.process.poll() is None and not self.should_stop():
            self.pump()
        if self.should_stop():
            self.stop(program)
            return
        self._bury(program)
        if program.process.returncode:
            raise LocalError(f"`{name}` failed; what it said is above.")

    def add(self, name: str, command: Sequence[str], *, grace: float = 10.0) -> Program:
        """Start a program and keep it running."""
        program = Program(name, command, self, grace)
        program.start()
        self.watch(program)
        return program

    def watch(self, child: Child) -> None:
        """Keep a started child running."""
        restarts = Restarts()
        restarts.started(time.monotonic())
        self.watched[child.name] = (child, restarts)

    # --- the loop -------------------------------------------------------------------------------

    def should_stop(self) -> bool:
        return self.stop_requests.check() or self.console.is_closed

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Supervise until asked to stop or `until()` is true. Raises LocalError when a child keeps dying."""
        while not self.should_stop() and not until():
            self.pump()
            self._look_after_children()

    def pump(self, seconds: float = POLL_SECONDS) -> None:
        """Wait for output, at most `seconds`, and print it."""
        for key, _ in self.selector.select(seconds):
            self._read(key.data)

    def _look_after_children(self) -> None:
        now = time.monotonic()
        for child, restarts in self.watched.values():
            if restarts.due_at is not None:
                if now >= restarts.due_at:
                    child.start()
                    restarts.started(time.monotonic())
            elif child.process is not None and child.process.poll() is not None:
                self._on_death(child, restarts, child.process.returncode, now)

    def _on_death(self, child: Child, restarts: Restarts, code: int, now: float) -> None:
        self._bury(child)
        how = f"exit code {code}" if code >= 0 else signal.Signals(-code).name
        delay = restarts.died(now)
        if restarts.hopeless:
            raise LocalError(
                f"{child.name} ended {MAX_QUICK_DEATHS} times shortly after its start, last with {how}."
                " What it said is above."
            )
        self.console.say(f"{child.name} ended with {how}; starting it again in {delay:.0f} s")

    # --- stopping -------------------------------------------------------------------------------

    def stop(self, program: Program) -> None:
        """Ask a program to end, print what it still says, and kill it when its time is over."""
        process = program.process
        if process is None:
            return
        self.watched.pop(program.name, None)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + program.grace
        while process.poll() is None and time.monotonic() < deadline and not self.stop_requests.in_a_hurry:
            self.pump(0.05)
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        self._bury(program)

    def stop_all(self, order: Sequence[str]) -> None:
        """Stop the programs named, in that order."""
        for name in order:
            child, _ = self.watched.get(name, (None, None))
            if isinstance(child, Program):
                self.stop(child)

    def _bury(self, child: Child) -> None:
        """End what a dead child left in its group and print its last words."""
        if child.process is None:
            return
        self.spawner.reap(child.process)
        if isinstance(child, Program):
            while self._read(child):
                pass
            self._close(child)

    # --- output ---------------------------------------------------------------------------------

    def _read(self, program: Program) -> bool:
        """Print one piece of output; False when there is none."""
        output = program.process.stdout if program.process else None
        if output is None or output.closed:
            return False
        try:
            data = os.read(output.fileno(), PIECE)
        except BlockingIOError:
            return False
        if not data:
            self._close(program)
            return False
        *lines, program.unfinished_line = (program.unfinished_line + data).split(b"\n")
        for line in lines:
            self.console.line(program.name, line.decode(errors="replace"))
        if len(program.unfinished_line) > PIECE:
            program.unfinished_line = b""  # not text for people
        return True

    def _close(self, program: Program) -> None:
        output = program.process.stdout if program.process else None
        if output is None or output.closed:
            return
        if program.unfinished_line:
            self.console.line(program.name, program.unfinished_line.decode(errors="replace"))
            program.unfinished_line = b""
        self.selector.unregister(output)
        output.close()
