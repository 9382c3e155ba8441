"""What figures, exports and reports cost: make bench-office ARGS="--rows 100000"

Seconds and the memory a process grows by, each in a process of its own. On servers of its own.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import django
from django.core.management import call_command


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office")
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangpu_portal.settings"
    os.environ.setdefault("MATCHING_ENCODER", "none")
    os.environ["STAFF_SECOND_FACTOR"] = "false"  # nobody is there to type it
    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks.office_data import fill  # noqa: PLC0415 - needs the settings

    started = time.monotonic()
    fill(options.rows)
    print(f"{options.rows:,} memberships in {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(f"{'':34} {'s':>7} {'CPU s':>7} {'MB more':>8}")
    for name, work in _works().items():
        print(f"{name:34} {' '.join(_measured(work))}", flush=True)
    return 0


def _measured(work: Callable[[], Any]) -> list[str]:
    with get_context("fork").Pool(1) as pool:
        seconds, cpu, grown = pool.apply(_run, (work,))
    return [f"{seconds:7.2f}", f"{cpu:7.2f}", f"{grown:8.1f}"]


def _run(work: Callable[[], Any]) -> tuple[float, float, float]:
    from django.db import connections  # noqa: PLC0415 - a connection is not shared by processes

    connections.close_all()
    before, cpu, started = _peak(), time.process_time(), time.monotonic()
    work()
    return time.monotonic() - started, time.process_time() - cpu, _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures_today() -> None:
    from liaison.queries.figures import as_of, computed  # noqa: PLC0415

    computed.compute(list(computed.FIGURES.values()), as_of.as_of())


def figures_past() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from liaison.queries.figures import as_of, computed  # noqa: PLC0415

    day = timezone.localdate() - timedelta(days=40)
    computed.compute(list(computed.FIGURES.values()), as_of.as_of(day))


def export(path: str) -> None:
    from django.test import Client  # noqa: PLC0415

    from yangpu_portal.core.models import User  # noqa: PLC0415

    user, _made = User.objects.get_or_create(email="bench@bench.example", is_staff=True, is_superuser=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    for _part in answer:
        pass


def companies_xlsx() -> None:
    export("/admin/startups/company/export.xlsx")


def companies_csv() -> None:
    export("/admin/startups/company/export.csv")


def memberships_xlsx() -> None:
    export("/admin/liaison/membership/export.xlsx")


def report_pdf() -> None:
    _report("zh.pdf")


def report_xlsx() -> None:
    _report("zh.xlsx")


def _report(rest: str) -> None:
    from django.utils import timezone  # noqa: PLC0415

    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    export(f"/admin/reports/{last.year}-{last.month}/{rest}")


def _works() -> dict[str, Callable[[], Any]]:
    return {
        "all figures, today": figures_today,
        "all figures, forty days ago": figures_past,
        "list of companies as Excel": companies_xlsx,
        "list of companies as CSV": companies_csv,
        "list of memberships as Excel": memberships_xlsx,
        "report of last month, PDF": report_pdf,
        "report of last month, Excel": report_xlsx,
    }


if __name__ == "__main__":
    sys.exit(main())
