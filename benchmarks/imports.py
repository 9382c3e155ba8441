"""What an import costs: make bench-imports ARGS="--rows 300"

Seconds of the process (PostgreSQL apart) and how its memory grows, for checking and for writing a file, by
kind; the companies also by django-import-export, and by a loop that saves rows without any rule. On servers
of its own.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import django
from django.core.management import call_command


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports")
    parser.add_argument("--rows", type=int, default=300)
    options = parser.parse_args(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yangpu_portal.settings"
    os.environ["DEBUG"] = "false"
    os.environ["FILES_ROOT"] = tempfile.mkdtemp(prefix="portal-files-")
    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks import imports_data as data  # noqa: PLC0415 - needs the settings
    from benchmarks.imports_others import bring  # noqa: PLC0415 - needs the settings

    official, rows = data.prepare(), options.rows
    print(f"{f'{rows:,} rows':22}   check, s   write, s   more, MB", flush=True)
    seconds = {}
    for kind in ("companies", "members", "payments", "renewals"):
        job = data.taken(kind, rows, official)
        seconds[kind] = report(kind, partial(data.check, job), partial(data.write, job))
    other = report(
        "django-import-export", *(partial(bring, rows, 10**4, dry_run=dry) for dry in (True, False))
    )
    path = Path(data.naive_file(rows))
    report("naive", lambda: None, partial(data.naive, path))
    print(f"companies take {seconds['companies'] / other:.2f} of the time of django-import-export")
    return 0


def report(name: str, check: Callable[[], object], write: Callable[[], object]) -> float:
    """Prints one line; gives the seconds of both steps."""
    (checking, memory), (writing, more) = measured(check), measured(write)
    print(f"{name:22} {checking:10.2f} {writing:10.2f} {memory + more:10.1f}", flush=True)
    return checking + writing


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of this process, and by how many megabytes its memory has grown."""
    before = _megabytes()
    begun = time.process_time()
    work()
    return time.process_time() - begun, _megabytes() - before


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
