"""`exec` gives a command its servers and hands back its exit code."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.local.conftest import Local
from yangpu_portal.local.state import PROJECT

LOCAL = [sys.executable, "-m", "yangpu_portal.local"]


def test_fresh_servers_come_and_go(local: Local) -> None:
    result = local("exec", "--fresh", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exit 7")

    database, cache = result.stdout.split()
    assert result.returncode == 7
    assert database.startswith("postgres://portal@/portal?host=")
    assert cache.startswith("redis://:")
    assert not Path(database.partition("host=")[2]).exists()


def test_given_servers_are_used(local: Local) -> None:
    given = {"DATABASE_URL": "postgres://db.example/x", "REDIS_URL": "redis://redis.example/0"}
    result = local("exec", "--fresh", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", **given)
    assert result.stdout.split() == list(given.values())


def test_a_command_ended_by_a_signal_says_which(local: Local) -> None:
    result = local("exec", "--fresh", "--", "sh", "-c", "kill -9 $$")
    assert result.returncode == 128 + signal.SIGKILL


def test_a_missing_command_gets_one_line(local: Local) -> None:
    result = local("exec", "--fresh", "--", "no-such-command")
    assert (result.returncode, result.stderr) == (
        1,
        "Error: Cannot run no-such-command: No such file or directory.\n",
    )


def test_sigterm_reaches_the_command(bare_environment: dict[str, str]) -> None:
    script = "trap 'echo stopping; exit 9' TERM; echo up; while :; do sleep 0.05; done"
    command = [*LOCAL, "exec", "--fresh", "--", "sh", "-c", script]
    with subprocess.Popen(command, env=bare_environment, cwd=PROJECT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.terminate()
        assert process.stdout.read() == b"stopping\n"
    assert process.returncode == 9
