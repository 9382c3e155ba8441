"""`python -m yangpu_portal.local exec`: run one command with the servers it needs in its environment.

    exec [--fresh] -- COMMAND ...

Without --fresh the command meets the demo's own data: the servers of a running demo are used, or they are
started for as long as the command runs. With --fresh they are new, empty, and gone afterwards.
"""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from yangpu_portal.local.environment import demo_defaults, environment, throw_away_defaults
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.ports import DEFAULT_WEB_PORT
from yangpu_portal.local.process import Spawner, die_with_parent
from yangpu_portal.local.servers import Servers
from yangpu_portal.local.state import StateDirectory, hold, is_held


def run_command(command: Sequence[str], *, fresh: bool) -> int:
    """Run `command`, return its exit code (128 + signal when a signal ended it). Raises LocalError."""
    if fresh:
        with tempfile.TemporaryDirectory(prefix="portal-", ignore_cleanup_errors=True) as folder:
            state = StateDirectory(Path(folder) / "state")
            try:
                return _run_with_servers(command, state, throw_away=True)
            finally:
                state.remove()
    state = StateDirectory.from_environment()
    if is_held(state):
        return _run(command, _running_environment(state))
    return _run_with_servers(command, state, throw_away=False)


def _run_with_servers(command: Sequence[str], state: StateDirectory, *, throw_away: bool) -> int:
    state.prepare()
    with hold(state) as lock, _own_signals():
        spawner = Spawner(keep_open=(lock,))
        servers = Servers(state, spawner, throw_away=throw_away)
        try:
            servers.start()
            defaults = (
                throw_away_defaults(state) if throw_away else demo_defaults(state, int(DEFAULT_WEB_PORT))
            )
            return _run(command, environment(defaults, servers.urls))
        finally:
            servers.stop()
            spawner.close()


def _running_environment(state: StateDirectory) -> dict[str, str]:
    """Where the servers of the demo that owns `state` are."""
    try:
        found = json.loads(state.environment_file.read_text())
    except FileNotFoundError:
        raise LocalError(f"{state.path} is in use and not ready yet: wait until the demo is up.") from None
    return {**os.environ, **found}


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """In the foreground: Ctrl-C reaches the command by itself, SIGTERM is handed on."""
    with _SignalsHandedOn() as signals:
        try:
            process = subprocess.Popen(
                list(command),
                env=dict(environment),
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - there is one thread
            )
        except OSError as error:
            raise LocalError(f"Cannot run {command[0]}: {error.strerror}.") from error
        signals.to(process)
        code = process.wait()
    return code if code >= 0 else 128 - code


class _SignalsHandedOn:
    """While entered, SIGTERM goes to the command, also one that came just before it was there."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.came_early = False

    def __enter__(self) -> "_SignalsHandedOn":
        # Not SIG_IGN for Ctrl-C: the command would inherit it and could not be interrupted.
        self.before = {
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._hand_on),
            signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
        }
        return self

    def __exit__(self, *_: object) -> None:
        for signum, handler in self.before.items():
            signal.signal(signum, handler)

    def to(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        if self.came_early:
            process.terminate()

    def _hand_on(self, signum: int, frame: object) -> None:
        if self.process is None:
            self.came_early = True
        else:
            self.process.terminate()


@contextlib.contextmanager
def _own_signals() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C, so that the servers are stopped."""

    def interrupt(signum: int, frame: object) -> None:
        raise SystemExit(128 + signum)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
