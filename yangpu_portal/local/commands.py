"""The command lines of the demo's processes."""

import sys
from pathlib import Path

from yangpu_portal.local.ports import HOST

# As root Celery warns at length on every start; in a container there is often nobody else.
NO_ROOT_WARNING = "ignore:You're running the worker"
CELERY = [sys.executable, "-W", NO_ROOT_WARNING, "-m", "celery", "--quiet", "-A", "yangpu_portal.celery:app"]
QUEUES = "default,mail,matching"


def manage(command: str, *options: str) -> list[str]:
    """A management command."""
    return [sys.executable, "manage.py", command, *options]


def mail_sink(port: int, folder: Path) -> list[str]:
    """The local SMTP server that keeps mail as files."""
    return [sys.executable, "-m", "yangpu_portal.local.mailsink", str(port), str(folder)]


def web(port: int) -> list[str]:
    """The web server. No access log: reset and verification links carry secrets in their paths."""
    program = [sys.executable, "-m", "gunicorn", "yangpu_portal.wsgi:application", "--log-level", "warning"]
    program += ["-c", "python:yangpu_portal.web_server"]
    threads = ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    # A paragraph to search for stands in the address; in Chinese its 2,000 characters take 18 kB there.
    limits = ["--timeout", "120", "--graceful-timeout", "5", "--limit-request-line", "0"]
    return [*program, "--bind", f"{HOST}:{port}", *threads, *limits, "--no-control-socket"]


def worker() -> list[str]:
    """One Celery worker for every queue."""
    quiet = ["--without-gossip", "--without-mingle"]
    return [*CELERY, "worker", "-l", "INFO", "-Q", QUEUES, "-c", "2", "-n", "demo@localhost", *quiet]


def beat(schedule: Path) -> list[str]:
    """The clock of the periodic tasks; `schedule` is the file it keeps its last runs in."""
    return [*CELERY, "beat", "-l", "WARNING", "--schedule", str(schedule), "--pidfile="]
