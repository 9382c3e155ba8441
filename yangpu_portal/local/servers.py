"""The embedded servers a run needs: those whose URL the environment does not give."""

import os
from collections.abc import Callable

from yangpu_portal.local.postgres import Postgres
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.state import StateDirectory
from yangpu_portal.local.valkey import Valkey

Say = Callable[[str], None]


def say_nothing(_: str) -> None:
    """For commands whose output belongs to the program they run."""


class Servers:
    """Started in order, stopped in reverse."""

    def __init__(self, state: StateDirectory, spawner: Spawner, *, throw_away: bool = False) -> None:
        self.urls: dict[str, str] = {}
        self.wanted: list[tuple[str, Postgres | Valkey]] = []
        self.started: list[Postgres | Valkey] = []
        if not os.environ.get("DATABASE_URL"):
            self.wanted.append(("DATABASE_URL", Postgres(state, spawner, throw_away=throw_away)))
        if not os.environ.get("REDIS_URL"):
            self.wanted.append(("REDIS_URL", Valkey(state, spawner, throw_away=throw_away)))

    def start(self, say: Say = say_nothing) -> None:
        """Start what is wanted; `urls` then says where. Raises LocalError."""
        for variable, server in self.wanted:
            first = isinstance(server, Postgres) and server.is_new
            say(f"starting {server.name}" + (", creating its data folder (about 3 s)" if first else ""))
            self.started.append(server)
            server.start()
            self.urls[variable] = server.url

    def stop(self) -> None:
        for server in reversed(self.started):
            server.stop()
        self.started.clear()
