"""What pages cost: make bench-pages ARGS="--rows 100000"

CPU milliseconds of a request through all the middleware, of this process and of PostgreSQL, median and the
worst of twenty, beside the same SQL without Django and the same page written naively. On servers of its own.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from benchmarks.pages_timing import Measured, get, measure_page

_API = "/api/v1/technologies/?page_size=50"
_FACETS = "trl=4-6&ip=granted&mode=transfer"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--live", action="store_true", help="the live count of a need too; slow to prepare")
    options = parser.parse_args(arguments)
    _set_up()
    from benchmarks.pages_data import fill  # noqa: PLC0415 - needs the settings

    started = time.monotonic()
    fill(options.rows)
    print(f"{options.rows:,} offers in {time.monotonic() - started:.0f} s", file=sys.stderr)
    with override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        results = measured(options.repeat, live=options.live)
    print_results(results, options.rows)
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


def measured(repeat: int, *, live: bool = False) -> dict[str, Measured]:
    """All figures, by name; wants the addresses of `benchmarks.pages_urls`."""
    from benchmarks import pages_parts as parts  # noqa: PLC0415 - needs the settings

    application = get_wsgi_application()
    results = {}
    for name, address in _pages().items():
        few = min(repeat, 3) if name.startswith(("naive", "plain")) else repeat
        results[name] = measure_page(application, address, few)
        if name.startswith("list"):  # as for the first visitor: nothing of the page is kept but its cards
            results[f"{name}, anew"] = measure_page(application, address, few, before_each=_forget_pages)
    _body, etag = get(application, _API)
    results["API, 304"] = measure_page(application, _API, repeat, headers={"HTTP_IF_NONE_MATCH": etag})
    results["facets in memory"] = parts.facets_in_memory("common", repeat)
    results["facets by SQL"] = parts.facets_in_sql("common", repeat)
    if live:
        results["live count"] = parts.live_count(repeat)
    return results


def _pages() -> dict[str, str]:
    return {
        "bare view": "/bench/bare/",
        "home": "/",
        "list": "/technologies/",
        "list, deep": f"/technologies/{_deep()}",
        "list, three facets": f"/technologies/?{_FACETS}",
        "word in 10 %": "/technologies/?q=common",
        "word in 1 %": "/technologies/?q=seldom",
        "word in 0.01 %": "/technologies/?q=rareword",
        "technology": "/technologies/tec_00000000000007/",
        "API list of 50": _API,
        "naive list": "/bench/list/",
        "naive three facets": f"/bench/list/?{_FACETS}",
        "naive word in 10 %": "/bench/list/?q=common",
        "naive word in 1 %": "/bench/list/?q=seldom",
        "plain DRF list of 50": "/bench/api/",
    }


def _forget_pages() -> None:
    from universities.queries.search_snapshot import current_snapshot  # noqa: PLC0415 - needs the settings

    current_snapshot().pages.clear()


def _deep() -> str:
    """The address of a page in the middle of the list."""
    from universities.queries.search_snapshot import current_snapshot  # noqa: PLC0415

    snapshot = current_snapshot()
    row = len(snapshot) * 9 // 10
    return f"?after=0.{snapshot.published[row]}.{snapshot.draws[row]}"


def print_results(results: dict[str, Measured], rows: int) -> None:
    print(
        f"\nCPU milliseconds at {rows:,} offers: own + PostgreSQL (95th of 100), queries, their SQL alone, kB"
    )
    for name, one in results.items():
        print(
            f"{name:22} {one.own:8.2f} + {one.database:7.2f} ({one.worst:7.2f}) {one.queries:3}"
            f" {one.sql:8.2f} {one.size / 1e3:7.1f}"
        )
    print("\nMarks")
    _print_bounds(results)
    _print_ratios(results)


def _print_bounds(results: dict[str, Measured]) -> None:
    for name in ("word in 10 %", "word in 1 %", "word in 0.01 %", "list, three facets, anew"):
        one = results[name]
        bound = 1.3 * one.sql if one.sql >= 8 else one.sql + 4
        _mark(f"{name}: {one.both:.1f} of {bound:.1f} (its SQL and what may be added)", one.both <= bound)
        if name.startswith("word"):
            _mark(f"{name}: {one.both:.1f} of 25", one.both <= 25)
    for name in ("list", "list, anew", "list, deep", "list, deep, anew", "technology"):
        _mark(f"{name}: {results[name].both:.1f} of 4", results[name].both <= 4)
    if live := results.get("live count"):
        _mark(f"live count: {live.both:.1f} of 150", live.both <= 150)


def _print_ratios(results: dict[str, Measured]) -> None:
    for name, naive, least in (
        ("list, anew", "naive list", 12),
        ("list, three facets, anew", "naive three facets", 12),
        ("word in 10 %", "naive word in 10 %", 12),
        ("word in 1 %", "naive word in 1 %", 12),
        ("API list of 50", "plain DRF list of 50", 5),
        ("API, 304", "API list of 50", 5),
        ("facets in memory", "facets by SQL", 1),
    ):
        ratio = results[naive].both / results[name].both
        _mark(f"{name}: {ratio:.1f} times cheaper than {naive}, of {least}", ratio >= least)


def _mark(text: str, holds: bool) -> None:
    print(f"{'holds ' if holds else 'MISSED'} {text}")


if __name__ == "__main__":
    sys.exit(main())
