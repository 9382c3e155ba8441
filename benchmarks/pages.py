"""What pages cost: make bench-pages ARGS="--rows 100000"

CPU milliseconds of a request through all the middleware, of this process and of PostgreSQL, median and the
worst of twenty, beside the same SQL without Django and the same page written naively. On servers of its own.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path

Start = Callable[..., None]


@dataclass(frozen=True)
class Measured:
    """CPU milliseconds of this process, of PostgreSQL, of both at worst; number of queries, bytes."""

    own: float
    database: float
    worst: float
    queries: int
    sql: float
    size: int

    @property
    def both(self) -> float:
        return self.own + self.database


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=30)
    options = parser.parse_args(arguments)
    _set_up()
    from benchmarks.pages_data import fill  # noqa: PLC0415 - needs the settings

    started = time.monotonic()
    fill(options.rows)
    print(f"{options.rows:,} offers in {time.monotonic() - started:.0f} s", file=sys.stderr)
    _print(_results(options.repeat), options.rows)
    return 0


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangpu_portal.settings"
    os.environ["DEBUG"] = "false"
    os.environ["STATIC_ROOT"] = tempfile.mkdtemp(prefix="portal-static-")
    os.environ.setdefault("MATCHING_ENCODER", "none")
    django.setup()
    settings.REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []
    call_command("migrate", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)


def _results(repeat: int) -> dict[str, Measured]:
    from benchmarks import pages_naive as naive  # noqa: PLC0415 - needs the settings
    from yangpu_portal import urls  # noqa: PLC0415

    urls.urlpatterns[:0] = [
        path("bench/bare/", naive.bare),
        path("bench/list/", naive.naive_list),
        path("bench/api/", naive.naive_api),
    ]
    clear_url_caches()
    application = get_wsgi_application()
    deep = _deep(application)
    etag = _get(application, "/api/v1/technologies/?page_size=50")[2]
    facets = "trl=4-6&ip=granted&mode=transfer"
    pages = {
        "bare view": "/bench/bare/",
        "home": "/",
        "list": "/technologies/",
        "list, deep": f"/technologies/{deep}",
        "list, three facets": f"/technologies/?{facets}",
        "word in 10 %": "/technologies/?q=common",
        "word in 1 %": "/technologies/?q=seldom",
        "word in 0.01 %": "/technologies/?q=rareword",
        "technology": "/technologies/tec_00000000000007/",
        "API list of 50": "/api/v1/technologies/?page_size=50",
        "naive list": "/bench/list/",
        "naive three facets": f"/bench/list/?{facets}",
        "naive word in 10 %": "/bench/list/?q=common",
        "naive word in 1 %": "/bench/list/?q=seldom",
        "plain DRF list of 50": "/bench/api/",
    }
    results = {}
    for name, address in pages.items():
        few = 3 if name.startswith(("naive", "plain")) else repeat
        results[name] = _measure(application, address, few)
        if name.startswith("list"):  # as for the first visitor: nothing of the page is kept but its cards
            results[f"{name}, anew"] = _measure(application, address, few, anew=True)
    results["API, 304"] = _measure(
        application, "/api/v1/technologies/?page_size=50", repeat, HTTP_IF_NONE_MATCH=etag
    )
    return results


def _get(application: Any, address: str, **headers: str) -> tuple[str, bytes, str]:
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
        **headers,
    }
    found = application(environ, start)
    body = b"".join(found)
    if hasattr(found, "close"):
        found.close()
    if answer["status"][0] not in "23":
        raise SystemExit(f"{address}: {answer['status']}")
    return answer["status"], body, answer["etag"]


def _measure(application: Any, address: str, repeat: int, *, anew: bool = False, **headers: str) -> Measured:
    for _ in range(3):
        _get(application, address, **headers)
    with CaptureQueriesContext(connection) as captured:
        body = _get(application, address, **headers)[1]
    statements = [entry["sql"] for entry in captured.captured_queries]
    forget = _forget_pages if anew else None
    own, database = _timed(lambda: _get(application, address, **headers), repeat, forget)
    sql = [sum(pair) for pair in zip(*_timed(lambda: _run(statements), repeat), strict=True)]
    both = sorted(one + other for one, other in zip(own, database, strict=True))
    return Measured(
        statistics.median(own),
        statistics.median(database),
        both[min(len(both) - 1, round(0.95 * len(both)))],
        len(statements),
        statistics.median(sql),
        len(body),
    )


def _forget_pages() -> None:
    from universities.queries.search_snapshot import current_snapshot  # noqa: PLC0415 - needs the settings

    current_snapshot().pages.clear()


def _timed(
    call: Callable[[], object], repeat: int, before_each: Callable[[], object] | None = None
) -> tuple[list[float], list[float]]:
    """CPU milliseconds of this process and of the server process of its connection."""
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
    return own, database


def _scheduled(pid: int) -> int:
    """Nanoseconds of CPU a process has had; /proc/PID/stat counts in hundredths of a second only."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def _run(statements: Sequence[str]) -> None:
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement)
        if cursor.description:
            cursor.fetchall()
    cursor.close()


def _deep(application: Any) -> str:
    """The address of a page in the middle of the list."""
    from universities.queries.search_snapshot import current_snapshot  # noqa: PLC0415

    snapshot = current_snapshot()
    row = len(snapshot) * 9 // 10
    return f"?after=0.{snapshot.published[row]}.{snapshot.draws[row]}"


def _print(results: dict[str, Measured], rows: int) -> None:
    print(
        f"\nCPU milliseconds at {rows:,} offers: own + PostgreSQL (95th of 100), queries, their SQL alone, kB"
    )
    for name, one in results.items():
        print(
            f"{name:22} {one.own:8.2f} + {one.database:7.2f} ({one.worst:7.2f}) {one.queries:3}"
            f" {one.sql:8.2f} {one.size / 1e3:7.1f}"
        )
    print("\nMarks")
    searches = ("word in 10 %", "word in 1 %", "word in 0.01 %", "list, three facets, anew")
    for name in searches:
        one = results[name]
        bound = 1.3 * one.sql if one.sql >= 8 else one.sql + 4
        _mark(f"{name}: {one.both:.1f} of {bound:.1f} (its SQL and what may be added)", one.both <= bound)
        if name.startswith("word"):
            _mark(f"{name}: {one.both:.1f} of 25", one.both <= 25)
    for name in ("list", "list, anew", "list, deep", "list, deep, anew", "technology"):
        _mark(f"{name}: {results[name].both:.1f} of 4", results[name].both <= 4)
    pairs = {
        "list, anew": "naive list",
        "list, three facets, anew": "naive three facets",
        "word in 10 %": "naive word in 10 %",
        "word in 1 %": "naive word in 1 %",
    }
    for ours, naive in pairs.items():
        ratio = results[naive].both / results[ours].both
        _mark(f"{ours}: {ratio:.1f} times cheaper than naive, of 12", ratio >= 12)
    ratio = results["plain DRF list of 50"].both / results["API list of 50"].both
    _mark(f"API list: {ratio:.1f} times cheaper than plain DRF, of 5", ratio >= 5)
    ratio = results["API list of 50"].both / results["API, 304"].both
    _mark(f"304: {ratio:.1f} times cheaper than the full answer, of 5", ratio >= 5)


def _mark(text: str, holds: bool) -> None:
    print(f"{'holds ' if holds else 'MISSED'} {text}")


if __name__ == "__main__":
    sys.exit(main())
