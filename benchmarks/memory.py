"""What web workers take of the memory: make bench-memory, on the data of the demo.

Starts a web server of its own as production does, asks its workers for pages, and prints the PSS of each:
its own pages, and its share of those it shares. PSS adds up, unlike what `ps` says.
"""

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_MARK = 200
_PARAGRAPH = (
    "我们的储能柜装在北方，冬天锂电池在低温下容量只剩一半，充电也很慢。希望找到能在零下三十度工作的电解液或者电池材料，"
    "也可以是加热和保温的办法，最好已经做过样机试验，明年可以小批量供货。"
)
_PAGES = (
    *("/", "/en/", "/technologies/", "/en/technologies/", "/universities/", "/parks/", "/en/accounts/login/"),
    *(
        "/technologies/?trl=4-6&ip=granted",
        "/api/v1/technologies/?page_size=50",
        "/en/technologies/?sort=new",
    ),
)
_SEARCHES = ("电池", "battery", "sensor for temperature", "碳化硅 功率模块", "qwertz", _PARAGRAPH)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    searches = [f"{language}/technologies/?q={quote(text)}" for text in _SEARCHES for language in ("", "/en")]
    print(f"MB of PSS: {options.workers} workers of the web server, and the process that keeps them")
    with _server(options.workers) as (server, port):
        _ask(port, ["/healthz"] * 8)
        _report("started", server)
        _ask(port, list(_PAGES) * 4 * options.workers)
        _report("after pages", server)
        _ask(port, searches * 3 * options.workers)
        workers = _report("after searches", server)
    worst = max(workers)
    print(f"{'holds ' if worst <= _MARK else 'MISSED'} {worst:.0f} of {_MARK} for a worker")
    return 0


@contextmanager
def _server(workers: int) -> Iterator[tuple[int, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = [sys.executable, "-m", "gunicorn", "yangpu_portal.wsgi:application", "--log-level", "warning"]
    program += ["-c", "python:yangpu_portal.web_server", "--worker-class", "gthread", "--threads", "4"]
    program += ["--workers", str(workers), "--limit-request-line", "0", "--no-control-socket"]
    server = subprocess.Popen([*program, "--bind", f"127.0.0.1:{port}"], env=os.environ)
    try:
        yield server.pid, port
    finally:
        server.terminate()
        if code := server.wait(60):
            print(f"the server ended with {code}")


def _ask(port: int, addresses: list[str]) -> None:
    """Several at once, each on a connection of its own, so that all workers get their share."""
    with ThreadPoolExecutor(8) as pool:
        for status, address in zip(
            pool.map(lambda path: _status(port, path), addresses), addresses, strict=True
        ):
            if status >= 400:
                raise SystemExit(f"{address}: {status}")


def _status(port: int, path: str) -> int:
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            return response.status
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()


def _report(when: str, server: int) -> list[float]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    workers = [_pss(int(child)) for child in children]
    print(f"{when:16} {' + '.join(f'{size:.0f}' for size in workers)}, keeper {_pss(server):.0f}")
    return workers


def _pss(process: int) -> float:
    """Megabytes, proportional to how many share each page."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    sys.exit(main())
