"""What an import costs: make bench-imports ARGS="--rows 300"

Seconds and the peak of Python's memory for checking and for writing a file, by kind; beside a loop that reads
the same file whole and saves rows without any rule, as the floor. On servers of its own.
"""

import argparse
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
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

    official = data.prepare()
    print(f"{options.rows:,} rows      check, s   write, s   peak, MB")
    for kind in ("companies", "members", "payments", "renewals"):
        job = data.taken(kind, options.rows, official)
        checking, memory = measured(lambda job=job: data.check(job))
        writing, more = measured(lambda job=job: data.write(job))
        print(f"{kind:12} {checking:12.2f} {writing:10.2f} {max(memory, more):10.1f}")
    path = Path(data.naive_file(options.rows))
    seconds, memory = measured(lambda: data.naive(path))
    print(f"{'naive':12} {'–':>12} {seconds:10.2f} {memory:10.1f}")
    return 0


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and megabytes at most; measuring memory makes the work about a third slower."""
    tracemalloc.start()
    begun = time.monotonic()
    work()
    seconds = time.monotonic() - begun
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peak


if __name__ == "__main__":
    sys.exit(main())
