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
DEFAULT_NAME = ".portal"
SOCKET_PATH_LIMIT = 107  # bytes, sun_path of a Unix socket
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")
LEFTOVER_SECONDS = 20
LOG_BYTES = 5 * 1024 * 1024


def private_directory(path: Path) -> Path:
    """Make `path` with mode 0700, or check that it is ours already. Raises LocalError when it is not."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise LocalError(
            f"{path} belongs to somebody else. Remove it, or set PORTAL_STATE to another folder."
        )
    path.chmod(0o700)
    return path


class StateDirectory:
    """`.portal/` in the project unless PORTAL_STATE names another one."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        self.short_name = f"portal-{digest}"
        self.running_lock = self.path / "running.lock"
        self.servers_lock = self.path / "servers.lock"
        self.mail = self.path / "mail"
        self.environment_file = self.path / "environment.json"
        self.site_files_mark = self.path / "site-files"
        self.loaded_mark = self.path / "demo-data-loaded"

    @classmethod
    def from_environment(cls) -> "StateDirectory":
        return cls(Path(os.environ.get("PORTAL_STATE") or PROJECT / DEFAULT_NAME))

    def prepare(self) -> None:
        """Create the directory. Raises LocalError when it cannot be, or holds something else."""
        self._check_ours()
        try:
            private_directory(self.path)
            private_directory(self.path / "log")
            self.running_lock.touch()
            self._shorten_logs()
        except OSError as error:
            raise LocalError(f"Cannot use {self.path}: {error.strerror}.") from error

    @property
    def sockets(self) -> Path:
        """Folder of the Unix sockets, under /tmp when the project lies too deep for a socket path."""
        inside = self.path / "sockets"
        if len(os.fsencode(inside)) + LONGEST_SOCKET_NAME < SOCKET_PATH_LIMIT:
            return inside
        return Path(tempfile.gettempdir()) / self.short_name

    @property
    def nobody_home(self) -> Path:
        """Where PostgreSQL lives when it must run as nobody, who may not enter root's folders.

        Not /tmp, which a restart of the machine empties; whose it is gets checked when it is used.
        """
        return Path("/var/tmp") / self.short_name  # noqa: S108

    def log(self, name: str) -> Path:
        return self.path / "log" / f"{name}.log"

    def secret_key(self) -> str:
        """The key made on the first run, so that sessions survive a restart."""
        path = self.path / "secret_key"
        with contextlib.suppress(FileNotFoundError):
            if key := path.read_text().strip():
                return key
        key = secrets.token_urlsafe(50)
        self.write_private(path, key)
        return key

    def write_private(self, path: Path, text: str) -> None:
        """Write a file only its owner can read, whole or not at all."""
        partial = path.with_name(f"{path.name}.partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        partial.replace(path)

    def check_not_running(self) -> None:
        """Raises LocalError when a demo or a command owns the directory now."""
        if is_held(self):
            raise self.already_running()

    def already_running(self) -> LocalError:
        """The message for whoever comes second."""
        return LocalError(
            f"A demo is already running on {self.path}: stop it first (Ctrl-C in its terminal)."
        )

    def remove(self) -> None:
        """Delete everything stored. Raises LocalError when it is no state directory."""
        self._check_ours()
        for path in (self.path, self.nobody_home, Path(tempfile.gettempdir()) / self.short_name):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)

    def _shorten_logs(self) -> None:
        """Keep one old file per log; the servers append for ever."""
        for path in (self.path / "log").glob("*.log"):
            if path.stat().st_size > LOG_BYTES:
                path.replace(path.with_suffix(".old"))

    def _check_ours(self) -> None:
        """A mistyped PORTAL_STATE must not turn somebody's folder into a state directory, or delete it."""
        if self.path.name == DEFAULT_NAME or self.running_lock.exists() or not self.path.exists():
            return
        if not self.path.is_dir() or any(self.path.iterdir()):
            raise LocalError(f"PORTAL_STATE={self.path} holds other things: name a new or empty folder.")


@contextlib.contextmanager
def hold(state: StateDirectory) -> Iterator[int]:
    """Own the state directory; gives the descriptor of `servers.lock` for the children to inherit.

    Raises LocalError when another demo owns it or leftovers of a killed one do not go away.
    """
    with open(state.running_lock, "ab") as running, open(state.servers_lock, "ab") as servers:
        if not _lock(running.fileno()):
            raise state.already_running()
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while not _lock(servers.fileno()):
            if time.monotonic() > deadline:
                raise LocalError(f"Processes of an earlier run still use {state.path}: end them first.")
            time.sleep(0.1)
        yield servers.fileno()


def is_held(state: StateDirectory) -> bool:
    """Whether a demo or a command owns the directory now."""
    if not state.running_lock.exists():
        return False
    with open(state.running_lock, "ab") as file:
        return not _lock(file.fileno())


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
