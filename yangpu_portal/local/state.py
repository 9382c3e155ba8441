"""The state directory of the embedded servers: where things lie, who holds it, whether there is room.

Two locks. `running.lock` is held by the one demo (or command) that owns the directory. `servers.lock` is
inherited by every process it starts, so that after a kill -9 the next start knows exactly when the last of
them has gone, and may then clear stale pid files and sockets without guessing.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from yangpu_portal.local.errors import LocalError

PROJECT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 107  # bytes, sun_path of a Unix socket
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
LEFTOVER_SECONDS = 20


def private_directory(path: Path) -> Path:
    """Make `path` with mode 0700, or check that it is ours already. Raises LocalError when it is not."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise LocalError(f"{path} belongs to somebody else. Remove it, or set PORTAL_STATE to another folder.")
    path.chmod(0o700)
    return path


class StateDirectory:
    """`.portal/` in the project unless PORTAL_STATE names another one."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        self.short_name = f"portal-{digest}"

    @classmethod
    def from_environment(cls) -> "StateDirectory":
        return cls(Path(os.environ.get("PORTAL_STATE") or PROJECT / ".portal"))

    def prepare(self) -> None:
        """Create the directory. Raises LocalError when that is impossible."""
        try:
            private_directory(self.path)
            private_directory(self.path / "log")
        except OSError as error:
            raise LocalError(f"Cannot create {self.path}: {error.strerror}.") from error

    @property
    def sockets(self) -> Path:
        """Folder of the Unix sockets, under /tmp when the project lies too deep for a socket path."""
        inside = self.path / "sockets"
        if len(os.fsencode(inside)) + LONGEST_SOCKET_NAME < SOCKET_PATH_LIMIT:
            return inside
        return Path(tempfile.gettempdir()) / self.short_name

    @property
    def nobody_home(self) -> Path:
        """Where PostgreSQL lives when it must run as nobody, who may not enter root's folders."""
        return Path("/var/tmp") / self.short_name

    @property
    def environment_file(self) -> Path:
        return self.path / "environment.json"

    def log(self, name: str) -> Path:
        return self.path / "log" / f"{name}.log"

    def secret_key(self) -> str:
        """The key made on the first run, so that sessions survive a restart."""
        path = self.path / "secret_key"
        with contextlib.suppress(FileNotFoundError):
            if key := path.read_text().strip():
                return key
        key = secrets.token_urlsafe(50)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        return key

    def remove(self) -> None:
        """Delete everything the demo has stored."""
        for path in (self.path, self.nobody_home, Path(tempfile.gettempdir()) / self.short_name):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)


@contextlib.contextmanager
def hold(state: StateDirectory) -> Iterator[int]:
    """Own the state directory; gives the descriptor of `servers.lock` for the children to inherit.

    Raises LocalError when another demo owns it or leftovers of a killed one do not go away.
    """
    with open(state.path / "running.lock", "ab") as running, open(state.path / "servers.lock", "ab") as servers:
        if not _lock(running.fileno()):
            raise LocalError(f"A demo is already running on {state.path}. Stop it first (Ctrl-C in its terminal).")
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while not _lock(servers.fileno()):
            if time.monotonic() > deadline:
                raise LocalError(f"Processes of an earlier run still use {state.path}: see `fuser {servers.name}`.")
            time.sleep(0.1)
        yield servers.fileno()


def is_held(state: StateDirectory) -> bool:
    """Whether a demo or a command owns the directory now."""
    path = state.path / "running.lock"
    if not path.exists():
        return False
    with open(path, "ab") as file:
        return not _lock(file.fileno())


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
