"""The supervisor restarts what dies, gives up on what cannot live, and stops what it started."""

import io
from pathlib import Path

import pytest

from yangpu_portal.local.console import Console
from yangpu_portal.local.errors import LocalError
from yangpu_portal.local.process import Spawner
from yangpu_portal.local.restarts import QUICK_DEATH_SECONDS, Restarts
from yangpu_portal.local.stopping import StopRequests
from yangpu_portal.local.supervisor import Supervisor


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(spawner: Spawner, output: io.StringIO) -> Supervisor:
    return Supervisor(spawner, Console(output), StopRequests(), env={"PATH": "/usr/bin:/bin"}, cwd=Path("/"))


def test_lines_carry_the_name_and_no_terminal_commands(supervisor: Supervisor, output: io.StringIO) -> None:
    supervisor.run_step("step", ["printf", r"one\n\033]0;two\007\nlast"])
    assert output.getvalue() == "setup  | one\nsetup  | ]0;two\nsetup  | last\n"


def test_a_failed_step_is_named(supervisor: Supervisor) -> None:
    with pytest.raises(LocalError, match="`migrate` failed"):
        supervisor.run_step("migrate", ["false"])


def test_a_dead_program_is_started_again(supervisor: Supervisor, output: io.StringIO) -> None:
    program = supervisor.add("worker", ["sh", "-c", "echo started; exec sleep 1000"])
    supervisor.run(until=lambda: "started\n" in output.getvalue())
    assert program.process is not None
    first = program.process
    first.kill()
    supervisor.run(until=lambda: output.getvalue().count("started\n") == 2)
    supervisor.stop(program)
    assert "worker ended with SIGKILL; starting it again in 1 s" in output.getvalue()
    assert program.process is not first


def test_last_words_are_printed_before_the_end(supervisor: Supervisor, output: io.StringIO) -> None:
    program = supervisor.add(
        "web", ["sh", "-c", "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done"]
    )
    supervisor.run(until=lambda: "up" in output.getvalue())
    supervisor.stop_all(["web"])
    assert output.getvalue().endswith("web    | bye\n")
    assert program.process is not None
    assert program.process.returncode == 3


def test_a_stubborn_program_is_killed(supervisor: Supervisor, output: io.StringIO) -> None:
    program = supervisor.add("worker", ["sh", "-c", "trap '' TERM; echo up; sleep 1000"], grace=0.2)
    supervisor.run(until=lambda: "up" in output.getvalue())
    supervisor.stop(program)
    assert program.process is not None
    assert program.process.returncode == -9


def test_delays_double_while_it_dies_young() -> None:
    restarts = Restarts()
    delays = []
    while not restarts.hopeless:
        restarts.started(now=0)
        delays.append(restarts.died(now=1))
    assert delays == [1, 2, 4, 8, 15]


def test_a_long_life_clears_the_record() -> None:
    restarts = Restarts(quick_deaths=4)
    restarts.started(now=0)
    assert restarts.died(now=QUICK_DEATH_SECONDS) == 1
    assert not restarts.hopeless
