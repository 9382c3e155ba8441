"""CPU time of requests and statements: of this process, and of the server process of its connection."""

import io
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

Call = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds of this process, of PostgreSQL, of both at worst; number of queries, bytes."""

    own: float
    database: float
    worst: float
    queries: int = 0
    sql: float = 0.0
    size: int = 0

    @property
    def both(self) -> float:
        return self.own + self.database


def get(application: Any, address: str, headers: Mapping[str, str] | None = None) -> tuple[bytes, str]:
    """Body and ETag of an answer; ends the program when it is an error."""
    parts, answer = urlsplit(address), {}

    def start(status: str, sent: list[tuple[str, str]], *_rest: Any) -> None:
        answer["status"], answer["etag"] = status, dict(sent).get("ETag", "")

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **(headers or {}),
    }
    found = application(environ, start)
    body = b"".join(found)
    if hasattr(found, "close"):
        found.close()
    if answer["status"][0] not in "23":
        raise SystemExit(f"{address}: {answer['status']}")
    return body, answer["etag"]


def measure_page(
    application: Any,
    address: str,
    repeat: int,
    *,
    before_each: Call | None = None,
    headers: Mapping[str, str] | None = None,
) -> Measured:
    """A page, with what the statements it makes cost when they are run alone."""
    for _ in range(3):
        get(application, address, headers)
    with CaptureQueriesContext(connection) as captured:
        body, _etag = get(application, address, headers)
    statements = [entry["sql"] for entry in captured.captured_queries]
    page = measure(lambda: get(application, address, headers), repeat, before_each)
    alone = measure(lambda: _run(statements), repeat)
    return Measured(page.own, page.database, page.worst, len(statements), alone.both, len(body))


def measure(call: Call, repeat: int, before_each: Call | None = None) -> Measured:
    """Medians, and the 95th of 100."""
    own, database = [], []
    for _ in range(repeat):
        if before_each:
            before_each()
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        before, started = _scheduled(pid), time.process_time()
        call()
        own.append((time.process_time() - started) * 1e3)
        connection.ensure_connection()
        same = connection.connection.info.backend_pid == pid
        database.append((_scheduled(pid) - before) / 1e6 if same else 0.0)
    both = sorted(one + other for one, other in zip(own, database, strict=True))
    worst = both[min(len(both) - 1, round(0.95 * len(both)))]
    return Measured(statistics.median(own), statistics.median(database), worst)


def _scheduled(pid: int) -> int:
    """Nanoseconds of CPU a process has had; /proc/PID/stat counts in hundredths of a second only."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def _run(statements: Sequence[str]) -> None:
    with connection.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
