"""What an import costs: make bench-imports ARGS="--rows 300"

Seconds of the process (PostgreSQL apart) and how its memory grows, for checking and for writing a file, by
kind; beside a loop that reads such a file whole and saves rows without any rule. On servers of its own.
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

    official = data.prepare()
    print(f"{options.rows:,} rows      check, s   write, s   more, MB", flush=True)
    for kind in ("companies", "members", "payments", "renewals"):
        job = data.taken(kind, options.rows, official)
        checking, memory = measured(partial(data.check, job))
        writing, more = measured(partial(data.write, job))
        print(f"{kind:12} {checking:12.2f} {writing:10.2f} {memory + more:10.1f}", flush=True)
    path = Path(data.naive_file(options.rows))
    seconds, memory = measured(partial(data.naive, path))
    print(f"{'naive':12} {'–':>12} {seconds:10.2f} {memory:10.1f}")
    return 0


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
