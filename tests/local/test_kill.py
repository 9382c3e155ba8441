"""kill -9 of whoever started the processes leaves none of them, and the next start works."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.local.conftest import Local
from yangpu_portal.local.state import PROJECT

STARTER = """
import sys
from pathlib import Path
from yangpu_portal.local.console import Console
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.stopping import StopRequests
from yangpu_portal.local.supervisor import Supervisor

supervisor = Supervisor(Spawner(), Console(), StopRequests(), env={"PATH": "/usr/bin:/bin"}, cwd=Path("/"))
supervisor.add("family", ["sh", "-c", "sleep 1000 & echo $$ $!; wait"])
supervisor.run()
"""


def is_alive(pid: int) -> bool:
    """Zombies do not count: in a container nobody may be there to bury them."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int], seconds: float = 5) -> list[int]:
    """Those still alive after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(is_alive, pids)):
        time.sleep(0.02)
    return [pid for pid in pids if is_alive(pid)]


def test_a_killed_supervisor_takes_children_and_grandchildren_along() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    child, grandchild = map(int, starter.stdout.readline().split("|")[1].split())

    os.kill(starter.pid, signal.SIGKILL)
    starter.wait()
    starter.stdout.close()

    assert wait_until_gone([child, grandchild]) == []


def test_servers_of_a_killed_command_end_and_start_again(
    local: Local, bare_environment: dict[str, str], tmp_path: Path
) -> None:
    command = [
        sys.executable,
        "-m",
        "yangpu_portal.local",
        "exec",
        "--",
        "sh",
        "-c",
        "echo up; exec sleep 1000",
    ]
    first = subprocess.Popen(
        command, env=bare_environment, cwd=PROJECT, stdout=subprocess.PIPE, start_new_session=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == b"up\n"
    postmaster = int((tmp_path / "state/postgres/postmaster.pid").read_text().splitlines()[0])

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stdout.close()
    second = local("exec", "--", "sh", "-c", "exit 5")

    assert (second.returncode, second.stderr) == (5, "")
    assert wait_until_gone([postmaster]) == []
