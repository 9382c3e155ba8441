"""What lists of the admin cost: make bench-admin ARGS="--rows 100000"

CPU milliseconds of a request through all the middleware, of this process and of PostgreSQL, beside the SQL of
the page run alone through psycopg2, and the same list as a plain ModelAdmin asks for it. On servers of
its own, with that many companies, memberships, technologies and needs.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import override_settings

from benchmarks.pages import _set_up
from benchmarks.pages_timing import Measured, measure_page

LISTS = {
    "companies": ("startups/company", "q=ysclyx", "q=shanghai", "stage__exact=seed", "q=99999999"),
    "memberships": ("liaison/membership", "q=ysclyx", "q=shanghai", "state=active", "q=mem_000000000099"),
    "technologies": (
        "universities/technology",
        "q=dwldc",
        "q=electrolyte",
        "state__exact=published",
        "q=tec_000000000099",
    ),
    "needs": ("startups/need", "q=dwldc", "q=shanghai", "state__exact=open", "q=nee_000000000099"),
}
PARTS = ("", "p=2", "p=1900", "pinyin", "all rows found", "filter", "code")
NAIVE = ("", "all rows found", "code")  # the naive admin knows no pinyin


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.admin_lists")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args(arguments)
    os.environ["STAFF_SECOND_FACTOR"] = "false"
    _set_up()
    from benchmarks.admin_lists_data import cookie, fill  # noqa: PLC0415 - needs the settings

    started = time.monotonic()
    fill(options.rows)
    print(f"{options.rows:,} rows of each in {time.monotonic() - started:.0f} s", file=sys.stderr)
    with override_settings(ROOT_URLCONF="benchmarks.admin_lists_urls"):
        report(options.repeat, {"HTTP_COOKIE": cookie()})
    return 0


def report(repeat: int, headers: dict[str, str]) -> None:
    application = get_wsgi_application()
    print(f"{'CPU ms':44} {'own':>6} {'PG':>7} {'both':>7} {'SQL':>7} {'ratio':>6} {'queries':>7} {'kB':>5}")
    for name, (path, *_queries) in LISTS.items():
        for root in ("admin", "bench"):
            for part in PARTS if root == "admin" else NAIVE:
                few = repeat if root == "admin" else min(repeat, 5)
                address = f"/{root}/{path}/?{_query(name, part)}"
                label = f"{name}{', naive' if root == 'bench' else ''} {part}"
                line(label, measure_page(application, address, few, headers=headers))
        connection.close()


def _query(name: str, part: str) -> str:
    _path, pinyin, everything, filtered, code = LISTS[name]
    named = {"pinyin": pinyin, "all rows found": everything, "filter": filtered, "code": code}
    return named.get(part, part)


def line(label: str, found: Measured) -> None:
    print(
        f"{label:44} {found.own:6.1f} {found.database:7.1f} {found.both:7.1f} {found.sql:7.1f}"
        f" {found.both / max(found.sql, 0.01):6.1f} {found.queries:7d} {found.size / 1000:5.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
